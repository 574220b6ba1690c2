import BotTestSupport
import Foundation
import Logging
import Routes
import Settings
import Testing

@testable import App

@Suite struct AskRegistryTests {
    private func settings(_ server: ScriptedServer, _ folder: TemporaryFolder) -> BotSettings {
        var settings = BotSettings(
            registries: [RegistrySettings(host: "127.0.0.1:\(server.port)", insecure: true)],
            state: .sqlite(path: folder.path + "/state.sqlite"))
        var component = ComponentSettings(name: "kubernetes")
        component.images = ["127.0.0.1:\(server.port)/mirror/kube-apiserver"]
        settings.components = [component]
        return settings
    }

    private func question(_ catalogue: Catalogue, _ published: Set<ReleaseNumber>) -> RouteQuestion {
        RouteQuestion(
            command: "route", catalogue: catalogue, from: "1.28.3", to: "1.30", mode: .downtime, published: published)
    }

    @Test func `Without a goal the newest release that is known is meant`() throws {
        let catalogue = try #require(try readCatalogues(config: nil).named("kubernetes"))
        let published: Set = [ReleaseNumber(1, 28, 9), ReleaseNumber(1, 29, 4), ReleaseNumber(1, 30, 2)]
        var question = question(catalogue, published)
        question.to = nil
        #expect(try question.answer().hops.map(\.text) == ["1.28.9", "1.29.4", "1.30.2"])
        question.from = "1.31.0"
        let error = #expect(throws: CommandFailure.self) { try question.answer() }
        #expect(error?.message.contains("the newest known release, 1.30.2") == true)
        question.published = []
        #expect(throws: CommandFailure.self) { try question.answer() }
    }

    @Test func `The owner's mirror is asked, and its newest patches are the hops`() async throws {
        let folder = try TemporaryFolder()
        let tags = #"["v1.28.9","v1.29.1","v1.29.4","v1.30.2","v1.31.0-rc.1","latest"]"#
        let body = #"{"name":"mirror/kube-apiserver","tags":\#(tags)}"#
        let server = try ScriptedServer.answering { request in
            request.path.contains("/tags/list")
                ? "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
                : "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
        }
        let settings = settings(server, folder)
        let catalogue = try #require(try makeCatalogues(settings).named("kubernetes"))
        let published = try await askRegistry(catalogue, settings: settings, logger: Logger(label: "test"))
        #expect(!published.contains(ReleaseNumber(1, 31, 0)))
        let route = try question(catalogue, published).answer()
        #expect(route.hops.map(\.text) == ["1.28.9", "1.29.4", "1.30.2"])
    }

    @Test func `A registry that does not answer is never the same as one without versions`() async throws {
        let folder = try TemporaryFolder()
        let server = try ScriptedServer.answering { _ in "HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n" }
        let settings = settings(server, folder)
        let catalogue = try #require(try makeCatalogues(settings).named("kubernetes"))
        let failure = await #expect(throws: CommandFailure.self) {
            try await askRegistry(catalogue, settings: settings, logger: Logger(label: "test"))
        }
        #expect(failure?.code == .failed && failure?.message.contains("--available") == true)
    }

    @Test func `What has no image to ask for says so`() async throws {
        let folder = try TemporaryFolder()
        let settings = BotSettings(state: .sqlite(path: folder.path + "/state.sqlite"))
        let catalogue = try #require(Catalogue.named("aks"))
        let failure = await #expect(throws: CommandFailure.self) {
            try await askRegistry(catalogue, settings: settings, logger: Logger(label: "test"))
        }
        #expect(failure?.code == .usage)
    }
}
