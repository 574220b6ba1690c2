import Domain
import Foundation
import Logging
import Sandbox
import Settings
import Testing

@testable import App

/// What people read, whole, as each forge stores it: one file for each forge and case in `Tests/Golden/MergeRequests`.
@Suite(.timeLimit(.minutes(10))) struct MergeRequestSnapshotTests {
    typealias Style = SandboxOptions.ForgeStyle

    /// One case: what the repository has, and what happens before the merge request is read.
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var branch: String
        var files: [SeedFile]
        var settings = "{}"
        var styles = Style.allCases
        /// What happens after the first run; the second one follows it.
        var then: (@Sendable (Bot, SandboxMergeRequest) async throws -> Void)?
        var testDescription: String { name }
    }

    private static func pod(_ image: String, comment: String = "") -> SeedFile {
        SeedFile(
            "apps/shop.yaml",
            """
            \(comment)apiVersion: v1
            kind: Pod
            metadata:
              name: shop
            spec:
              containers:
                - name: shop
                  image: @REGISTRY@/\(image)

            """)
    }

    private static let services = (1...40).map {
        SeedFile(
            "apps/service-\($0).yaml",
            "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - image: @REGISTRY@/shop/service-\($0):1.0.0\n")
    }

    private static let group =
        #"{"packageRules": [{"matchPackageNames": ["**/shop/service-*"], "groupName": "services"}]}"#

    static let cases = [
        Case(name: "single", branch: "shop-api-1.x", files: [pod("shop/api:1.4.0")]),
        Case(name: "held", branch: "shop-web-1.x", files: [pod("shop/web:1.4.0")]),
        Case(name: "major", branch: "shop-web-2.x", files: [pod("shop/web:1.4.0")]),
        Case(name: "group", branch: "services", files: Array(services.prefix(3)), settings: group),
        Case(name: "compact", branch: "services", files: services, settings: group, styles: [.azure]),
        Case(
            name: "digest", branch: "shop-base-digest",
            files: [pod("shop/base:stable@sha256:\(String(repeating: "0", count: 64))")]),
        Case(
            name: "replacement", branch: "shop-api-1.x", files: [pod("shop/api:1.4.0")],
            settings: #"""
                {"packageRules": [{"matchPackageNames": ["**/shop/api"], "replacementVersion": "1.5.1",
                  "prBodyNotes": ["1.5.2 loses orders: 1.5.1 is what the shop's team runs."]}]}
                """#),
        Case(
            name: "automerge", branch: "shop-api-1.x", files: [pod("shop/api:1.4.0")],
            settings: #"{"automerge": true}"#,
            then: { bot, request in
                let commit = try #require(request.sha)
                try await bot.world.setCheck(.pending, named: "ci", of: commit, in: Bot.project)
            }),
        Case(
            name: "hands-off", branch: "shop-api-1.x", files: [pod("shop/api:1.4.0")],
            then: { bot, request in
                try await bot.world.commit([pod("shop/api:1.5.0")], to: Bot.project, branch: request.sourceBranch)
            }),
        Case(
            name: "rebuilt", branch: "shop-api-1.x", files: [pod("shop/api:1.4.0")],
            then: { bot, _ in
                try await bot.world.commit([pod("shop/api:1.4.0", comment: "# The shop.\n")], to: Bot.project)
            }),
        Case(
            name: "closed", branch: "shop-api-1.x", files: [pod("shop/api:1.4.0")],
            then: { bot, _ in try await bot.world.commit([pod("shop/api:1.5.2")], to: Bot.project) }),
    ]

    private static let catalogue = Catalogue(
        images: [
            .init(
                "shop/api", source: "https://forge.example/shop/api", tags: Seeds.versions(["1.4.0", "1.5.1", "1.5.2"])),
            .init("shop/web", tags: Seeds.versions(["1.4.0", "1.5.2", "2.0.0", "2.1.0-rc.1"])),
            .init("shop/base", tags: Seeds.versions(["stable"])),
        ] + (1...40).map { .init("shop/service-\($0)", tags: Seeds.versions(["1.0.0", "1.1.0"])) })

    @Test(arguments: Style.allCases, cases)
    func `reads as it did`(style: Style, example: Case) async throws {
        guard example.styles.contains(style) else { return }
        let files = example.files + [SeedFile("renovate.json", example.settings)]
        try await Bot.with(
            style, projects: [SeedProject(Bot.project, files: files)],
            options: { $0.seed.catalogue = Self.catalogue }
        ) { bot in
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed, "\(outcome.reports.flatMap(\.steps).map(\.error)) \(outcome.diagnostics)")
            let find = { try await bot.requests(state: nil).first { $0.sourceBranch.hasSuffix(example.branch) } }
            let opened = try #require(try await find())
            if let then = example.then {
                try await then(bot, opened)
                try await bot.run()
            }
            let request = try #require(try await find())
            try compare(snapshot(request, in: bot.world), with: "\(example.name).\(style.rawValue).md")
        }
    }

    @Test(arguments: Style.allCases) func `an upgrade reads as it did, at its first hop and at a stop`(style: Style)
        async throws
    {
        let quiet = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let scenario = try await UpgradeScenario.start(style)
        do {
            for name in ["upgrade-first-hop", "upgrade-major-stop"] {
                _ = try await scenario.runJob(logger: quiet)
                let request = try #require(
                    try await scenario.openUpgrades().first { $0.sourceBranch.hasPrefix("windlass/upgrade-gitlab-1") })
                try compare(snapshot(request, in: scenario.world), with: "\(name).\(style.rawValue).md")
                try await scenario.world.merge(request.iid, in: UpgradeScenario.project, by: "admin")
                while try await !scenario.cluster.passRound().isEmpty {}
            }
        } catch {
            await scenario.stop()
            throw error
        }
        await scenario.stop()
    }

    // MARK: Files

    /// Title, people, description and notes, with what differs from run to run in words.
    private func snapshot(_ request: SandboxMergeRequest, in world: SandboxWorld) -> String {
        var text = """
            Title: \(request.title)
            State: \(request.state)\(request.isMergingItself ? ", merging itself" : "")
            From: \(request.sourceBranch) to \(request.targetBranch)
            Assignees: \(request.assignees.joined(separator: ", "))
            Labels: \(request.labels.joined(separator: ", "))

            ======== Description ========
            \(request.description)
            """
        for note in request.notes { text += "\n======== Note ========\n\(note)\n" }
        text.replace(/<!-- windlass:state .*? -->/, with: "<!-- windlass:state ... -->")
        text.replace(world.registryHost.replacing(":", with: "-"), with: "registry.example")
        text.replace(world.registryHost, with: "registry.example")
        text.replace(world.forgeURL, with: "https://forge.example")
        text.replace(/127\.0\.0\.1:[0-9]+/, with: "host.example")
        text.replace(/\b(GC)?[0-9a-f]{40}\b/, with: "<commit>")
        text.replace(/@[0-9a-f]{12}\b/, with: "@<digest>")
        text.replace(/[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?Z?/, with: "<time>")
        return text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.reversed().drop { $0 == " " }.reversed().map(String.init).joined()
        }.joined(separator: "\n")
    }

    private func compare(_ text: String, with name: String) throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Golden/MergeRequests")
            .standardized
        let file = folder.appending(path: name)
        if ProcessInfo.processInfo.environment["WINDLASS_WRITE_GOLDEN"] != nil {
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        let expected = try? String(contentsOf: file, encoding: .utf8)
        #expect(
            text == expected,
            "\(name): read it and write it again: WINDLASS_WRITE_GOLDEN=1 swift test --filter MergeRequestSnapshotTests"
        )
    }
}
