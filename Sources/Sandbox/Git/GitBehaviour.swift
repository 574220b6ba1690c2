/// How the sandbox's Git server behaves, so that clients can be tried against servers that offer less.
public struct GitBehaviour: Hashable, Sendable {
    /// Whether protocol v2 is answered; else every request is answered as in v0.
    public var offersProtocolV2: Bool
    /// Whether partial clones (`filter`) are offered.
    public var offersFilter: Bool
    /// Whether objects may be asked for that no reference points at.
    public var allowsAnyObject: Bool
    /// Whether fetches by a client that does not announce `multi_ack` get Azure Repos' 400 TF401041.
    public var requiresMultiAck: Bool

    /// Describes a server; the defaults are those of a current GitLab.
    public init(
        offersProtocolV2: Bool = true, offersFilter: Bool = true, allowsAnyObject: Bool = true,
        requiresMultiAck: Bool = false
    ) {
        self.offersProtocolV2 = offersProtocolV2
        self.offersFilter = offersFilter
        self.allowsAnyObject = allowsAnyObject
        self.requiresMultiAck = requiresMultiAck
    }

    /// Settings for one git process.
    func configuration(allowsPush: Bool) -> [String: String] {
        let settings = [
            ("uploadpack.allowFilter", String(offersFilter)),
            ("uploadpack.allowAnySHA1InWant", String(allowsAnyObject)),
            ("http.receivepack", String(allowsPush)),
        ]
        var environment = ["GIT_CONFIG_COUNT": String(settings.count)]
        for (index, (key, value)) in settings.enumerated() {
            environment["GIT_CONFIG_KEY_\(index)"] = key
            environment["GIT_CONFIG_VALUE_\(index)"] = value
        }
        return environment
    }
}
