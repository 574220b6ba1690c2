import Domain
import Foundation
import Logging
import Sandbox
import Settings

/// The sandbox's world and the bot's settings for it: what `windlass sandbox` shows.
struct SandboxShow: Sendable {
    let world: SandboxWorld
    let projects: [String]
    /// The folder of settings, token, caches and reports.
    let folder: String
    let settings: BotSettings
    let secrets: SecretStore

    /// The settings file that a user of this world would have.
    var settingsPath: String { folder + "/windlass.yaml" }

    /// Starts the world, and writes settings for it as any user would.
    static func start(_ style: SandboxOptions.ForgeStyle = .gitlab) async throws -> SandboxShow {
        let seed = try SandboxSeed.platform()
        let world = try await SandboxWorld.start(SandboxOptions(seed: seed, forge: style))
        let folder =
            FileManager.default.temporaryDirectory.path + "/windlass-sandbox-"
            + UUID().uuidString.prefix(8).lowercased()
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(world.token.utf8).write(to: URL(fileURLWithPath: folder + "/token"))
            let text = sandboxSettings(
                kind: style.rawValue, forgeURL: world.forgeBaseURL, groups: groups(of: seed.projects.map(\.path)),
                sources: world.sources.host)
            let path = folder + "/windlass.yaml"
            try Data(text.utf8).write(to: URL(fileURLWithPath: path))
            let settings = try BotSettings.read(Array(text.utf8), file: path).get()
            return SandboxShow(
                world: world, projects: seed.projects.map(\.path), folder: folder, settings: settings,
                secrets: try settings.resolveSecrets(with: ConfigFiles()))
        } catch {
            await world.stop()
            throw error
        }
    }

    func stop() async {
        await world.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// The nightly job, as a normal client over HTTP.
    func runJob(logger: Logger) async throws -> NightlyJob.Outcome {
        try await NightlyJob(settings: settings, secrets: secrets, isDryRun: false, logger: logger).run()
    }

    /// Runs the job once more, and returns how many requests of it were writes.
    func writesOfSecondRun(logger: Logger) async throws -> Int {
        world.resetLog()
        _ = try await runJob(logger: logger)
        return world.counters.writes
    }

    /// The merge requests that are open now, with their diffs.
    func mergeRequests() async throws -> [ShownMergeRequest] {
        var shown: [ShownMergeRequest] = []
        for project in projects {
            for request in try await world.mergeRequests(in: project) where request.state == "opened" {
                shown.append(ShownMergeRequest(request, diff: try await world.diff(of: request)))
            }
        }
        return shown
    }

    var introduction: String {
        "The forge is \(world.forgeURL), the registry \(world.registryHost), the charts \(world.chartRepositoryURL).\n"
            + "Running the nightly job ...\n"
    }

    var invitation: String {
        """
        Still serving. Look at the merge requests: \(world.forgeURL)/
        Run the job again:                         windlass run --config \(settingsPath)
        The address of the forge for settings:     \(world.forgeBaseURL)
        The bot's token:                           \(folder)/token
        End it with Ctrl-C.

        """
    }

    private static func groups(of paths: [String]) -> [String] {
        distinct(paths.compactMap { $0.split(separator: "/").first.map(String.init) })
    }
}

/// One merge request of the sandbox, with what it changes.
struct ShownMergeRequest: Encodable, Sendable {
    var repository: String
    var number: Int
    var title: String
    var sourceBranch: String
    var targetBranch: String
    var assignees: [String]
    var labels: [String]
    var url: String
    var files: [String]
    var diff: String

    init(_ request: SandboxMergeRequest, diff: String) {
        repository = request.project
        number = request.iid
        title = request.title
        sourceBranch = request.sourceBranch
        targetBranch = request.targetBranch
        assignees = request.assignees
        labels = request.labels
        url = request.webURL
        self.diff = diff
        files = diff.split(separator: "\n").filter { $0.hasPrefix("+++ b/") }.map { String($0.dropFirst(6)) }
    }
}
