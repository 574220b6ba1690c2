public import TextEdits

/// Keeps `Chart.lock` in step with `Chart.yaml`, as `helm dependency update` does.
///
/// Helm writes into the lock file which version each requirement came to, the SHA-256 of requirements and locked
/// versions together, and when that was. Source: https://helm.sh/docs/helm/helm_dependency_update/
public struct ChartLock {
    private let stream: YAMLStream
    private let root: YAMLNode
    private let locked: [YAMLNode]

    /// Reads a lock file.
    ///
    /// - Throws: `unreadable` when it is no lock file of Helm 3.
    public init(_ bytes: [UInt8]) throws(ChartLockError) {
        stream = YAMLStream(bytes)
        guard stream.roots.count == 1, let root = stream.roots.first, root["digest"]?.isScalar == true,
            root["generated"]?.isScalar == true, let items = root["dependencies"], items.isSequence
        else { throw .unreadable("Chart.lock has no digest, time and dependencies") }
        self.root = root
        locked = items.items
    }

    /// The edits of the lock file that follow from changed requirements.
    ///
    /// A lock file that was not in step before is not touched: then nobody knows what Helm would have written.
    ///
    /// - Parameters:
    ///   - before: the `Chart.yaml` that the lock file belongs to.
    ///   - after: the same with its new requirements; only versions may differ.
    ///   - generated: the time to write, in RFC 3339. The same input has to give the same time, or each run commits anew.
    ///   - resolved: the newest version at the repository, as it spells it, that a requirement allows, by the place of the
    ///     dependency in the file and its new requirement; nil when it is not known.
    ///   - sha256: the SHA-256 of some bytes in lower-case hexadecimal.
    /// - Throws: `unreadable`, `notInStep`, or `unresolved` for a range whose version nobody knows.
    public func edits(
        before: [UInt8], after: [UInt8], generated: String,
        resolved: (_ index: Int, _ requirement: String) -> String?, sha256: ([UInt8]) -> String
    ) throws(ChartLockError) -> [TextEdit] {
        let old = try ChartRequirement.all(in: before)
        let new = try ChartRequirement.all(in: after)
        var versions: [String] = []
        for item in locked { versions.append(item["version"]?.text ?? "") }
        let current = try entries(versions)
        guard old.count == locked.count, old.count == new.count, zip(old, current).allSatisfy({ $0.name == $1.name }),
            root["digest"]?.text == Self.digest(of: old, current, sha256)
        else { throw .notInStep }
        guard old != new else { return [] }
        for (index, requirement) in new.enumerated() where requirement != old[index] {
            guard requirement.version != old[index].version else { throw .notInStep }
            versions[index] = try Self.version(of: requirement, resolved(index, requirement.version))
        }
        let digest = Self.digest(of: new, try entries(versions), sha256)
        var edits: [TextEdit] = []
        for (item, version) in zip(locked, versions) where item["version"]?.text != version {
            edits.append(try edit(item["version"], version))
        }
        edits.append(try edit(root["digest"], digest))
        edits.append(try edit(root["generated"], generated))
        return edits
    }

    private func entries(_ versions: [String]) throws(ChartLockError) -> [ChartRequirement] {
        var result: [ChartRequirement] = []
        for (item, version) in zip(locked, versions) {
            var entry = ChartRequirement()
            entry.name = item["name"]?.text ?? ""
            entry.version = version
            entry.repository = item["repository"]?.text ?? ""
            result.append(entry)
        }
        return result
    }

    /// A requirement that is one version needs no look-up.
    private static func version(of requirement: ChartRequirement, _ found: String?) throws(ChartLockError) -> String {
        if let found { return found }
        guard isExact(requirement.version) else { throw .unresolved(requirement.name) }
        return requirement.version
    }

    /// Whether a requirement is one whole version rather than a range: `1.2.3`, `v1.2.3-rc.1+build`.
    private static func isExact(_ requirement: String) -> Bool {
        guard requirement.utf8.allSatisfy({ VariableText.isNameByte($0) || $0 == 0x2B || $0 == 0x2D || $0 == 0x2E })
        else { return false }
        let core = requirement.drop { $0 == "v" }.prefix { $0 != "-" && $0 != "+" }
        let parts = core.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 3 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }
    }

    private static func digest(
        of requirements: [ChartRequirement], _ locked: [ChartRequirement], _ sha256: ([UInt8]) -> String
    ) -> String {
        let lists = [requirements, locked].map { "[" + $0.map(\.json).joined(separator: ",") + "]" }
        return "sha256:" + sha256(Array("[\(lists.joined(separator: ","))]".utf8))
    }

    /// Writes `text` in place of a scalar, with quotes where YAML would read it as a number.
    private func edit(_ node: YAMLNode?, _ text: String) throws(ChartLockError) -> TextEdit {
        guard let node, let span = node.span else {
            throw .unreadable("Chart.lock holds a value that is not in one piece")
        }
        let needsQuotes = node.style == .plain && ChartRequirement.isNumber(text)
        return TextEdit(span, needsQuotes ? "\"\(text)\"" : text)
    }
}

/// Why a lock file cannot be kept in step.
public enum ChartLockError: Error, Hashable, Sendable {
    /// A file is not what Helm writes or reads; with what is wrong.
    case unreadable(String)
    /// The lock file did not belong to the requirements before the change either.
    case notInStep
    /// The requirement of this chart is a range, and the version that it comes to is not known.
    case unresolved(String)

    /// What is wrong and what to do, in one sentence.
    public var message: String {
        switch self {
        case .unreadable(let reason): reason
        case .notInStep: "Chart.lock does not belong to Chart.yaml; run `helm dependency update` once"
        case .unresolved(let name): "the version that Chart.lock needs for \(name) is not known; pin it in Chart.yaml"
        }
    }
}
