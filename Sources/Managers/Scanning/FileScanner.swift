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
    /// Managers made of patterns.
    public var customManagers: [CustomManager]
    /// What is said about single managers.
    public var managerOptions: [ManagerID: ManagerOptions]

    public init(
        enabledManagers: [ManagerID]? = nil, ignorePaths: [String] = [], includePaths: [String] = [],
        registryAliases: [String: String] = [:], customManagers: [CustomManager] = [],
        managerOptions: [ManagerID: ManagerOptions] = [:]
    ) {
        self.enabledManagers = enabledManagers
        self.ignorePaths = ignorePaths
        self.includePaths = includePaths
        self.registryAliases = registryAliases
        self.customManagers = customManagers
        self.managerOptions = managerOptions
    }

    public init(_ options: RepositoryOptions) {
        self.init(
            enabledManagers: options.enabledManagers, ignorePaths: options.ignorePaths,
            includePaths: options.includePaths, registryAliases: options.registryAliases,
            customManagers: options.customManagers, managerOptions: options.managerOptions)
        customResources = options.customResources
    }

    /// Whether `manager` is in use. Renovate knows hints only as rules of its regex manager, so that one's name turns them on.
    func allows(_ manager: ManagerID) -> Bool {
        if managerOptions[manager]?.enabled == false { return false }
        guard let enabledManagers else { return true }
        let names: [ManagerID] =
            manager == CustomRegex.id || manager == CommentHints.id
            ? [manager, CustomRegex.id, "regex"] : [manager]
        return names.contains { enabledManagers.contains($0) }
    }
}

/// Finds the dependencies of files, one at a time and in any order, and completes them from what all files said.
public struct FileScanner: Sendable {
    private struct Entry: Sendable {
        var id: ManagerID
        var manager: any Manager
        /// Files that settings give it beside those that it knows.
        var files: [PathPattern] = []
    }

    private let managers: [Entry]
    /// For each manager, which of ``words`` may stand in the path of a file that it claims; nil when its files may be called anything.
    private let wordRanges: [Range<Int>?]
    private let words: [PathWords.Word]
    /// Whether settings give a manager files.
    private let hasFiles: Bool
    private let problems: [Diagnostic]
    private let ignored: [Glob]
    private let included: [Glob]
    private let aliases: [(name: String, value: String)]
    private let customResources: CustomResources

    public init(options: ScanOptions = ScanOptions(), managers: [any Manager.Type] = builtInManagers) {
        var problems: [Diagnostic] = []
        let rules = options.customManagers.enumerated().compactMap { index, manager in
            CustomRule(manager, number: index + 1, problems: &problems)
        }
        var entries: [Entry] = []
        var words: [PathWords.Word] = []
        var wordRanges: [Range<Int>?] = []
        let made: [(id: ManagerID, manager: any Manager, kind: CustomManager.Kind)] = [
            (CustomRegex.id, CustomRegex(rules: rules.filter { $0.manager.kind == .regex }), .regex),
            (CustomJSONPath.id, CustomJSONPath(rules: rules.filter { $0.manager.kind == .jsonpath }), .jsonpath),
        ]
        for (id, manager, kind) in made where options.allows(id) && rules.contains(where: { $0.manager.kind == kind }) {
            entries.append(Entry(id: id, manager: manager))
            wordRanges.append(nil)
        }
        for type in managers where options.allows(type.id) {
            var entry = Entry(id: type.id, manager: type.init())
            let own = type.pathWords?.map { PathWords.Word($0) }
            wordRanges.append(own.map { words.count..<(words.count + $0.count) })
            words += own ?? []
            // A manager that decides by content sees every file already.
            if !type.filePatterns.isEmpty, let own = options.managerOptions[type.id] {
                entry.files = own.filePatterns.compactMap { try? PathPattern($0) }
            }
            entries.append(entry)
        }
        self.managers = entries
        self.words = words
        self.wordRanges = wordRanges
        hasFiles = entries.contains { !$0.files.isEmpty }
        self.problems = problems
        customResources = CustomResources(options.allows(Kubernetes.id) ? options.customResources : [])
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
        let pathWords = PathWords(path)
        for index in managers.indices where isFor(index, file, pathWords) {
            isRead = true
            result.append(managers[index].manager.extract(from: file))
        }
        if !customResources.isEmpty { result.append(customResources.extract(from: file)) }
        if isRead, file.traits.isYAML { result.diagnostics += failures(of: file, result) }
        if !aliases.isEmpty { result.dependencies = result.dependencies.map(applyingAliases) }
        return result
    }

    private func isFor(_ index: Int, _ file: SourceFile, _ pathWords: PathWords) -> Bool {
        if mayClaim(index, pathWords), managers[index].manager.claims(file) { return true }
        return hasFiles && managers[index].files.contains { $0.matches(file.path) }
    }

    private func mayClaim(_ index: Int, _ pathWords: PathWords) -> Bool {
        guard let range = wordRanges[index] else { return true }
        for place in range where pathWords.mayHold(words[place]) { return true }
        return false
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
        var found: [Dependency] = []
        found.reserveCapacity(extractions.reduce(0) { $0 + $1.dependencies.count })
        // Neighbours are mostly of one manager.
        var id: ManagerID?
        var manager: (any Manager)?
        for extraction in extractions {
            for dependency in extraction.dependencies {
                if dependency.manager != id {
                    id = dependency.manager
                    manager = byID[dependency.manager]
                }
                guard let whole = manager.map({ $0.resolve(dependency, with: facts) }) ?? dependency else { continue }
                found.append(whole)
            }
        }
        let order = Dictionary(managers.enumerated().map { ($1.id, $0) }) { first, _ in first }
        let dependencies = Precedence(order: order).decided(found)
        let diagnostics = (problems + extractions.flatMap(\.diagnostics)).sorted { a, b in
            (a.file ?? "", a.line ?? 0, a.message) < (b.file ?? "", b.line ?? 0, b.message)
        }
        return (dependencies, diagnostics)
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
