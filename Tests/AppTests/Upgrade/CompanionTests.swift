import BotTestSupport
import Domain
import Foundation
import Logging
import Sandbox
import Settings
import Testing

@testable import App

/// Argo CD as it runs, pinned by the root application on GitLab, and as new clusters begin with it, pinned by Terraform on Azure.
@Suite("One installation pinned in two repositories, on two forges", .timeLimit(.minutes(5))) struct CompanionTests {
    private static let root = "platform/gitops"
    private static let bootstrap = "platform/bootstrap"

    private static let application = """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata:
          name: argo-cd
          namespace: argocd
        spec:
          source:
            repoURL: @CHARTS@/argo
            chart: argo-cd
            targetRevision: 7.8.0

        """

    private static let terraform = """
        resource "helm_release" "argo_cd" {
          name       = "argo-cd"
          namespace  = "argocd"
          repository = "@CHARTS@/argo"
          chart      = "argo-cd"
          version    = "7.8.0"

          lifecycle {
            ignore_changes = [version, values]
          }
        }

        """

    /// The end of the address of a pull request on Azure, as people open it.
    private static func page(_ request: SandboxMergeRequest) -> String {
        "/platform/_git/bootstrap/pullrequest/\(request.iid))"
    }

    private static let catalogue = Catalogue(chartRepositories: [
        .init(
            "argo",
            charts: [
                .init(
                    "argo-cd",
                    versions: [("7.8.0", "2.14.21"), ("8.0.0", "3.0.23"), ("8.2.0", "3.1.16")].map {
                        Catalogue.Version($0.0, released: Seeds.day, appVersion: "v\($0.1)")
                    })
            ])
    ])

    /// Both forges, and the nightly job as a client of both.
    private struct Stage {
        let gitLab: SandboxWorld
        let azure: SandboxWorld
        let folder: TemporaryFolder
        var settings: BotSettings

        var secrets: SecretStore {
            SecretStore([
                .environment("GITLAB"): Secret(gitLab.token), .environment("AZURE"): Secret(azure.token),
            ])
        }

        func job() -> NightlyJob {
            NightlyJob(
                settings: settings, secrets: secrets, isDryRun: false,
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                pause: { _ in try Task.checkCancellation() })
        }

        @discardableResult
        func run() async throws -> NightlyJob.Outcome { try await job().run() }

        func request(_ world: SandboxWorld, _ project: String) async throws -> SandboxMergeRequest {
            try #require(try await world.mergeRequests(in: project).last)
        }

        func expectQuiet(_ comment: Comment) async throws {
            gitLab.resetLog()
            azure.resetLog()
            let outcome = try await run()
            #expect(outcome.reports.flatMap(\.steps).isEmpty, comment)
            #expect(gitLab.counters.writes + azure.counters.writes == 0, comment)
        }

        func status() async throws -> String {
            let effects = try Effects(
                settings: settings, secrets: secrets, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            return statusReport(try await #require(effects.database).allChains())
        }
    }

    private func withStage(
        azureFirst: Bool = false, _ edit: (inout BotSettings) -> Void = { _ in },
        _ body: (Stage) async throws -> Void
    ) async throws {
        func start(_ style: SandboxOptions.ForgeStyle, _ path: String, _ file: SeedFile) async throws -> SandboxWorld {
            try await SandboxWorld.start(
                SandboxOptions(
                    seed: SandboxSeed(
                        projects: [SeedProject(path, files: [file])], catalogue: Self.catalogue), forge: style))
        }
        let gitLab = try await start(.gitlab, Self.root, SeedFile("apps/argo-cd.yaml", Self.application))
        let azure = try await start(.azure, Self.bootstrap, SeedFile("bootstrap/main.tf", Self.terraform))
        let folder = try TemporaryFolder()
        var forges = [
            ForgeSettings(
                name: "gitlab", kind: "gitlab", url: gitLab.forgeBaseURL, token: .environment("GITLAB"),
                repositories: RepositorySelection(paths: [Self.root])),
            ForgeSettings(
                name: "azure", kind: "azure", url: azure.forgeBaseURL, token: .environment("AZURE"),
                repositories: RepositorySelection(paths: [Self.bootstrap])),
        ]
        if azureFirst { forges.reverse() }
        var settings = BotSettings(
            forges: forges, git: GitSettings(cacheDirectory: folder.path + "/cache"),
            state: .sqlite(path: folder.path + "/state.sqlite"),
            report: ReportSettings(folder: folder.path + "/report"),
            installations: [
                InstallationSettings(component: "argo-cd", name: "production", forge: "gitlab", repository: Self.root),
                InstallationSettings(
                    component: "argo-cd", name: "production", forge: "azure", bootstrap: true,
                    repository: Self.bootstrap),
            ])
        edit(&settings)
        do {
            try await body(Stage(gitLab: gitLab, azure: azure, folder: folder, settings: settings))
        } catch {
            await gitLab.stop()
            await azure.stop()
            throw error
        }
        await gitLab.stop()
        await azure.stop()
    }

    @Test("both carry the other's link, and say which is merged first", arguments: [false, true])
    func linked(azureFirst: Bool) async throws {
        try await withStage(azureFirst: azureFirst) { stage in
            let outcome = try await stage.run()
            #expect(outcome.reports.count == 2 && !outcome.hasFailed)
            let root = try await stage.request(stage.gitLab, Self.root)
            let bootstrap = try await stage.request(stage.azure, Self.bootstrap)
            #expect(root.description.contains(Self.page(bootstrap)))
            #expect(bootstrap.description.contains(root.webURL))
            #expect(root.description.contains("Merge this one first: what runs follows it"))
            #expect(bootstrap.description.contains("Merge `platform/gitops` first"))
            try await stage.expectQuiet("once linked, nothing is written")
        }
    }

    @Test func `two repositories of one forge, which the entries need not name`() async throws {
        let projects = [
            SeedProject(Self.root, files: [SeedFile("apps/argo-cd.yaml", Self.application)]),
            SeedProject(Self.bootstrap, files: [SeedFile("bootstrap/main.tf", Self.terraform)]),
        ]
        try await Bot.with(.gitlab, projects: projects, options: { $0.seed.catalogue = Self.catalogue }) { bot in
            var bot = bot
            bot.settings.forges[0].repositories = RepositorySelection(paths: [Self.root, Self.bootstrap])
            bot.settings.installations = [
                InstallationSettings(component: "argo-cd", name: "production", repository: Self.root),
                InstallationSettings(
                    component: "argo-cd", name: "production", bootstrap: true, repository: Self.bootstrap),
            ]
            try await bot.run()
            let root = try #require(try await bot.world.mergeRequests(in: Self.root).last)
            let bootstrap = try #require(try await bot.world.mergeRequests(in: Self.bootstrap).last)
            #expect(root.description.contains(bootstrap.webURL) && bootstrap.description.contains(root.webURL))
            try await bot.expectQuiet("both are linked")
        }
    }

    @Test func `the bootstrap follows what is merged, never goes further, and the one behind is shown`() async throws {
        try await withStage { stage in
            try await stage.run()
            let first = try await stage.request(stage.gitLab, Self.root)
            try await stage.gitLab.merge(first.iid, in: Self.root, by: "admin")
            try await stage.run()
            let bootstrap = try await stage.request(stage.azure, Self.bootstrap)
            #expect(bootstrap.state == "opened" && bootstrap.description.contains("to `3.0.23`, merged"))
            let status = try await stage.status()
            #expect(
                status.contains(
                    "also pinned in azure/platform/bootstrap bootstrap/main.tf, for new clusters: 2.14.21, behind"))
            #expect(status.contains("also pinned in gitlab/platform/gitops apps/argo-cd.yaml: 3.0.23, ahead"))
            try await stage.expectQuiet("what was merged is written down once")

            try await stage.azure.merge(bootstrap.iid, in: Self.bootstrap, by: "admin")
            let outcome = try await stage.run()
            // Nobody has said yet that 3.0 has landed: neither goes on, and the bootstrap does not overtake.
            #expect(try await stage.gitLab.mergeRequests(in: Self.root).count == 1)
            #expect(try await stage.azure.mergeRequests(in: Self.bootstrap).count == 1)
            let chain = try #require(
                outcome.reports.first { $0.repository == Self.bootstrap }?.chains.first)
            #expect(chain.state == .planned)
            #expect(chain.evidence.contains("platform/gitops, which what runs follows, is not further than 3.0.23"))

            try await stage.gitLab.addNote("/windlass landed", to: first.iid, in: Self.root, by: "alice")
            try await stage.run()
            #expect(try await stage.gitLab.mergeRequests(in: Self.root).last?.state == "opened")
            try await stage.run()
            let second = try await stage.request(stage.azure, Self.bootstrap)
            #expect(second.state == "opened" && second.description.contains("`3.1.16`"))
            #expect(try await stage.request(stage.gitLab, Self.root).description.contains(Self.page(second)))
            try await stage.expectQuiet("the next pair is linked")
        }
    }

    @Test func `a forge that is away costs no link and writes nothing`() async throws {
        try await withStage { stage in
            try await stage.run()
            let before = try await stage.request(stage.gitLab, Self.root).description
            await stage.azure.stop()
            stage.gitLab.resetLog()
            let outcome = try await stage.run()
            #expect(outcome.hasFailed)
            #expect(stage.gitLab.counters.writes == 0)
            #expect(try await stage.request(stage.gitLab, Self.root).description == before)
            let report = try #require(outcome.reports.first { $0.repository == Self.root })
            #expect(
                report.diagnostics.contains {
                    $0.severity == .warning && $0.message.contains("the other pins of production were not found")
                })
        }
    }

    @Test func `one that a person closed on the way of what runs is not proposed for new clusters either`() async throws
    {
        try await withStage { stage in
            var alone = stage
            alone.settings.forges.removeLast()
            try await alone.run()
            let root = try await stage.request(stage.gitLab, Self.root)
            try await stage.gitLab.close(root.iid, in: Self.root, by: "admin")
            let outcome = try await stage.run()
            #expect(try await stage.azure.mergeRequests(in: Self.bootstrap).isEmpty)
            let chain = try #require(outcome.reports.first { $0.repository == Self.bootstrap }?.chains.first)
            #expect(chain.evidence.contains("was closed without being merged"))
        }
    }

    @Test func `under serve, what was opened first is looked at again`() async throws {
        try await withStage { stage in
            let job = stage.job()
            let effects = try Effects(
                settings: stage.settings, secrets: stage.secrets, logger: job.logger,
                pause: { _ in try Task.checkCancellation() })
            let queue = try #require(effects.database)
            for (forge, path) in [("gitlab", Self.root), ("azure", Self.bootstrap)] {
                try await queue.request([JobRequest(forge: forge, repository: path, reason: "test", due: Date())])
            }
            var rounds = 0
            while let claimed = try await queue.claim(lease: 120, at: Date()), rounds < 10 {
                try await job.run(claimed, effects)
                try await queue.finish(claimed, .done, at: Date())
                rounds += 1
            }
            #expect(rounds >= 3 && rounds < 10)
            let root = try await stage.request(stage.gitLab, Self.root)
            let bootstrap = try await stage.request(stage.azure, Self.bootstrap)
            #expect(root.description.contains(Self.page(bootstrap)) && bootstrap.description.contains(root.webURL))
        }
    }

    @Test(arguments: [
        ("{component: argo-cd, bootstrap: true, repository: a/b}", "name is missing"),
        ("{component: argo-cd, name: x}", "repository: name needs the full path"),
        ("{component: argo-cd, name: x, repository: \"a/*\"}", "repository: name needs the full path"),
        (
            "{component: argo-cd, name: x, bootstrap: true, repository: a/b, url: \"https://x.example.com\"}",
            "bootstrap takes none"
        ),
    ])
    func `Entries that cannot be are refused`(entry: String, problem: String) {
        let text = "installations:\n  - \(entry)\n"
        let reading = BotSettings.read(Array(text.utf8), file: "w.yaml")
        #expect(reading.diagnostics.contains { $0.severity == .error && $0.message.contains(problem) })
    }
}
