import Foundation
import Logging

/// A loopback world: a forge with Git over HTTP, a container registry and chart repositories.
///
/// The forge is shaped like a GitLab, unless ``SandboxOptions/forge`` says otherwise.
///
/// It is the other side of every test, and what `windlass sandbox` shows: no code of the bot is in it. It is strict: what the
/// real services reject, it rejects, and also what they only let pass silently.
///
/// Everything runs in this process, but for git's own `git http-backend`.
public final class SandboxWorld: Sendable {
    /// `http://127.0.0.1:PORT`: API and Git below it, pages for people at `/`.
    ///
    /// As a GitLab the API is below `/api/v4`, as a GitHub below `/api/v3`; Git is below the paths of projects. As Azure DevOps
    /// both are below the organisation, see ``forgeBaseURL``.
    public let forgeURL: String
    /// `127.0.0.1:PORT`, spoken to by plain HTTP.
    public let registryHost: String
    /// `http://127.0.0.1:PORT/charts`; the name of a chart repository follows behind a slash.
    public let chartRepositoryURL: String
    /// The token of the bot `windlass`, with the scopes `api` and `write_repository`.
    public let token: String
    /// A token of the bot that may only read.
    public let readOnlyToken: String
    /// The container registry's content and behaviour.
    public let registry: SandboxRegistry
    /// The chart repositories' content.
    public let charts: SandboxCharts
    /// The releases of source repositories, beside the charts.
    public let sources: SandboxSources
    /// The registry of Terraform's providers, beside the charts.
    public let providers: SandboxProviders

    let forge: ForgeServer
    let traffic = Traffic()
    let now: @Sendable () -> Date
    private let folder: WorldFolder
    private let servers: [LoopbackServer]

    /// Starts the servers and seeds them; everything answers when this returns.
    ///
    /// - Throws: ``SandboxError`` `.port` when a port is taken, `.git` without git, `.file` when the folder cannot be used.
    public static func start(_ options: SandboxOptions = SandboxOptions()) async throws -> SandboxWorld {
        let logger = options.logger ?? Logger(label: "sandbox", factory: { _ in SwiftLogNoOpLogHandler() })
        let folder = try WorldFolder(options.folder)
        var servers: [LoopbackServer] = []
        do {
            for port in [options.forgePort, options.registryPort, options.chartPort] {
                servers.append(try await LoopbackServer.start(port: port, logger: logger))
            }
            let world = try await SandboxWorld(options, folder: folder, servers: servers)
            try await world.fill(with: options.seed)
            world.serve()
            return world
        } catch {
            for server in servers { await server.stop() }
            folder.remove()
            throw error
        }
    }

    private init(_ options: SandboxOptions, folder: WorldFolder, servers: [LoopbackServer]) async throws {
        self.folder = folder
        self.servers = servers
        now = options.now
        forgeURL = "http://127.0.0.1:\(servers[0].port)"
        registryHost = "127.0.0.1:\(servers[1].port)"
        chartRepositoryURL = "http://127.0.0.1:\(servers[2].port)/charts"
        token = options.token ?? Self.makeToken()
        readOnlyToken = Self.makeToken()
        registry = SandboxRegistry(
            host: registryHost, authentication: options.registryAuthentication, pageLimit: options.registryPageLimit)
        charts = SandboxCharts(url: chartRepositoryURL)
        sources = SandboxSources(host: "127.0.0.1:\(servers[2].port)")
        providers = SandboxProviders(host: "127.0.0.1:\(servers[2].port)")
        let tool = try await GitTool.prepare(folder: folder.path)
        forge = ForgeServer(
            url: forgeURL, dialect: ForgeDialect(options.forge), edition: options.edition,
            backend: GitHTTPBackend(tool: tool, root: folder.path + "/repositories"), behaviour: options.git,
            now: options.now)
    }

    /// Closes all connections and ports, and removes the folder when it is a temporary one.
    public func stop() async {
        for server in servers { await server.stop() }
        folder.remove()
    }

    private static func makeToken() -> String {
        "sandbox-" + UUID().uuidString.lowercased().replacing("-", with: "")
    }

    private func fill(with seed: SandboxSeed) async throws {
        let catalogue = sources.publish(seed.catalogue)
        registry.add(catalogue)
        charts.add(catalogue)
        for provider in catalogue.providers { providers.add(provider) }
        for user in seed.users { await forge.add(user) }
        await forge.setToken(token, of: "windlass")
        await forge.setToken(readOnlyToken, of: "windlass", isReadOnly: true)
        for project in seed.projects { try await addProject(project) }
    }

    private func serve() {
        let (traffic, forge, charts, sources, providers) = (traffic, forge, charts, sources, providers)
        let registryAPI = RegistryAPI(registry: registry)
        servers[0].answer { request in
            await traffic.handle(request, of: .forge, kind: ForgeServer.kind) { await forge.reply(to: $0) }
        }
        servers[1].answer { request in
            await traffic.handle(request, of: .registry, kind: RegistryAPI.kind) { await registryAPI.reply(to: $0) }
        }
        servers[2].answer { request in
            await traffic.handle(
                request, of: .charts, kind: { SandboxProviders.claims($0) ? .terraform : .chart },
                work: { request in
                    if SandboxProviders.claims(request) { return providers.reply(to: request) }
                    return request.segments.first == "api"
                        ? sources.reply(to: request) : await charts.reply(to: request)
                })
        }
    }
}

// MARK: Watching and disturbing

extension SandboxWorld {
    /// How many requests of each kind were answered since the start or the last reset.
    public var counters: RequestCounters { traffic.counters }

    /// Every request since the start or the last reset, in the order of the answers.
    public var requests: [LoggedRequest] { traffic.log }

    /// The requests that no correct client sends.
    public var violations: [LoggedRequest] { traffic.log.filter(\.isViolation) }

    /// Sets the counters to zero and empties the log.
    public func resetLog() { traffic.reset() }

    /// Makes the next requests that match go wrong; several faults are used up in the order of their injection.
    public func inject(_ fault: Fault) { traffic.inject(fault) }

    /// Forgets faults that did not happen yet.
    public func clearFaults() { traffic.clearFaults() }

    /// The faults that did not happen yet.
    public var pendingFaults: [Fault] { traffic.faults }

    /// Changes what the Git server offers.
    public func setGitBehaviour(_ behaviour: GitBehaviour) async { await forge.setGitBehaviour(behaviour) }
}
