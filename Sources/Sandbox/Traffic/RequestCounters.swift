/// How many requests of each kind were answered since the start or the last reset.
public struct RequestCounters: Hashable, Sendable, CustomStringConvertible {
    private var counts: [RequestKind: Int] = [:]

    public init() {}

    /// The number of requests of one kind.
    public subscript(kind: RequestKind) -> Int {
        get { counts[kind, default: 0] }
        set { counts[kind] = newValue }
    }

    public var forgeReads: Int { self[.forgeRead] }
    public var forgeWrites: Int { self[.forgeWrite] }
    public var gitDiscoveries: Int { self[.gitDiscovery] }
    public var gitLsRefs: Int { self[.gitLsRefs] }
    public var gitFetches: Int { self[.gitFetch] }
    public var gitPushes: Int { self[.gitPush] }
    public var registryRequests: Int { self[.registry] }
    public var registryTokens: Int { self[.registryToken] }
    public var chartRequests: Int { self[.chart] }

    /// What changed something, or tried to: forge writes and pushes. Zero in a second run.
    public var writes: Int { forgeWrites + gitPushes }

    /// All requests.
    public var total: Int { counts.values.reduce(0, +) }

    public var description: String {
        RequestKind.allCases.filter { self[$0] > 0 }.map { "\($0.rawValue): \(self[$0])" }.joined(separator: ", ")
    }
}
