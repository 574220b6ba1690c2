public import Foundation

/// An authentic message from outside, before anything is done about it.
public struct InboxDelivery: Hashable, Sendable, Codable {
    /// Who sent it, such as `gitlab`.
    public var sender: String
    /// The sender's key of this delivery: a repetition has the same.
    public var key: String
    /// The sender's word for what happened.
    public var kind: String
    public var events: [Event]
    public var receivedAt: Date

    public init(sender: String, key: String, kind: String, events: [Event], receivedAt: Date) {
        self.sender = sender
        self.key = key
        self.kind = kind
        self.events = events
        self.receivedAt = receivedAt
    }
}

/// What became of a delivery that was handed to the inbox.
public enum InboxAnswer: String, Hashable, Sendable, CaseIterable {
    /// It is on disk.
    case accepted
    /// It came before, and was processed or is waiting.
    case seen
    /// There is no room: too many are waiting.
    case full
}

/// A delivery in the inbox.
public struct StoredDelivery: Hashable, Sendable {
    public var id: Int64
    public var delivery: InboxDelivery

    public init(id: Int64, delivery: InboxDelivery) {
        self.id = id
        self.delivery = delivery
    }
}

/// The durable inbox: what it accepts survives the end of the process, however that comes.
public protocol Inbox: Sendable {
    /// Stores a delivery and returns when it is on disk.
    func accept(_ delivery: InboxDelivery) async throws -> InboxAnswer

    /// The deliveries that nothing was done about yet, oldest first. Where several processes share an inbox, those that
    /// one of them was given come to another one only when the first is not heard of for a while.
    func waitingDeliveries(limit: Int) async throws -> [StoredDelivery]

    /// Marks deliveries as processed, and asks for the jobs that follow from them, all or nothing.
    func finish(_ deliveries: [Int64], requesting jobs: [JobRequest], at time: Date) async throws

    /// Marks a delivery as failed: a redelivery of it is accepted again.
    func fail(_ delivery: Int64, reason: String) async throws
}

/// A repository that should be looked at.
public struct JobRequest: Hashable, Sendable, Codable {
    /// The name of the forge in the settings.
    public var forge: String
    /// The full path of the repository.
    public var repository: String
    /// Why, for people.
    public var reason: String
    /// Not before this time.
    public var due: Date

    public init(forge: String, repository: String, reason: String, due: Date) {
        self.forge = forge
        self.repository = repository
        self.reason = reason
        self.due = due
    }
}

/// A job that this worker holds until its lease ends.
public struct ClaimedJob: Hashable, Sendable {
    public var forge: String
    public var repository: String
    public var reason: String
    /// How often it failed before.
    public var attempts: Int
    /// Larger than that of every earlier holder: who comes with a smaller one has lost the lease.
    public var fencingToken: Int64

    public init(forge: String, repository: String, reason: String, attempts: Int, fencingToken: Int64) {
        self.forge = forge
        self.repository = repository
        self.reason = reason
        self.attempts = attempts
        self.fencingToken = fencingToken
    }
}

/// What became of a job.
public enum JobOutcome: Hashable, Sendable {
    case done
    /// Try again at that time.
    case failed(reason: String, retryAt: Date)
    /// It failed too often: it waits for a person.
    case parked(reason: String)
    /// Given back unfinished, as when the process ends.
    case returned
}

/// A job as the overview shows it.
public struct JobStatus: Hashable, Sendable, Codable {
    public enum State: String, Hashable, Sendable, Codable, CaseIterable { case waiting, running, parked }

    public var forge: String
    public var repository: String
    public var reason: String
    public var state: State
    public var attempts: Int
    public var due: Date
    /// Why it failed last.
    public var failure: String?

    public init(
        forge: String, repository: String, reason: String, state: State, attempts: Int, due: Date, failure: String?
    ) {
        self.forge = forge
        self.repository = repository
        self.reason = reason
        self.state = state
        self.attempts = attempts
        self.due = due
        self.failure = failure
    }
}

/// The queue of repositories to look at: one entry for each, worked on by one worker at a time.
public protocol JobQueue: Sendable {
    /// Asks for jobs; what is asked for already is only made due earlier.
    func request(_ jobs: [JobRequest]) async throws

    /// Takes the job that has been due longest, for `lease` seconds; nil when none is due.
    func claim(lease: TimeInterval, at time: Date) async throws -> ClaimedJob?

    /// Makes the lease last longer; false when it was lost.
    func extend(_ job: ClaimedJob, lease: TimeInterval, at time: Date) async throws -> Bool

    /// Whether the job is still held: to be asked directly before each write to the outside.
    func holds(_ job: ClaimedJob, at time: Date) async throws -> Bool

    /// Ends a job; without effect when its lease was lost. A job that was asked for again meanwhile stays.
    func finish(_ job: ClaimedJob, _ outcome: JobOutcome, at time: Date) async throws

    func jobs() async throws -> [JobStatus]

    /// Makes parked and failed jobs of a repository due at once.
    func retry(_ repository: String, at time: Date) async throws
}
