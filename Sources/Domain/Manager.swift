/// A plug-in that finds the versions pinned in one format. It never writes: spans make updating generic.
///
/// Extraction has two steps, so that files are read once and memory does not grow with their number: `extract` sees one
/// file and reports dependencies and small facts; `resolve` sees all facts and completes dependencies whose source
/// stands in another file.
public protocol Manager: Sendable {
    static var id: ManagerID { get }
    /// One sentence for lists: which files and what in them.
    static var summary: String { get }
    /// Globs of the paths this manager looks at by name; empty when it decides by content alone.
    static var filePatterns: [String] { get }
    /// Words in lower case of which one stands in every path that it claims; nil, the default, when its files may be called anything.
    static var pathWords: [StaticString]? { get }
    /// The datasources that its dependencies may name.
    static var datasources: [DatasourceID] { get }

    init()

    /// Whether `file` may hold something for this manager: a cheap test on path and bytes that may say yes too often.
    func claims(_ file: SourceFile) -> Bool

    /// Finds the dependencies of one file. Called only for files that it claims.
    func extract(from file: SourceFile) -> Extraction

    /// Completes what needs another file, from the facts of all files; nil when these show that it is no pin after all.
    /// The default returns `dependency` unchanged.
    func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency?
}

extension Manager {
    public static var pathWords: [StaticString]? { nil }

    public func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? { dependency }
}

/// What one manager found in one file.
public struct Extraction: Sendable {
    public var dependencies: [Dependency]
    public var facts: [RepositoryFact]
    public var diagnostics: [Diagnostic]

    public init(
        dependencies: [Dependency] = [], facts: [RepositoryFact] = [], diagnostics: [Diagnostic] = []
    ) {
        self.dependencies = dependencies
        self.facts = facts
        self.diagnostics = diagnostics
    }

    public mutating func append(_ other: Extraction) {
        // Most files are read by one manager; what it found is then taken as it is.
        if dependencies.isEmpty { dependencies = other.dependencies } else { dependencies += other.dependencies }
        if facts.isEmpty { facts = other.facts } else { facts += other.facts }
        diagnostics += other.diagnostics
    }
}

/// Something one file says that another file's dependencies need, such as the address of a chart repository.
public struct RepositoryFact: Hashable, Sendable {
    /// What the fact is about, such as `HelmRepository`; the managers that write and read it agree on the word.
    public var kind: String
    /// Its name, such as `namespace/name`.
    public var name: String
    /// What is said, such as an address or a path.
    public var value: String
    /// The file that says it.
    public var file: String

    public init(kind: String, name: String, value: String, file: String) {
        self.kind = kind
        self.name = name
        self.value = value
        self.file = file
    }
}

/// The facts of all files of a repository, found by kind and name.
public struct RepositoryFacts: Sendable {
    private var byKind: [String: [String: [RepositoryFact]]] = [:]

    public init(_ facts: [RepositoryFact] = []) {
        for fact in facts { add(fact) }
    }

    public mutating func add(_ fact: RepositoryFact) {
        byKind[fact.kind, default: [:]][fact.name, default: []].append(fact)
    }

    /// All facts of this kind and name, in the order of their files.
    public func facts(_ kind: String, _ name: String) -> [RepositoryFact] {
        byKind[kind]?[name] ?? []
    }

    /// All facts of this kind, ordered by name.
    public func facts(_ kind: String) -> [RepositoryFact] {
        (byKind[kind] ?? [:]).sorted { $0.key < $1.key }.flatMap(\.value)
    }
}
