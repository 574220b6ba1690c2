import Datasources
import Domain
import Forges
import Foundation
import GitStore
import HTTPTransport
import Logging
import Patterns
import Persistence
import Planning
import Settings
import Signing
import Versioning
import Workflow

/// Everything that acts, made from the settings: the HTTP client, the state database, the datasources, the forges, Git.
struct Effects: Sendable {
    let settings: BotSettings
    let secrets: SecretStore
    private(set) var http: any HTTPClient
    /// The same client with the cache of conditional answers in front.
    let cachingHTTP: any HTTPClient
    let database: (any StateKeeper)?
    /// Asks for each package once; a run begins with a fresh one.
    private(set) var releases: any ReleaseSource
    private let known: [DatasourceID: any Datasource]
    /// What forges are asked with for the releases of source code.
    private let sources: DatasourceContext
    let datasources: Set<DatasourceID>
    let signer: CommitSigner?
    /// What is known of components.
    let guide: CatalogueGuide
    let logger: Logger
    /// What is to be said about the making.
    let diagnostics: [Diagnostic]

    /// - Parameters:
    ///   - opened: the database that is open already; nil opens that of the settings.
    ///   - log: where every request is written down; nil for nowhere.
    /// - Throws: what cannot be gone on without: a signing key that cannot be read.
    init(
        settings: BotSettings, secrets: SecretStore, logger: Logger, database opened: (any StateKeeper)? = nil,
        recording log: RequestLog? = nil,
        pause: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    ) throws {
        self.settings = settings
        self.secrets = secrets
        self.logger = logger
        var diagnostics: [Diagnostic] = []
        let curl = CurlClient(Self.curlSettings(settings), sleep: pause)
        let http: any HTTPClient = log.map { RecordingClient(base: curl, log: $0) } ?? curl
        self.http = http
        database = opened ?? Self.openDatabase(settings.state, secrets, &diagnostics)
        if let database {
            cachingHTTP = CachingClient(http, cache: database)
        } else {
            cachingHTTP = http
        }
        guide = try Self.makeGuide(settings)
        signer = try settings.git.signingKey.flatMap { secrets[$0] }.map {
            CommitSigner(try SSHSigningKey(openSSH: $0.reveal()))
        }
        let access = RegistryAccess(settings, secrets)
        diagnostics += access.diagnostics
        var context = DatasourceContext(
            http: cachingHTTP, credentials: access.credentials,
            insecureHosts: Set(settings.registries.filter(\.insecure).map(\.host)), responseCache: database,
            gitFolder: settings.git.cacheDirectory, makePattern: Self.versionPattern)
        context.credentialHelpers = access.helpers
        context.sourceForges += Self.sourceForges(settings)
        sources = context
        known = makeDatasources(context)
        datasources = Set(known.keys)
        releases = ReleaseLookup(
            datasources: known, cache: database, memory: database, histories: SourceHistories(context),
            timeToLive: settings.lookup.timeToLive ?? .zero)
        self.diagnostics = diagnostics
    }

    /// The same effects for another run: what was looked up before is asked for again.
    func renewed() -> Effects {
        var effects = self
        effects.releases = ReleaseLookup(
            datasources: known, cache: database, memory: database, histories: SourceHistories(sources),
            timeToLive: settings.lookup.timeToLive ?? .zero)
        return effects
    }

    /// The same effects for work under a lease: before each write to a forge it is asked whether that is still held.
    func fenced(_ mayWrite: @escaping @Sendable () async throws -> Bool) -> Effects {
        var effects = self
        effects.http = FencedClient(base: http, mayWrite: mayWrite)
        return effects
    }

    /// The client for one forge of the settings.
    func makeForge(_ forge: ForgeSettings) throws -> any BuiltInForge {
        let token = forge.token.flatMap { secrets[$0] }
        return try ForgeConfiguration(
            kind: forge.kind, baseURL: forge.url, token: token, tokenName: forge.token?.description ?? "token",
            app: app(of: forge), http: http, folder: settings.report.folder
        ).makeForge()
    }

    private func app(of forge: ForgeSettings) -> ForgeApp? {
        guard let id = forge.appID, let reference = forge.privateKey, let key = secrets[reference] else { return nil }
        return ForgeApp(id: id, privateKey: key, installation: forge.installation, name: reference.description)
    }

    /// What the run of a repository works with.
    func makeTools(_ settings: ForgeSettings, forge: any BuiltInForge, isDryRun: Bool) -> RunTools {
        let git = self.settings.git
        let gitHTTP = forge.gitClient(http)
        var tools = RunTools(
            forge: forge, forgeName: settings.name, openRepository: { openRepository($0, http: gitHTTP) },
            releases: releases,
            datasources: datasources, author: (git.author.name, git.author.email),
            link: { repository, file, line, commit in forge.link(to: file, line: line, at: commit, in: repository) },
            sha256: { (try? HashFunction.sha256.hexDigest(of: $0)) ?? "" },
            isDryRun: isDryRun, logger: logger)
        tools.components = { components(guide, in: $0, at: settings.name) }
        tools.probe = { try await probe($0, in: $1, at: settings.name) }
        tools.companions = { try await companions(of: $0, in: $1, at: settings.name, branchPrefix: $2) }
        tools.hasToldOfSettings = { repository in
            try? await database?.runs(of: settings.name + "/" + repository.path, limit: 1).first?.outcome?
                .hasToldOfSettings
        }
        tools.onboarding = self.settings.onboarding
        return tools
    }

