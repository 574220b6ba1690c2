public import Domain

/// How `windlass serve` listens, works and keeps time.
public struct ServerSettings: Hashable, Sendable {
    /// Host and port to listen on.
    public var listen: ListenAddress
    /// When every repository is looked at, whatever events say.
    public var schedule: CronSchedule?
    /// The time zone of `schedule`.
    public var timezone: String
    /// How many repositories are worked on at once.
    public var workers: Int
    /// Who is listened to.
    public var webhooks: [WebhookSettings]

    public init(
        listen: ListenAddress = ListenAddress(host: "127.0.0.1", port: 8080),
        schedule: CronSchedule? = CronSchedule("0 3 * * *"), timezone: String = "UTC", workers: Int = 4,
        webhooks: [WebhookSettings] = []
    ) {
        self.listen = listen
        self.schedule = schedule
        self.timezone = timezone
        self.workers = workers
        self.webhooks = webhooks
    }
}

/// One kind of sender that is listened to.
public struct WebhookSettings: Hashable, Sendable {
    /// What stands in the path behind `/webhooks/`, such as `gitlab` or `registry/harbor`.
    public var sender: String
    /// The forge of the settings that the events are about; nil when there is only one of its kind.
    public var forge: String?
    /// The secrets, by reference; several while one is being replaced.
    public var secrets: [SecretReference]
    /// Whether requests are believed without any proof.
    public var unverified: Bool

    public init(
        sender: String, forge: String? = nil, secrets: [SecretReference] = [], unverified: Bool = false
    ) {
        self.sender = sender
        self.forge = forge
        self.secrets = secrets
        self.unverified = unverified
    }
}

/// Where a server listens: `127.0.0.1:8080`, `:8080` (every address), `[::1]:8080`.
public struct ListenAddress: Hashable, Sendable, CustomStringConvertible {
    public var host: String
    public var port: Int

    public init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// - Returns: nil when `text` has no port, or one that cannot be.
    public init?(_ text: String) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = String(host.dropFirst().dropLast())
        } else if host.contains(":") {
            return nil
        }
        self.init(host: host.isEmpty ? "0.0.0.0" : host, port: port)
    }

    public var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}
