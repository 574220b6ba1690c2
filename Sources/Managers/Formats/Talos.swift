public import Domain

/// Machine configurations of Talos Linux, and what talhelper makes them of.
///
/// **Files**: YAML with `machine` or `cluster` as Talos has them, also as templates; `talconfig.yaml` and `talenv.yaml`.
///
/// **Fields**: `image` and keys that end in it (installer, kubelet, control plane, etcd); `talosVersion` and `kubernetesVersion`.
///
/// **Skipped, with a reason**: templates and variables (`contains-variable`).
///
/// Source: https://www.talos.dev/latest/reference/configuration/v1alpha1/config/,
/// https://budimanjojo.github.io/talhelper/latest/reference/configuration/
public struct Talos: Manager {
    public static let id: ManagerID = "talos"
    public static let summary = "images of Talos machine configurations, versions of talhelper"
    public static let filePatterns: [String] = []
    public static let datasources: [DatasourceID] = ["docker", "github-releases"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        guard file.traits.isYAML else { return false }
        if file.mentions("talosVersion:", rare: 5) { return true }
        return file.traits.mentionsImage && isMachine(file)
    }

    private func isMachine(_ file: SourceFile) -> Bool {
        file.mentions("machine:", rare: 3) && (file.mentions("kubelet:", rare: 2) || file.mentions("install:", rare: 2))
            || file.mentions("siderolabs/installer", rare: 10) || file.mentions("factory.talos.dev", rare: 6)
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.resources.others where root.isMapping {
            if root["machine"] != nil || root["cluster"] != nil { ImageWalker(pins: pins, place: .unknown).walk(root) }
            addVersion(root["talosVersion"], "siderolabs/talos", pins)
            if root["talosVersion"] != nil { addVersion(root["kubernetesVersion"], "kubernetes/kubernetes", pins) }
        }
        if isMachine(file) {
            for failure in file.yaml.failures { LineReader(pins: pins).read(failure.range) }
        }
        return pins.extraction
    }

    private func addVersion(_ node: YAMLNode?, _ name: String, _ pins: PinBuilder) {
        guard let scalar = node?.scalar, !scalar.text.isEmpty else { return }
        var dependency = pins.pin(name, scalar, datasource: "github-releases", versioning: "semver-coerced")
        if !scalar.text.hasPrefix("v") { dependency.extractVersion = "^v(?<version>.+)$" }
        pins.add(dependency)
    }
}
