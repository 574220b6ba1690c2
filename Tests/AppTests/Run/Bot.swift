import BotTestSupport
import Domain
import Foundation
import Logging
import Sandbox
import Settings
import Testing

@testable import App

/// A small world with one repository, and the nightly job as a client of it over real HTTP and Git.
struct Bot {
    static let project = "platform/gitops"

    let world: SandboxWorld
    let folder: TemporaryFolder
    let style: SandboxOptions.ForgeStyle
    var settings: BotSettings
    var token: String

    /// Starts a world, runs `body`, and stops it.
    static func with(
        _ style: SandboxOptions.ForgeStyle = .gitlab, projects: [SeedProject]? = nil,
        edition: SandboxOptions.Edition = .premium,
        options edit: (inout SandboxOptions) -> Void = { _ in },
        _ body: (Bot) async throws -> Void
    ) async throws {
        var options = SandboxOptions(
            seed: SandboxSeed(projects: projects ?? [Seeds.platform], catalogue: Seeds.catalogue), forge: style,
            edition: edition)
        edit(&options)
        let world = try await SandboxWorld.start(options)
        do {
            try await body(try Bot(world, options.forge))
        } catch {
            await world.stop()
            throw error
        }
        await world.stop()
    }

    private init(_ world: SandboxWorld, _ style: SandboxOptions.ForgeStyle) throws {
        self.world = world
        self.style = style
        folder = try TemporaryFolder()
        token = world.token
        var defaults = RepositoryOptions()
        defaults.assignees = ["alice"]
        defaults.labels = ["deps"]
        settings = BotSettings(
            forges: [
                ForgeSettings(
                    name: "sandbox", kind: ForgeID(style.rawValue), url: world.forgeBaseURL,
                    token: .environment("TOKEN"),
                    repositories: RepositorySelection(paths: [Bot.project]))
            ],
            git: GitSettings(cacheDirectory: folder.path + "/cache"),
            state: .sqlite(path: folder.path + "/state.sqlite"),
            report: ReportSettings(folder: folder.path + "/report"), defaults: defaults)
    }

    /// Runs the job. Nothing waits between tries.
    @discardableResult
    func run(isDryRun: Bool = false) async throws -> NightlyJob.Outcome {
        let job = NightlyJob(
            settings: settings, secrets: SecretStore([.environment("TOKEN"): Secret(token)]), isDryRun: isDryRun,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            pause: { _ in try Task.checkCancellation() })
        return try await job.run()
    }

    /// What acts, for what is asked for beside a run.
    func effects() throws -> Effects {
        try Effects(
            settings: settings, secrets: SecretStore([.environment("TOKEN"): Secret(token)]),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            pause: { _ in try Task.checkCancellation() })
    }

    /// The merge requests of the repository, by branch.
    func requests(state: String? = "opened") async throws -> [SandboxMergeRequest] {
        try await world.mergeRequests(in: Bot.project).filter { state == nil || $0.state == state }
    }

    func request(_ branch: String) async throws -> SandboxMergeRequest? {
        try await requests().first { $0.sourceBranch == branch }
    }

    /// The branches under our prefix.
    func branches() async throws -> [String] {
        try await world.branches(of: Bot.project).keys.filter { $0.hasPrefix("windlass/") }.sorted()
    }

    /// Runs once more, and expects that nothing is written.
    func expectQuiet(_ comment: Comment? = nil, location: SourceLocation = #_sourceLocation) async throws {
        world.resetLog()
        let outcome = try await run()
        #expect(world.counters.writes == 0, comment, sourceLocation: location)
        #expect(outcome.reports.flatMap(\.steps).isEmpty, comment, sourceLocation: location)
        #expect(world.violations.isEmpty, comment, sourceLocation: location)
    }
}
