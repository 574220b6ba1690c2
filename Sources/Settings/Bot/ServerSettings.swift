public import Domain

/// How `windlass serve` listens, works and keeps time.
public struct ServerSettings: Hashable, Sendable {
    /// Host and port to listen on.
    public var listen: ListenAddress
    /// When every repository is looked at, whatever events say.
    public var schedule: CronSchedule?
    /// The time zone of `schedule`.
    public var timezone: String
    /// Over how long the repositories are spread when the schedule asks for all of them; nil is not at all.
    public var jitter: Duration?
    /// How many repositories are worked on at once.
    public var workers: Int
    /// Who is listened to.
    public var webhooks: [WebhookSettings]

    public init(
        listen: ListenAddress = ListenAddress(host: "127.0.0.1", port: 8080),
        schedule: CronSchedule? = CronSchedule("0 3 * * *"), timezone: String = "UTC",
        jitter: Duration? = nil, workers: Int = 4, webhooks: [WebhookSettings] = []
    ) {
        self.listen = listen
        self.schedule = schedule
        self.timezone = timezone
        self.jitter = jitter
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
    /// What the identity token of the sender must say; nil when it sends none.
    public var identity: IdentitySettings?
    /// The host of the registry as pins write it; nil takes what the sender says.
    public var registry: String?

    public init(
        sender: String, forge: String? = nil, secrets: [SecretReference] = [], unverified: Bool = false,
        identity: IdentitySettings? = nil, registry: String? = nil
    ) {
        self.sender = sender
        self.forge = forge
        self.secrets = secrets
        self.unverified = unverified
        self.identity = identity
        self.registry = registry
    }
}

/// What the identity token of a sender must say, such as that of Google's Pub/Sub.
public struct IdentitySettings: Hashable, Sendable {
    /// Whom the token is for, as the subscription says.
    public var audience: String
    /// The service account that the sender acts as.
    public var email: String?
    /// Who issues tokens.
    public var issuer: String
    /// Where the issuer publishes its keys.
    public var keys: String

    public init(
        audience: String, email: String? = nil, issuer: String = "https://accounts.google.com",
        keys: String = "https://www.googleapis.com/oauth2/v3/certs"
    ) {
        self.audience = audience
        self.email = email
        self.issuer = issuer
        self.keys = keys
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
