public import Domain

/// What the admin decides: forges, registries, limits, places. Read from one YAML file, or made in code.
///
/// It holds references to credentials, never credentials; see ``SecretStore``.
public struct BotSettings: Hashable, Sendable {
    public var forges: [ForgeSettings]
    public var registries: [RegistrySettings]
    public var http: HTTPSettings
    public var lookup = LookupSettings()
    public var git: GitSettings
    public var state: StateLocation
    public var report: ReportSettings
    /// Where components of the platform run, and how they are upgraded.
    public var installations: [InstallationSettings]
    /// Read by `serve` only.
    public var server: ServerSettings
    /// Where newer data of upgrade routes comes from.
    public var catalogue = CatalogueSettings()
    /// Rules of upgrade routes over those of the catalogue.
    public var components: [ComponentSettings] = []
    /// Sections of runbooks in the admin's words.
    public var runbook: [RunbookSettings] = []
    /// Whether and how repositories without settings are asked to have some.
    public var onboarding = OnboardingSettings()
    /// What is in force in a repository that says nothing itself.
    public var defaults: RepositoryOptions

    public init(
        forges: [ForgeSettings] = [], registries: [RegistrySettings] = [], http: HTTPSettings = HTTPSettings(),
        git: GitSettings = GitSettings(), state: StateLocation = .standard, report: ReportSettings = ReportSettings(),
        installations: [InstallationSettings] = [], server: ServerSettings = ServerSettings(),
        defaults: RepositoryOptions = RepositoryOptions()
    ) {
        self.forges = forges
        self.registries = registries
        self.http = http
        self.git = git
        self.state = state
        self.report = report
        self.installations = installations
        self.server = server
        self.defaults = defaults
    }
}

/// One forge, and which of its repositories to work on.
public struct ForgeSettings: Hashable, Sendable {
    /// The admin's own name for it, for messages and reports; unique.
    public var name: String
    public var kind: ForgeID
    /// The address without trailing slash; nil for kinds that have none.
    public var url: String?
    /// Nil for kinds that need none.
    public var token: SecretReference?
    /// The number of the app that is used instead of a token.
    public var appID: Int?
    /// The private key of the app.
    public var privateKey: SecretReference?
    /// The number of the app's installation; nil when there is only one.
    public var installation: Int?
    public var repositories: RepositorySelection

    public init(
        name: String, kind: ForgeID, url: String? = nil, token: SecretReference? = nil, appID: Int? = nil,
        privateKey: SecretReference? = nil, installation: Int? = nil,
        repositories: RepositorySelection = RepositorySelection()
    ) {
        self.name = name
        self.kind = kind
        self.url = url
        self.token = token
        self.appID = appID
        self.privateKey = privateKey
        self.installation = installation
        self.repositories = repositories
    }
}

/// How to speak to one registry of images or charts.
public struct RegistrySettings: Hashable, Sendable {
    /// A host name with its port, if any: `registry.example.com:5000`.
    public var host: String
    public var username: String?
    /// Goes with `username`.
    public var password: SecretReference?
    /// A bearer token, instead of user name and password.
    public var token: SecretReference?
    /// Whether it is spoken to by plain http.
    public var insecure: Bool
    /// Which forge it is, where release notes of source repositories there are wanted.
    public var forge: ForgeID?
    /// The NAME of a program `docker-credential-NAME` that keeps the credential.
    public var helper: String?
    /// How many requests may be under way at once; nil means the client's default.
    public var concurrency: Int?
    /// How many requests may start in one second; nil means no such limit.
    public var requestsPerSecond: Int?

    public init(
        host: String, username: String? = nil, password: SecretReference? = nil, token: SecretReference? = nil,
        insecure: Bool = false, concurrency: Int? = nil
    ) {
        self.host = host
        self.username = username
        self.password = password
        self.token = token
        self.insecure = insecure
        self.concurrency = concurrency
    }
}

/// How releases are looked up.
public struct LookupSettings: Hashable, Sendable {
    /// How long a list of releases is taken without asking; nil means that each run asks, with a condition.
    public var timeToLive: Duration?
    /// Docker's config.json with credentials; nil means the usual place, if it is there.
    public var dockerConfig: String?

    public init() {}
}

/// What holds for every HTTP request.
public struct HTTPSettings: Hashable, Sendable {
    /// The proxy's address, without user and password; nil means the usual environment variables.
    public var proxy: String?
    /// A PEM file of authorities that are trusted beside the system's.
    public var caFile: String?
    /// Hosts that may have private or link-local addresses although a server, not the admin, named them.
    public var allowPrivateHosts: [String]
    public var connectTimeout: Duration
    /// From the first byte sent to the last one read.
    public var timeout: Duration

    public init(
        proxy: String? = nil, caFile: String? = nil, allowPrivateHosts: [String] = [],
        connectTimeout: Duration = .seconds(10), timeout: Duration = .seconds(60)
    ) {
        self.proxy = proxy
        self.caFile = caFile
        self.allowPrivateHosts = allowPrivateHosts
        self.connectTimeout = connectTimeout
        self.timeout = timeout
    }
}

/// Who commits, and where Git objects are kept.
public struct GitSettings: Hashable, Sendable {
    public var author: GitAuthor
    /// An OpenSSH private key that signs commits; nil leaves them unsigned.
    public var signingKey: SecretReference?
    public var cacheDirectory: String
    /// In bytes. A repository's store that outgrows it is made anew.
    public var cacheLimit: Int

    public init(
        author: GitAuthor = GitAuthor(), signingKey: SecretReference? = nil, cacheDirectory: String = ".windlass/git",
        cacheLimit: Int = 512_000_000
    ) {
        self.author = author
        self.signingKey = signingKey
        self.cacheDirectory = cacheDirectory
        self.cacheLimit = cacheLimit
    }
}

/// The author and committer of the bot's commits.
public struct GitAuthor: Hashable, Sendable {
    public var name: String
    public var email: String

    public init(name: String = "Windlass", email: String = "windlass@localhost") {
        self.name = name
        self.email = email
    }
}

/// Where caches and history are kept between runs.
public enum StateLocation: Hashable, Sendable, CustomStringConvertible {
    case sqlite(path: String)
    /// The address of a PostgreSQL database, without a password.
    case postgres(url: String)
    /// Where the address of a PostgreSQL database is written, because it has a password.
    case reference(SecretReference)

    public static let standard = StateLocation.sqlite(path: ".windlass/state.sqlite")

    /// As it is written in settings.
    public var description: String {
        switch self {
        case .sqlite(let path): "sqlite:\(path)"
        case .postgres(let url): url
        case .reference(let reference): reference.description
        }
    }
}

/// Where the report of a run goes.
public struct ReportSettings: Hashable, Sendable {
    public var folder: String

    public init(folder: String = ".windlass/report") { self.folder = folder }
}
