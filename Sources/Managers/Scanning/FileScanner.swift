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
    }
}

/// Finds the dependencies of files, one at a time and in any order, and completes them from what all files said.
public struct FileScanner: Sendable {
    private let managers: [(id: ManagerID, manager: any Manager)]
    private let ignored: [Glob]
    private let included: [Glob]
    private let aliases: [(name: String, value: String)]

    public init(options: ScanOptions = ScanOptions(), managers: [any Manager.Type] = builtInManagers) {
        self.managers = managers.filter { options.enabledManagers?.contains($0.id) ?? true }.map { ($0.id, $0.init()) }
        ignored = options.ignorePaths.map { Glob($0) }
        included = options.includePaths.map { Glob($0) }
        aliases = options.registryAliases.sorted { ($0.key.count, $0.key) > ($1.key.count, $1.key) }.map { ($0.key, $0.value) }
    }

    /// Whether a file is to be read at all, by the options about paths.
    public func wants(path: String) -> Bool {
        !ignored.contains { $0.matches(path) } && (included.isEmpty || included.contains { $0.matches(path) })
    }

    /// Finds what is pinned in one file. What stands in other files is still open; see ``resolve(_:)``.
    public func scan(path: String, bytes: [UInt8]) -> Extraction {
        let file = SourceFile(path: path, bytes: bytes)
        var result = Extraction()
        var taken: Set<Int> = []
        for (_, manager) in managers where manager.claims(file) {
            var extraction = manager.extract(from: file)
            extraction.dependencies.removeAll { dependency in
                dependency.spans.first.map { taken.contains($0.span.start) } ?? false
            }
            for dependency in extraction.dependencies {
                if let span = dependency.spans.first { taken.insert(span.span.start) }
            }
            result.append(extraction)
        }
        result.dependencies = result.dependencies.map(applyingAliases)
        return result
    }

    /// Completes the dependencies of all files, in the order of files and lines.
    public func resolve(_ extractions: [Extraction]) -> (dependencies: [Dependency], diagnostics: [Diagnostic]) {
        var facts = RepositoryFacts()
        for extraction in extractions { for fact in extraction.facts { facts.add(fact) } }
        let byID = Dictionary(managers.map { ($0.id, $0.manager) }) { first, _ in first }
        let dependencies = extractions.flatMap(\.dependencies).map { dependency in
            byID[dependency.manager]?.resolve(dependency, with: facts) ?? dependency
        }
        return (
            dependencies.sorted { place($0) < place($1) }, extractions.flatMap(\.diagnostics)
        )
    }

    private func place(_ dependency: Dependency) -> (String, Int, Int) {
        (dependency.file, dependency.spans.first?.span.start ?? Int.max, dependency.line)
    }

    /// A name that begins with an alias is looked up under what the alias stands for.
    private func applyingAliases(_ dependency: Dependency) -> Dependency {
        guard dependency.datasource == "docker" else { return dependency }
        for (name, value) in aliases where dependency.packageName == name || dependency.packageName.hasPrefix(name + "/") {
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
}
