import BotTestSupport
import Domain
import Foundation
import Routes
import Settings
import Testing

@testable import App

@Suite struct RouteCheckTests {
    private let folder: TemporaryFolder
    private let git: Git
    private let catalogues: Catalogues

    init() throws {
        folder = try TemporaryFolder()
        git = Git(folder.path)
        catalogues = try #require(Catalogues.builtIn)
        try git.run("init", "--quiet", "--initial-branch", "main")
    }

    private func compose(_ tag: String) -> String { "services:\n  git:\n    image: gitlab/gitlab-ee:\(tag)\n" }

    private func application(_ chart: String, _ version: String) -> String {
        """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata:
          name: \(chart)
        spec:
          source:
            repoURL: https://charts.example.com
            chart: \(chart)
            targetRevision: \(version)

        """
    }

    private func commit() throws {
        try git.run("add", "--all")
        try git.run("commit", "--quiet", "--message", "Pin versions")
    }

    private func report(base: String = "main", in path: String = "") async throws -> MoveReport {
        let moves = try await findMoves(in: folder.path + path, base: base, catalogues)
        return judgeMoves(moves, catalogues, mode: .downtime, conditions: [:], published: [])
    }

    @Test func `A move past a stop fails, and the message has the legal way`() async throws {
        try folder.write("deploy/compose.yaml", compose("17.3.7-ee.0"))
        try commit()
        try folder.write("deploy/compose.yaml", compose("17.11.7-ee.0"))
        let report = try await report()
        #expect(report.isIllegal)
        #expect(
            report.text == """
                deploy/compose.yaml:3: gitlab 17.3.7-ee.0 to 17.11.7-ee.0 is not allowed: 17.5 is passed over (required stop).
                  The legal way: 17.3.7-ee.0 > 17.5.5 > 17.8.7 > 17.11.7

                """)
    }

    @Test(arguments: [
        ("17.3.7-ee.0", "17.5.5-ee.0"), ("17.3.2-ee.0", "17.3.7-ee.0"), ("17.3.2-ee.0", "17.5.1-ee.0"),
        ("18.2.8-ee.0", "18.4.1-ee.0"),
    ])
    func `A legal move passes, also when a newer patch could have come first`(old: String, new: String) async throws {
        try folder.write("compose.yaml", compose(old))
        try commit()
        try folder.write("compose.yaml", compose(new))
        let report = try await report()
        #expect(report.lines.map(\.verdict) == ["legal"])
    }

    @Test func `Going back, and a version that is to be avoided, fail`() async throws {
        try folder.write("compose.yaml", compose("18.8.11-ee.0"))
        try commit()
        try folder.write("compose.yaml", compose("18.5.7-ee.0"))
        #expect(try await report().text.contains("a route never goes backwards"))
        try folder.write("compose.yaml", compose("18.11.7-ee.0"))
        #expect(try await report().text.contains("18.11.7 is to be avoided"))
    }

    @Test func `A chart is judged by the application behind it`() async throws {
        try folder.write("argocd/app.yaml", application("gitlab", "8.3.7"))
        try folder.write("argocd/argo.yaml", application("argo-cd", "9.5.11"))
        try commit()
        try folder.write("argocd/app.yaml", application("gitlab", "8.8.7"))
        // A patch of the chart that moves a minor of the application: one minor, and so legal.
        try folder.write("argocd/argo.yaml", application("argo-cd", "9.5.12"))
        let report = try await report()
        #expect(report.lines.map(\.verdict) == ["illegal", "legal"])
        #expect(report.text.contains("gitlab 8.3.7 (17.3.7) to 8.8.7"))
        #expect(report.text.contains("8.5.5 (17.5.5)"))
    }

    @Test func `A chart that is not known is not judged, and says so`() async throws {
        try folder.write("app.yaml", application("gitlab", "8.3.7"))
        try commit()
        try folder.write("app.yaml", application("gitlab", "99.1.0"))
        let report = try await report()
        #expect(report.lines.map(\.verdict) == ["unknown"] && !report.isIllegal)
    }

    @Test func `What a vendor only advises against is said, and does not fail`() async throws {
        try folder.write("argo.yaml", application("argo-cd", "9.3.7"))
        try commit()
        try folder.write("argo.yaml", application("argo-cd", "9.5.12"))
        let report = try await report()
        #expect(report.lines.map(\.verdict) == ["discouraged"] && !report.isIllegal)
        #expect(report.text.contains("is against the vendor's advice: 3.3 is passed over"))
    }

    @Test func `A new major of a database that a person moves is legal, and one minor of Kubernetes too many is not`()
        async throws
    {
        func manifest(_ postgres: String, _ kubernetes: String) -> String {
            "services:\n  a:\n    image: postgres:\(postgres)\n  b:\n    image: registry.k8s.io/kube-apiserver:\(kubernetes)\n"
        }
        try folder.write("compose.yaml", manifest("16.4", "v1.29.4"))
        try commit()
        try folder.write("compose.yaml", manifest("17.6", "v1.31.2"))
        let report = try await report()
        #expect(report.lines.map(\.verdict) == ["legal", "illegal"])
        #expect(report.text.contains("The legal way: v1.29.4 > 1.30 > 1.31.2"))
    }

    @Test func `A file that was moved takes its pins along, and a new instance is none of our business`() async throws {
        try folder.write("old/compose.yaml", compose("17.3.7-ee.0"))
        try commit()
        try git.run("mv", "old", "new")
        try folder.write("new/compose.yaml", compose("17.11.7-ee.0"))
        #expect(try await report().isIllegal)
        try folder.write("old/compose.yaml", compose("17.3.7-ee.0"))
        #expect(try await report().lines.isEmpty)
    }

    @Test func `The base may be a tag or a whole commit id, and the folder one below the root`() async throws {
        try folder.write("deploy/compose.yaml", compose("17.3.7-ee.0"))
        try commit()
        try git.run("tag", "v1")
        let commit = try git.run("rev-parse", "HEAD")
        try folder.write("deploy/compose.yaml", compose("17.11.7-ee.0"))
        for base in ["v1", commit] {
            let report = try await report(base: base, in: "/deploy")
            #expect(report.isIllegal && report.lines.first?.file == "compose.yaml")
        }
        await #expect(throws: CommandFailure.self) { try await self.report(base: "nowhere") }
        let outside = try TemporaryFolder()
        await #expect(throws: CommandFailure.self) {
            try await findMoves(in: outside.path, base: "main", self.catalogues)
        }
    }

    @Test func `What moves nothing says so`() async throws {
        try folder.write("compose.yaml", compose("17.3.7-ee.0"))
        try commit()
        #expect(try await report().text == "No component moves.\n")
    }
}
