/// How many requests of each kind were answered since the start or the last reset.
public struct RequestCounters: Hashable, Sendable, CustomStringConvertible {
    private var counts: [RequestKind: Int] = [:]

    /// Makes counters that are all zero.
    public init() {}

    /// The number of requests of one kind.
    public subscript(kind: RequestKind) -> Int {
        get { counts[kind, default: 0] }
        set { counts[kind] = newValue }
    }

    /// Requests to the forge's API that only read.
    public var forgeReads: Int { self[.forgeRead] }
    /// Requests to the forge's API by a method that changes something.
    public var forgeWrites: Int { self[.forgeWrite] }
    /// `info/refs` requests.
    public var gitDiscoveries: Int { self[.gitDiscovery] }
    /// `ls-refs` commands of protocol v2.
    public var gitLsRefs: Int { self[.gitLsRefs] }
    /// Requests for packs.
    public var gitFetches: Int { self[.gitFetch] }
    /// Requests to `git-receive-pack`.
    public var gitPushes: Int { self[.gitPush] }
    /// Requests to the container registry, but for tokens.
    public var registryRequests: Int { self[.registry] }
    /// Requests to the registry's token endpoint.
    public var registryTokens: Int { self[.registryToken] }
    /// Requests to the chart repositories.
    public var chartRequests: Int { self[.chart] }

    /// What changed something, or tried to: forge writes and pushes. Zero in a second run.
    public var writes: Int { forgeWrites + gitPushes }

    /// All requests.
    public var total: Int { counts.values.reduce(0, +) }

    /// The kinds that are not zero, with their numbers.
    public var description: String {
        RequestKind.allCases.filter { self[$0] > 0 }.map { "\($0.rawValue): \(self[$0])" }.joined(separator: ", ")
    }
}