    /// A repository with an address is spoken to over the wire, one with a path is opened on disk.
    private func openRepository(_ repository: ForgeRepository, http: any HTTPClient) -> any GitRepository {
        let url = repository.remote.url
        guard url.hasPrefix("http://") || url.hasPrefix("https://") else {
            return LocalRepository(path: url, signer: signer)
        }
        var options = GitStoreOptions()
        options.storeLimit = settings.git.cacheLimit
        return RemoteRepository(
            repository.remote, http: http, cacheDirectory: settings.git.cacheDirectory, options: options, signer: signer
        )
    }

    /// Writes what a run found and did into the database. Losing that loses history, so it only warns.
    func record(_ report: RepositoryReport, from start: Date) async {
        guard let database else { return }
        do {
            let plan = report.plan
            let proposed = plan.proposals.flatMap { $0.updates.map(\.dependency) }
            let found =
                plan.upToDate + plan.held.map(\.dependency) + plan.unknown.map(\.dependency) + plan.skipped + proposed
            let name = report.forge + "/" + report.repository
            let id = try await database.beginRun(of: name, at: start)
            if report.failure == nil {
                try await database.replaceInventory(of: name, with: distinct(found).map { InventoryEntry($0) })
            }
            var outcome = RunOutcome(report)
            if let chains = outcome.chains, let target = report.target {
                let known = try await database.chains(of: name, target: target)
                outcome.chains = chains.map { chain in
                    chain.following(known.first { $0.plan.id == chain.plan.id })
                }
            }
            try await database.finishRun(id, at: Date(), outcome: outcome)
        } catch {
            logger.warning("the run could not be written into the history: \(error)")
        }
    }

    // MARK: Making

    /// What cuts versions out of texts by an expression of settings, in time proportional to the text.
    @Sendable private static func versionPattern(_ text: String) -> (@Sendable (String) -> String?)? {
        guard let pattern = try? Pattern(text) else { return nil }
        return { text in pattern.groups(in: text).map { $0["version"] ?? text } }
    }

    static func curlSettings(_ settings: BotSettings) -> CurlSettings {
        var curl = CurlSettings()
        curl.proxy = settings.http.proxy
        curl.caFile = settings.http.caFile
        curl.connectTimeout = settings.http.connectTimeout
        curl.timeout = settings.http.timeout
        curl.allowPrivateHosts =
            settings.http.allowPrivateHosts + settings.registries.filter(\.insecure).map { host($0.host) }
        for registry in settings.registries {
            curl.perHostLimits[registry.host] = registry.concurrency
            curl.requestsPerSecond[registry.host] = registry.requestsPerSecond.map(Double.init)
        }
        curl.userAgent = "windlass/\(Version.current)"
        return curl
    }

    /// The forges that settings name, beside those that everybody knows.
    private static func sourceForges(_ settings: BotSettings) -> [SourceForge] {
        let forges = settings.forges.compactMap { forge -> SourceForge? in
            guard let kind = SourceForge.Kind(rawValue: forge.kind.rawValue), let url = forge.url else { return nil }
            return SourceForge(kind, url: url)
        }
        let hosts = settings.registries.compactMap { registry -> SourceForge? in
            guard let kind = registry.forge.flatMap({ SourceForge.Kind(rawValue: $0.rawValue) }) else { return nil }
            let isPlain = registry.insecure || ["127.", "localhost", "[::1]"].contains { registry.host.hasPrefix($0) }
            return SourceForge(kind, url: "\(isPlain ? "http" : "https")://\(registry.host)")
        }
        return forges + hosts
    }

    private static func host(_ hostAndPort: String) -> String {
        hostAndPort.split(separator: ":").first.map(String.init) ?? hostAndPort
    }

    private static func openDatabase(
        _ location: StateLocation, _ secrets: SecretStore, _ diagnostics: inout [Diagnostic]
    ) -> (any StateKeeper)? {
        do {
            let database = try openState(location, secrets)
            diagnostics += database.diagnostics
            return database
        } catch {
            diagnostics.append(Diagnostic(severity: .warning, message: "running without caches and history: \(error)"))
            return nil
        }
    }
}

extension RunOutcome {
    fileprivate init(_ report: RepositoryReport) {
        let steps = report.steps
        self.init(
            dependencies: report.plan.upToDate.count + report.plan.skipped.count + report.plan.unknown.count
                + report.plan.held.count + report.plan.proposals.reduce(0) { $0 + $1.updates.count },
            updates: report.plan.proposals.reduce(0) { $0 + $1.updates.count },
            held: report.plan.held.count + report.held.count, unknown: report.plan.unknown.count,
            created: steps.filter { $0.kind == .opened && $0.error == nil }.count,
            updated: steps.filter { [.rebuilt, .refreshed].contains($0.kind) && $0.error == nil }.count,
            closed: steps.filter { $0.kind == .closed && $0.error == nil }.count,
            failures: steps.filter { $0.error != nil }.count + (report.failure == nil ? 0 : 1),
            chains: report.chains.isEmpty ? nil : report.chains, target: report.target)
        hasToldOfSettings = report.hasToldOfSettings
    }
}
