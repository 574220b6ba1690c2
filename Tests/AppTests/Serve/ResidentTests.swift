import BotTestSupport
import Domain
import Foundation
import HTTPTransport
import Logging
import Sandbox
import ServiceLifecycle
import Settings
import Testing

@testable import App

/// The resident form against a world on loopback, from the webhook to the merge request.
@Suite(.timeLimit(.minutes(5))) struct ResidentTests {
    /// Starts the resident, runs `body` with its port, and ends it as SIGTERM does.
    private func serving(_ bot: Bot, _ webhooks: [WebhookSettings], _ body: (Int) async throws -> Void) async throws {
        var settings = bot.settings
        settings.server = ServerSettings(
            listen: ListenAddress(host: "127.0.0.1", port: 0), workers: 2, webhooks: webhooks)
        var secrets: [SecretReference: Secret] = [.environment("TOKEN"): Secret(bot.token)]
        secrets[.environment("HOOK")] = Secret("s3cret")
        let (ports, announce) = AsyncStream<Int>.makeStream()
        let group = try Resident(
            settings: settings, secrets: SecretStore(secrets),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ) { announce.yield($0) }.makeGroup()
        let running = Task { try await group.run() }
        do {
            let port = try #require(await ports.first { _ in true })
            try await body(port)
        } catch {
            await group.triggerGracefulShutdown()
            throw error
        }
        await group.triggerGracefulShutdown()
        try await running.value
    }

    private func post(_ body: String, to url: String, _ fields: [String: String]) async throws -> Int {
        var request = HTTPRequest(.post, url, body: Array(body.utf8))
        for (name, value) in fields { request.headers[name] = value }
        return try await CurlClient().send(request).status
    }

    private func get(_ url: String) async throws -> (status: Int, text: String) {
        let response = try await CurlClient().send(HTTPRequest(.get, url))
        return (response.status, String(decoding: response.body, as: UTF8.self))
    }

    /// Asks until it is so; the forge of the world tells nobody when something was opened.
    private func eventually(_ isSo: () async throws -> Bool) async throws {
        while try await !isSo() { try await Task.sleep(for: .milliseconds(20)) }
    }

    @Test("the first start looks at everything, a push at the repository that was pushed")
    func pushes() async throws {
        try await Bot.with { bot in
            try await serving(bot, [WebhookSettings(sender: "gitlab", secrets: [.environment("HOOK")])]) { port in
                let address = "http://127.0.0.1:\(port)"
                try await eventually { try await !bot.world.mergeRequests(in: Bot.project).isEmpty }
                try await eventually { try await get(address + "/").text.contains("Nothing to do") }
                let before = try await bot.world.mergeRequests(in: Bot.project).count
                try await bot.world.commit(
                    [SeedFile("apps/more.yaml", Seeds.deployment)],
                    to: Bot.project, branch: "main")
                let body = """
                    {"object_kind": "push", "ref": "refs/heads/main", "after": "ab",
                     "project": {"id": 1, "path_with_namespace": "\(Bot.project)", "default_branch": "main"}}
                    """
                #expect(try await post(body, to: address + "/webhooks/gitlab", ["X-Gitlab-Token": "no"]) == 401)
                #expect(try await post(body, to: address + "/webhooks/gitlab", ["X-Gitlab-Token": "s3cret"]) == 202)
                #expect(try await post(body, to: address + "/webhooks/github", ["X-Gitlab-Token": "s3cret"]) == 404)
                try await eventually {
                    try await get(address + "/metrics").text.contains(#"windlass_deliveries{state="done"} 1"#)
                }
                try await eventually { try await get(address + "/").text.contains("Nothing to do") }
                #expect(try await bot.world.mergeRequests(in: Bot.project).count == before)
                #expect(try await get(address + "/readyz").status == 200)
                #expect(try await get(address + "/healthz").text == "ok\n")
            }
        }
    }

    @Test("an image that is pushed to a real registry becomes a merge request")
    func registryPush() async throws {
        let port = try freePort()
        let registry = try await DebianRegistry(
            notifications: ("http://127.0.0.1:\(port)/webhooks/registry/oci", "s3cret"))
        try await registry.pushImage("shop/api", tags: ["1.0.0"])
        let manifest = Seeds.deployment.replacing("@REGISTRY@/team/web:1.4.0", with: "\(registry.host)/shop/api:1.0.0")
            .replacing("@REGISTRY@/team/cache", with: "\(registry.host)/shop/api").replacing(":7.0.0", with: ":1.0.0")
        let project = SeedProject(Bot.project, files: [SeedFile("apps/api.yaml", manifest)])
        try await Bot.with(projects: [project]) { bot in
            var bot = bot
            bot.settings.registries = [RegistrySettings(host: registry.host, insecure: true)]
            var settings = bot.settings
            settings.server = ServerSettings(
                listen: ListenAddress(host: "127.0.0.1", port: port), workers: 2,
                webhooks: [WebhookSettings(sender: "registry/oci", secrets: [.environment("HOOK")])])
            let secrets: [SecretReference: Secret] = [
                .environment("TOKEN"): Secret(bot.token), .environment("HOOK"): Secret("s3cret"),
            ]
            let group = try Resident(
                settings: settings, secrets: SecretStore(secrets),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            ).makeGroup()
            let running = Task { try await group.run() }
            defer { running.cancel() }
            let address = "http://127.0.0.1:\(port)"
            try await eventually { (try? await get(address + "/").text.contains("Nothing to do")) == true }
            try await eventually { try await get(address + "/").text.contains("sandbox/platform/gitops") }
            #expect(try await bot.world.mergeRequests(in: Bot.project).isEmpty)
            let start = ContinuousClock.now
            try await registry.pushImage("shop/api", tags: ["1.1.0"])
            try await eventually { try await !bot.world.mergeRequests(in: Bot.project).isEmpty }
            #expect(start.duration(to: .now) < .seconds(60))
            let request = try #require(try await bot.world.mergeRequests(in: Bot.project).first)
            #expect(request.title.contains("1.1.0"))
            await group.triggerGracefulShutdown()
            try await running.value
        }
    }
}
