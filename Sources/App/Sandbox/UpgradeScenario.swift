import Domain
import Foundation
import Logging
import Routes
import Sandbox
import Settings

/// A platform that is far behind, and an administrator who merges: the whole upgrade of a GitLab, hop by hop.
struct UpgradeScenario: Sendable {
    static let project = "platform/gitops"

    /// What one round came to: the job ran, the administrator merged, the cluster applied.
    struct Round: Sendable {
        var number: Int
        var chains: [ComponentChain]
        var merged: [SandboxMergeRequest] = []
        var events: [String] = []
    }

    let world: SandboxWorld
    let cluster: SimulatedCluster
    /// The folder of settings, token, caches and reports.
    let folder: String
    var settings: BotSettings
    let secrets: SecretStore

    var settingsPath: String { folder + "/windlass.yaml" }

    /// Starts a world with GitLab 16.11, its runner and an Argo CD that applies them and itself, and a cluster that runs them.
    static func start(_ forge: SandboxOptions.ForgeStyle = .gitlab) async throws -> UpgradeScenario {
        let seed = try UpgradeSeed()
        let world = try await SandboxWorld.start(
            SandboxOptions(
                seed: SandboxSeed(projects: [seed.project], catalogue: seed.catalogue), forge: forge))
        do {
            let cluster = try await SimulatedCluster.start(seed.workloads, in: world)
            let folder =
                FileManager.default.temporaryDirectory.path + "/windlass-upgrade-"
                + UUID().uuidString.prefix(8).lowercased()
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(world.token.utf8).write(to: URL(fileURLWithPath: folder + "/token"))
            let text =
                sandboxSettings(
                    kind: forge.rawValue, forgeURL: world.forgeBaseURL, groups: ["platform"],
                    sources: world.sources.host)
                + upgradeSettings(cluster: cluster.url)
            try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/windlass.yaml"))
            let settings = try BotSettings.read(Array(text.utf8), file: folder + "/windlass.yaml").get()
            return UpgradeScenario(
                world: world, cluster: cluster, folder: folder, settings: settings,
                secrets: try settings.resolveSecrets(with: ConfigFiles()))
        } catch {
            await world.stop()
            throw error
        }
    }

    func stop() async {
        await cluster.stop()
        await world.stop()
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Runs the nightly job once.
    func runJob(logger: Logger) async throws -> NightlyJob.Outcome {
        try await NightlyJob(
            settings: settings, secrets: secrets, isDryRun: false, logger: logger,
            pause: { _ in try Task.checkCancellation() }
        ).run()
    }

    /// The upgrades that wait for the administrator.
    func openUpgrades() async throws -> [SandboxMergeRequest] {
        try await world.mergeRequests(in: Self.project).filter {
            $0.state == "opened" && $0.sourceBranch.hasPrefix("windlass/upgrade-")
        }
    }

    /// One round: the job runs, the administrator merges what is open, the cluster applies what is pinned.
    func playRound(_ number: Int, logger: Logger) async throws -> Round {
        let outcome = try await runJob(logger: logger)
        var round = Round(number: number, chains: outcome.reports.flatMap(\.chains))
        for request in try await openUpgrades() {
            try await world.merge(request.iid, in: Self.project, by: "admin")
            round.merged.append(request)
        }
        round.events = try await cluster.passRound()
        return round
    }

    /// Whether everything runs the newest version and nothing is left to do.
    func hasArrived(_ round: Round) -> Bool {
        round.merged.isEmpty && round.events.isEmpty && !round.chains.isEmpty
            && round.chains.allSatisfy { $0.state == .landed }
    }
}

/// Where the components of the scenario run, as an administrator writes it.
private func upgradeSettings(cluster: String) -> String {
    """

    installations:
      - component: argo-cd
        url: \(cluster)/argo-cd
      - component: gitlab
        url: \(cluster)/gitlab
        token: file:token
      - component: gitlab-runner
        url: \(cluster)/gitlab-runner
        versionPath: /api/v4/version
        versionField: $.version

    """
}
