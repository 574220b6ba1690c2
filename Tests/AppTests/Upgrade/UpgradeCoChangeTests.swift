import Domain
import Foundation
import Logging
import Sandbox
import Settings
import Testing
import Workflow

@testable import App

@Suite("A hop brings what it needs beside its pins", .timeLimit(.minutes(5))) struct UpgradeCoChangeTests {
    private let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private static let file = "apps/argocd.yaml"

    /// A platform at Argo CD 3.2 whose file is changed by `edit`; nothing is asked, so that Git counts.
    private func withArgoCD(
        edit: (String) -> String = { $0 }, _ body: (UpgradeScenario) async throws -> Void
    ) async throws {
        var scenario = try await UpgradeScenario.start()
        scenario.settings.installations = []
        do {
            let text = try await content(scenario).replacing(/targetRevision: .*/, with: "targetRevision: 9.3.4")
            try await scenario.world.commit([SeedFile(Self.file, edit(text))], to: UpgradeScenario.project)
            try await body(scenario)
        } catch {
            await scenario.stop()
            throw error
        }
        await scenario.stop()
    }

    private func content(_ scenario: UpgradeScenario, branch: String? = nil) async throws -> String {
        let bytes = try await scenario.world.file(Self.file, of: UpgradeScenario.project, branch: branch)
        return String(decoding: try #require(bytes), as: UTF8.self)
    }

    private func run(_ scenario: UpgradeScenario) async throws -> SandboxMergeRequest {
        let outcome = try await scenario.runJob(logger: quiet)
        #expect(!outcome.hasFailed)
        return try #require(
            try await scenario.openUpgrades().first { $0.sourceBranch == "windlass/upgrade-argo-cd-3.3" })
    }

    private func isQuiet(_ scenario: UpgradeScenario) async throws -> Bool {
        scenario.world.resetLog()
        _ = try await scenario.runJob(logger: quiet)
        return scenario.world.counters.writes == 0
    }

    private func count(_ text: String) -> Int { text.ranges(of: "ServerSideApply=true").count }

    @Test func `server-side apply is in the same commit, once, and a second run writes nothing`() async throws {
        try await withArgoCD { scenario in
            let before = try await content(scenario)
            let request = try await run(scenario)
            let after = try await content(scenario, branch: request.sourceBranch)
            let revision = try #require(after.firstMatch(of: /targetRevision: (.*)/)).1
            let expected = before.replacing("targetRevision: 9.3.4", with: "targetRevision: \(revision)").replacing(
                "- CreateNamespace=true # once\n",
                with: "- CreateNamespace=true # once\n      - ServerSideApply=true\n")
            #expect(after == expected)
            #expect(!request.isDraft)
            #expect(request.description.contains("adds `ServerSideApply=true`"))
            #expect(request.description.contains("`apps/argocd.yaml:"))
            #expect(request.description.contains("- [x] The Application of Argo CD itself"))
            #expect(try await isQuiet(scenario))
            // Built again on another head, it is there once.
            try await scenario.world.commit(
                [SeedFile(Self.file, "# ours\n" + before)], to: UpgradeScenario.project)
            let again = try await run(scenario)
            #expect(try await content(scenario, branch: again.sourceBranch) == "# ours\n" + expected)
            #expect(try await isQuiet(scenario))
            // Somebody adds it on the target: then there is nothing to add.
            try await scenario.world.commit(
                [
                    SeedFile(
                        Self.file,
                        before.replacing("# once\n", with: "# once\n      - ServerSideApply=true\n"))
                ], to: UpgradeScenario.project)
            let third = try await run(scenario)
            #expect(count(try await content(scenario, branch: third.sourceBranch)) == 1)
            #expect(third.description.contains("has it"))
            #expect(try await isQuiet(scenario))
        }
    }

    @Test func `where it cannot be written, the merge request is a draft until a person ticks the box`() async throws {
        let anchored = { (text: String) in
            text.replacing("syncOptions:", with: "syncOptions: &options").appending("  other: *options\n")
        }
        try await withArgoCD(edit: anchored) { scenario in
            let request = try await run(scenario)
            #expect(request.isDraft)
            #expect(count(try await content(scenario, branch: request.sourceBranch)) == 0)
            #expect(request.description.contains("its syncOptions come from an anchor"))
            #expect(try await isQuiet(scenario))
            let box = "- [ ] <!-- windlass:confirm=server-side-apply -->"
            #expect(request.description.contains(box))
            try await scenario.world.edit(
                request.iid, in: UpgradeScenario.project,
                description: request.description.replacing(box, with: box.replacing("[ ]", with: "[x]")))
            let ready = try await run(scenario)
            #expect(ready.iid == request.iid && !ready.isDraft)
            #expect(ready.description.contains(box.replacing("[ ]", with: "[x]")))
            #expect(try await isQuiet(scenario))
            // The word is kept when the branch is built again.
            try await scenario.world.commit(
                [SeedFile(Self.file, "# ours\n" + (try await content(scenario)))], to: UpgradeScenario.project)
            let rebuilt = try await run(scenario)
            #expect(!rebuilt.isDraft && rebuilt.description.contains(box.replacing("[ ]", with: "[x]")))
        }
    }

    @Test func `a note with a command confirms it as well, from who may push`() async throws {
        let template = { (text: String) in text.replacing("project: platform", with: "project: {{ .Values.project }}") }
        try await withArgoCD(edit: template) { scenario in
            let request = try await run(scenario)
            #expect(request.isDraft && request.description.contains("the file is a template"))
            let effects = try Effects(settings: scenario.settings, secrets: scenario.secrets, logger: quiet)
            let forge = try effects.makeForge(scenario.settings.forges[0])
            let (found, _) = try await forge.listRepositories(RepositorySelection(paths: [UpgradeScenario.project]))
            let desk = CommandDesk(forge: forge)
            await scenario.world.addUser(SeedUser("eve", name: "Eve Elsewhere"))
            for (user, outcome) in [("eve", CommandDesk.Outcome.refused), ("alice", .taken), ("alice", .taken)] {
                let command = try #require(BotCommand(note: "/windlass confirm"))
                #expect(
                    try await desk.apply(command, by: user, to: request.iid, in: try #require(found.first)) == outcome)
                #expect(try await run(scenario).isDraft == (user == "eve"))
            }
            #expect(try await isQuiet(scenario))
        }
    }

    @Test func `what a person should look at is shown with file and line`() async throws {
        let values = { (text: String) in
            text.replacing(
                "    targetRevision",
                with: "    helm:\n      values: |\n        crds:\n          install: false\n    targetRevision")
        }
        try await withArgoCD(edit: values) { scenario in
            let request = try await run(scenario)
            let line = try #require(
                try await content(scenario).split(separator: "\n", omittingEmptySubsequences: false)
                    .firstIndex { $0.contains("install: false") })
            #expect(request.description.contains("- [ ] `apps/argocd.yaml:\(line + 1)`: `crds.install` is `false`."))
        }
    }
}
