import Domain

/// Versions of Kubernetes APIs, with or without their group: `v1alpha1`, `v1beta2`, `v1`, `apps/v1`.
///
/// Alpha comes before beta, and beta before the version itself; a higher major number is newer, whatever its stage. A group
/// never changes.
/// Source: https://kubernetes.io/docs/reference/using-api/#api-versioning
struct KubernetesAPI: ParsedScheme {
    static let id: VersioningID = "kubernetes-api"
    static let summary = "Kubernetes API versions: v1alpha1, v1beta1, v1, apps/v1"

    func read(_ text: String) -> KubernetesAPIVersion? {
        let slash = text.lastIndex(of: "/")
        let group = slash.map { text[..<$0] } ?? ""
        let version = slash.map { text[text.index(after: $0)...] } ?? text[...]
        guard slash == nil || !group.isEmpty, group.utf8.allSatisfy({ $0 > 0x20 && $0 != UInt8(ascii: "/") }),
            version.hasPrefix("v")
        else { return nil }
        let runs = naturalRuns(of: version.dropFirst())
        guard case .number(let major) = runs.first else { return nil }
        if runs.count == 1 { return KubernetesAPIVersion(group: String(group), major: major) }
        guard runs.count == 3, case .number(let number) = runs[2],
            let stage = KubernetesAPIVersion.Stage(name: runs[1].description)
        else { return nil }
        return KubernetesAPIVersion(group: String(group), major: major, stage: stage, number: number)
    }

    func follows(_ candidate: KubernetesAPIVersion, _ current: KubernetesAPIVersion) -> Bool {
        candidate.group == current.group
    }
}

struct KubernetesAPIVersion: ParsedVersion, Hashable, Sendable {
    enum Stage: Int, Hashable, Sendable, Comparable {
        case alpha, beta, stable

        init?(name: String) {
            switch name {
            case "alpha": self = .alpha
            case "beta": self = .beta
            default: return nil
            }
        }

        static func < (a: Stage, b: Stage) -> Bool { a.rawValue < b.rawValue }
    }

    var group: String
    var major: WholeNumber
    var stage = Stage.stable
    /// The number behind `alpha` or `beta`.
    var number = WholeNumber.zero

    var numbers: [WholeNumber] { [major] }
    var isStable: Bool { stage == .stable }

    func order(to other: KubernetesAPIVersion) -> VersionOrder {
        VersionOrder(of: major, to: other.major)
            .then(VersionOrder(of: stage, to: other.stage))
            .then(VersionOrder(of: number, to: other.number))
    }
}
