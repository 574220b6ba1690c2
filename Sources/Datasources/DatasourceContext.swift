public import Domain
public import Foundation
public import HTTPTransport

/// What all datasources are made from: the way out, who we are at which registry, and limits.
public struct DatasourceContext: Sendable {
    public var http: any HTTPClient
    public var credentials: [RegistryCredential]
    /// Programs that keep the credentials of registries which ``credentials`` does not name.
    public var credentialHelpers = CredentialHelperTable()
    /// Where those programs are looked for.
    public var programFolders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(
        String.init)
    /// Hosts, with their port where they have one, that may be asked over plain `http`. Loopback always may.
    public var insecureHosts: Set<String>
    /// Keeps parsed chart indexes between runs; tag lists are cached by the HTTP client.
    public var responseCache: (any ResponseCache)?
    /// The largest chart index that is read, in bytes after decompression.
    public var indexLimit: Int
    /// How long a chart index in memory answers without asking the repository again.
    public var indexLifetime: Duration
    /// How long a host that nobody answers for is not tried again.
    public var failureLifetime: Duration
    /// Where a chart index lies while it is read; the file has no name there and is gone when we are.
    public var scratchFolder: String
    /// Where is kept what Git servers can do, so that the next question is one request.
    public var gitFolder: String
    /// Custom datasources by the name behind `custom.`.
    public var customSources: [String: CustomSource]
    /// The forges that are asked for the releases of a source repository.
    public var sourceForges = SourceForge.known
    /// Makes of a regular expression what cuts the version out of a text: its group `version`, or the whole text; nil for
    /// an expression that is none.
    public var makePattern: @Sendable (String) -> (@Sendable (String) -> String?)?
    public var now: @Sendable () -> Date

    public init(
        http: any HTTPClient, credentials: [RegistryCredential] = [], insecureHosts: Set<String> = [],
        responseCache: (any ResponseCache)? = nil, indexLimit: Int = 512 << 20,
        indexLifetime: Duration = .seconds(600), failureLifetime: Duration = .seconds(60),
        scratchFolder: String = NSTemporaryDirectory(), gitFolder: String? = nil,
        customSources: [String: CustomSource] = [:],
        makePattern: @escaping @Sendable (String) -> (@Sendable (String) -> String?)? = { _ in nil },
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.http = http
        self.credentials = credentials
        self.insecureHosts = insecureHosts
        self.responseCache = responseCache
        self.indexLimit = indexLimit
        self.indexLifetime = indexLifetime
        self.failureLifetime = failureLifetime
        self.scratchFolder = scratchFolder
        self.gitFolder = gitFolder ?? scratchFolder + "/windlass-git-" + UUID().uuidString
        self.customSources = customSources
        self.makePattern = makePattern
        self.now = now
    }
}
