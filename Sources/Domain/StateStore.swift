public import Foundation

/// How a run for one repository went, as counts.
public struct RunOutcome: Hashable, Sendable, Codable {
    /// Pinned versions that were found.
    public var dependencies: Int
    /// Updates that exist and are allowed now.
    public var updates: Int
    /// Updates that exist and are held back.
    public var held: Int
    /// Packages that could not be looked up.
    public var unknown: Int
    public var created: Int
    public var updated: Int
    public var closed: Int
    /// Steps that failed; 0 means that the run is complete.
    public var failures: Int
    /// Where the components of the platform stood.
    public var chains: [ComponentChain]?
    /// The branch that the run looked at.
    public var target: BranchName?
    /// Whether people were told that the settings cannot be used; nil when that is not known.
    public var hasToldOfSettings: Bool?

    public init(
        dependencies: Int = 0, updates: Int = 0, held: Int = 0, unknown: Int = 0, created: Int = 0, updated: Int = 0,
        closed: Int = 0, failures: Int = 0, chains: [ComponentChain]? = nil,
        target: BranchName? = nil
    ) {
        self.dependencies = dependencies
        self.updates = updates
        self.held = held
        self.unknown = unknown
        self.created = created
        self.updated = updated
        self.closed = closed
        self.failures = failures
        self.chains = chains
        self.target = target
    }
}

/// One run for one repository, as history keeps it.
public struct RunRecord: Hashable, Sendable, Codable {
    /// The key in the history; later runs have larger ones.
    public var id: Int64
    /// The full path of the repository at its forge.
    public var repository: String
    public var startedAt: Date
    /// Nil while it runs, and for good when it was interrupted.
    public var endedAt: Date?
    /// Nil as long as `endedAt` is.
    public var outcome: RunOutcome?

    public init(id: Int64, repository: String, startedAt: Date, endedAt: Date? = nil, outcome: RunOutcome? = nil) {
        self.id = id
        self.repository = repository
        self.startedAt = startedAt
        self.endedAt = endedAt
        self.outcome = outcome
    }
}

/// One pinned version in the inventory: what is where, without the spans that only a run needs.
public struct InventoryEntry: Hashable, Sendable, Codable {
    /// The path of the file, relative to the root of the repository.
    public var file: String
    /// The line of the pin, counted from 1.
    public var line: Int
    public var manager: ManagerID
    public var depName: String
    public var packageName: String
    public var datasource: DatasourceID
    public var currentValue: String?
    public var currentDigest: String?

    public init(
        file: String, line: Int, manager: ManagerID, depName: String, packageName: String, datasource: DatasourceID,
        currentValue: String? = nil, currentDigest: String? = nil
    ) {
        self.file = file
        self.line = line
        self.manager = manager
        self.depName = depName
        self.packageName = packageName
        self.datasource = datasource
        self.currentValue = currentValue
        self.currentDigest = currentDigest
    }

    public init(_ dependency: Dependency) {
        self.init(
            file: dependency.file, line: dependency.line, manager: dependency.manager, depName: dependency.depName,
            packageName: dependency.packageName, datasource: dependency.datasource,
            currentValue: dependency.currentValue, currentDigest: dependency.currentDigest)
    }
}

/// A merge request that somebody closed without merging it: "not this version".
public struct ClosedMergeRequest: Hashable, Sendable, Codable {
    public var repository: String
    public var branch: BranchName
    /// The number within the repository.
    public var number: Int
    /// What was proposed, as one text that is equal when the same would be proposed again.
    public var fingerprint: String

    public init(repository: String, branch: BranchName, number: Int, fingerprint: String) {
        self.repository = repository
        self.branch = branch
        self.number = number
        self.fingerprint = fingerprint
    }
}

/// What is recorded about runs: history, inventory, and refusals seen. The forge stays the truth; this only remembers.
public protocol StateStore: Sendable {
    /// Begins a run and returns its key.
    func beginRun(of repository: String, at time: Date) async throws -> Int64

    /// Ends the run of this key. An unknown key changes nothing.
    func finishRun(_ id: Int64, at time: Date, outcome: RunOutcome) async throws

    /// Returns the latest runs, newest first; of all repositories when `repository` is nil.
    func runs(of repository: String?, limit: Int) async throws -> [RunRecord]

    /// Replaces what is known of `repository` by `entries`, all or nothing.
    func replaceInventory(of repository: String, with entries: [InventoryEntry]) async throws

    /// Returns the inventory of `repository`, ordered by file and line.
    func inventory(of repository: String) async throws -> [InventoryEntry]

    /// Remembers that `mergeRequest` was closed unmerged. Remembering it twice is no error.
    func remember(_ mergeRequest: ClosedMergeRequest) async throws

    /// Forgets what was remembered about the merge request of this number, as when it was opened again.
    func forgetClosedMergeRequest(_ number: Int, of repository: String) async throws

    /// Returns the merge requests of `repository` that are remembered as closed unmerged, ordered by number.
    func closedMergeRequests(of repository: String) async throws -> [ClosedMergeRequest]
}
