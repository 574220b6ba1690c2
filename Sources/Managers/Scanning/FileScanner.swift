public import Domain
import TextEdits

/// What limits a scan; the names are Renovate's.
public struct ScanOptions: Hashable, Sendable {
    /// Only these managers; nil means all.
    public var enabledManagers: [ManagerID]?
    /// Globs of paths that are not read.
    public var ignorePaths: [String]
    /// Globs of the only paths that are read; empty means all.
    public var includePaths: [String]
    /// Beginnings of image names, and what they stand for.
    public var registryAliases: [String: String]
    /// Version fields of custom resources, beside those that are known.
    public var customResources: [CustomResourceRule] = []

    public init(
        enabledManagers: [ManagerID]? = nil, ignorePaths: [String] = [], includePaths: [String] = [],
        registryAliases: [String: String] = [:]
    ) {
        self.enabledManagers = enabledManagers
        self.ignorePaths = ignorePaths
        self.includePaths = includePaths
        self.registryAliases = registryAliases
    }

    public init(_ options: RepositoryOptions) {
        self.init(
            enabledManagers: options.enabledManagers, ignorePaths: options.ignorePaths,
            includePaths: options.includePaths, registryAliases: options.registryAliases)
        customResources = options.customResources
    }
}

/// Finds the dependencies of files, one at a time and in any order, and completes them from what all files said.
public struct FileScanner: Sendable {
    private let managers: [(id: ManagerID, manager: any Manager)]
    private let ignored: [Glob]
    private let included: [Glob]
    private let aliases: [(name: String, value: String)]
    private let customResources: CustomResources

    public init(options: ScanOptions = ScanOptions(), managers: [any Manager.Type] = builtInManagers) {
        self.managers = managers.filter { options.enabledManagers?.contains($0.id) ?? true }.map { ($0.id, $0.init()) }
        customResources = CustomResources(
            self.managers.contains { $0.id == Kubernetes.id } ? options.customResources : [])
        ignored = options.ignorePaths.map { Glob($0) }
        included = options.includePaths.map { Glob($0) }
        aliases = options.registryAliases.sorted { ($0.key.count, $0.key) > ($1.key.count, $1.key) }.map {
            ($0.key, $0.value)
        }
    }

    /// Whether a file is to be read at all, by the options about paths.
    public func wants(path: String) -> Bool {
        !ignored.contains { $0.matches(path) } && (included.isEmpty || included.contains { $0.matches(path) })
    }

    /// Finds what is pinned in one file. What stands in other files is still open; see ``resolve(_:)``.
    ///
    /// Never fails and never takes long: a file that no manager can read gives a diagnostic.
    public func scan(path: String, bytes: [UInt8]) -> Extraction {
        let file = SourceFile(path: path, bytes: bytes)
        var result = Extraction()
        var isRead = false
        for (_, manager) in managers where manager.claims(file) {
            isRead = true
            result.append(manager.extract(from: file))
        }
        if !customResources.isEmpty { result.append(customResources.extract(from: file)) }
        if isRead, file.traits.isYAML { result.diagnostics += failures(of: file, result) }
        if !aliases.isEmpty { result.dependencies = result.dependencies.map(applyingAliases) }
        return result
    }

    /// What could not be parsed, unless something was found there line by line.
    private func failures(of file: SourceFile, _ result: Extraction) -> [Diagnostic] {
        file.yaml.failures.prefix(10).compactMap { failure in
            let isFound = result.dependencies.contains { dependency in
                dependency.spans.contains { failure.range.contains($0.span.start) }
            }
            guard !isFound else { return nil }
            return Diagnostic(
                file: file.path, line: file.line(at: failure.offset),
                severity: file.yaml.isTemplated ? .note : .warning,
                message: "not read as YAML: \(failure.message); nothing in this document is looked at")
        }
    }

    /// Completes the dependencies of all files, in the order of files and places.
    ///
    /// A place that two managers report is kept once, for the manager that stands first in the registry.
    public func resolve(_ extractions: [Extraction]) -> (dependencies: [Dependency], diagnostics: [Diagnostic]) {
        var facts = RepositoryFacts()
        for extraction in extractions { for fact in extraction.facts { facts.add(fact) } }
        let byID = Dictionary(managers.map { ($0.id, $0.manager) }) { first, _ in first }
        var found = extractions.flatMap(\.dependencies).compactMap { dependency in
            byID[dependency.manager].map { $0.resolve(dependency, with: facts) } ?? dependency
        }
        let order = Dictionary(managers.enumerated().map { ($1.id, $0) }) { first, _ in first }
        found.sort { a, b in
            let (left, right) = (place(a), place(b))
            return left == right ? (order[a.manager] ?? 0) < (order[b.manager] ?? 0) : left < right
        }
        var dependencies: [Dependency] = []
        for dependency in found {
            if let last = dependencies.last, last.file == dependency.file, let span = dependency.spans.first?.span,
                let previous = last.spans.map(\.span).max(by: { $0.end < $1.end }),
                span.overlaps(previous) || span == last.spans.first?.span
            {
                continue
            }
            dependencies.append(dependency)
        }
        let diagnostics = extractions.flatMap(\.diagnostics).sorted { a, b in
            (a.file ?? "", a.line ?? 0, a.message) < (b.file ?? "", b.line ?? 0, b.message)
        }
        return (dependencies, diagnostics)
    }

    private func place(_ dependency: Dependency) -> (String, Int, Int) {
        (dependency.file, dependency.spans.first?.span.start ?? Int.max, dependency.line)
    }

    /// A name that begins with an alias is looked up under what the alias stands for.
    private func applyingAliases(_ dependency: Dependency) -> Dependency {
        if let address = dependency.registryURLs.first { return applyingAliases(dependency, to: address) }
        guard dependency.datasource == "docker" else { return dependency }
        for (name, value) in aliases
        where dependency.packageName == name || dependency.packageName.hasPrefix(name + "/") {
            var changed = dependency
            changed.packageName = value + dependency.packageName.dropFirst(name.count)
            if changed.skipReason == .containsVariable || changed.skipReason == .invalidName,
                ImageReference(changed.packageName) != nil, !changed.spans.isEmpty
            {
                changed.skipReason = nil
            }
            return changed
        }
        return dependency
    }

    /// `@name` and `alias:name` stand for a chart repository that settings name.
    private func applyingAliases(_ dependency: Dependency, to address: String) -> Dependency {
        guard dependency.skipReason == .unknownRegistry else { return dependency }
        let names = [
            address, String(address.drop { $0 == "@" }), String(address.dropFirst(address.hasPrefix("alias:") ? 6 : 0)),
        ]
        for (name, value) in aliases where names.contains(name) {
            var changed = dependency
            changed.skipReason = nil
            setChartSource(value, of: &changed)
            return changed
        }
        return dependency
    }
}
