import BotTestSupport
import Domain
import Foundation
import HTTPTransport
import Logging
import Sandbox
import ServiceLifecycle
import Settings
import Signing
import Synchronization
import Testing

@testable import App

/// The resident form against a world on loopback, from the webhook to the merge request.
@Suite(.timeLimit(.minutes(5))) struct ResidentTests {
    /// Starts the resident, runs `body` with its port, and ends it as SIGTERM does.
    private func serving(
        _ bot: Bot, _ webhooks: [WebhookSettings], reading: Reloader.Reading? = nil,
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, _ body: (Int) async throws -> Void
    ) async throws {
        var settings = bot.settings
        settings.server = ServerSettings(
            listen: ListenAddress(host: "127.0.0.1", port: 0), workers: 2, webhooks: webhooks)
        var secrets: [SecretReference: Secret] = [.environment("TOKEN"): Secret(bot.token)]
        secrets[.environment("HOOK")] = Secret("s3cret")
        let (ports, announce) = AsyncStream<Int>.makeStream()
        let group = try Resident(
            settings: settings, secrets: SecretStore(secrets), logger: logger, reading: reading
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
                #expect(try await get(address + "/version").text == "{\"version\": \"\(Version.current)\"}\n")
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

    private func generic(_ port: Int, _ secret: String, _ body: String) async throws -> Int {
        let code = try HashFunction.sha256.hmac(key: Array(secret.utf8), message: Array(body.utf8))
        return try await post(
            body, to: "http://127.0.0.1:\(port)/webhooks/generic", ["X-Signature": "sha256=" + hexadecimal(code)])
    }

    @Test("settings are read again when asked to; wrong ones change nothing, and are said")
    func reload() async throws {
        try await Bot.with { bot in
            let (requests, ask) = AsyncStream<Int32>.makeStream()
            let next = Mutex<Result<(BotSettings, SecretStore), CommandFailure>>(
                .failure(CommandFailure(message: "windlass.yaml:3: nonsense", code: .usage)))
            let (lines, log) = AsyncStream<String>.makeStream()
            let logger = Logger(label: "test") { _ in YieldingLogHandler(lines: log) }
            let reading = Reloader.Reading(requests: requests) { try next.withLock { $0 }.get() }
            let hook = WebhookSettings(sender: "generic", secrets: [.environment("HOOK")])
            try await serving(bot, [hook], reading: reading, logger: logger) { (port: Int) async throws -> Void in
                #expect(try await generic(port, "s3cret", #"{"repository": "a/1"}"#) == 202)
                ask.yield(1)
                #expect(await lines.first { $0.contains("stay as they were") }?.contains("windlass.yaml:3") == true)
                #expect(try await generic(port, "s3cret", #"{"repository": "a/2"}"#) == 202)
                var settings = bot.settings
                settings.server = ServerSettings(
                    listen: ListenAddress(host: "127.0.0.1", port: 1), workers: 2,
                    webhooks: [hook, WebhookSettings(sender: "gitlab", unverified: true)])
                let secrets = SecretStore([
                    .environment("TOKEN"): Secret(bot.token), .environment("HOOK"): Secret("n3w"),
                ])
                next.withLock { [settings] in $0 = .success((settings, secrets)) }
                ask.yield(1)
                let said = await lines.first { $0.contains("takes effect at the next start") }
                #expect(said?.contains("server.listen") == true)
                _ = await lines.first { $0.contains("were read again") }
                #expect(try await generic(port, "s3cret", #"{"repository": "a/3"}"#) == 401)
                #expect(try await generic(port, "n3w", #"{"repository": "a/3"}"#) == 202)
                #expect(
                    try await post(#"{"object_kind": "emoji"}"#, to: "http://127.0.0.1:\(port)/webhooks/gitlab", [:])
                        == 204)
            }
        }
    }

    @Test("an event about a repository that the settings do not select does nothing")
    func notSelected() async throws {
        let other = SeedProject("platform/other", files: [SeedFile("apps/web.yaml", Seeds.deployment)])
        try await Bot.with(projects: [Seeds.platform, other]) { bot in
            let hook = WebhookSettings(sender: "generic", secrets: [.environment("HOOK")])
            try await serving(bot, [hook]) { (port: Int) async throws -> Void in
                let address = "http://127.0.0.1:\(port)"
                #expect(try await generic(port, "s3cret", #"{"repository": "platform/other"}"#) == 202)
                try await eventually {
                    try await get(address + "/metrics").text.contains(#"windlass_deliveries{state="done"} 1"#)
                }
                try await eventually { try await !bot.world.mergeRequests(in: Bot.project).isEmpty }
                try await eventually { try await get(address + "/").text.contains("Nothing to do") }
                #expect(try await bot.world.mergeRequests(in: "platform/other").isEmpty)
            }
        }
    }

    @Test("Pub/Sub proves itself by a token of its issuer, whose keys are fetched")
    func pubSub() async throws {
        let folder = try TemporaryFolder()
        let key = folder.path + "/key.pem"
        _ = try run([
            "/usr/bin/openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", key,
        ])
        let digits = try run(["/usr/bin/openssl", "rsa", "-in", key, "-noout", "-modulus"]).text
        let modulus = try #require(bytes(hexadecimal: digits.replacing("Modulus=", with: "")))
        let signing = try RSASigningKey(pem: try String(contentsOfFile: key, encoding: .utf8))
        let issuer = try await NginxFiles()
        try issuer.write(
            "certs",
            #"{"keys": [{"kty": "RSA", "kid": "k", "use": "sig", "n": "\#(base64URL(modulus))", "e": "AQAB"}]}"#)
        func token(_ audience: String) throws -> String {
            let now = Int(Date().timeIntervalSince1970)
            let claims =
                #"{"iss": "accounts.google.com", "aud": "\#(audience)", "exp": \#(now + 600), "iat": \#(now), "email": "push@example.com", "email_verified": true}"#
            let signed = [#"{"alg": "RS256", "kid": "k"}"#, claims].map { base64URL(Array($0.utf8)) }.joined(
                separator: ".")
            return signed + "." + base64URL(try signing.sign(Array(signed.utf8)))
        }
        let notice = Data(#"{"action": "INSERT", "tag": "europe-docker.pkg.dev/p/r/app:1"}"#.utf8).base64EncodedString()
        let body = #"{"message": {"messageId": "1", "data": "\#(notice)"}}"#
        try await Bot.with { bot in
            let hook = WebhookSettings(
                sender: "registry/gar",
                identity: IdentitySettings(audience: "bot", email: "push@example.com", keys: issuer.url + "/certs"))
            try await serving(bot, [hook]) { (port: Int) async throws -> Void in
                let url = "http://127.0.0.1:\(port)/webhooks/registry/gar"
                #expect(try await post(body, to: url, ["Authorization": "Bearer \(try token("other"))"]) == 401)
                #expect(try await post(body, to: url, [:]) == 401)
                #expect(try await post(body, to: url, ["Authorization": "Bearer \(try token("bot"))"]) == 202)
            }
        }
    }

    private func base64URL(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    @Test(
        "what cannot work is refused at the start",
        arguments: [
            (WebhookSettings(sender: "svn", unverified: true), "there is no sender svn"),
            (WebhookSettings(sender: "gitlab", forge: "nowhere", unverified: true), "there is no forge nowhere"),
            (WebhookSettings(sender: "registry/nexus", unverified: true), "add registry: HOST"),
        ])
    func refused(webhook: WebhookSettings, problem: String) async throws {
        try await Bot.with { bot in
            let failure = await #expect(throws: CommandFailure.self) { try await serving(bot, [webhook]) { _ in } }
            #expect(failure?.message.contains(problem) == true && failure?.code == .usage)
        }
    }
}

/// Hands each log line on.
private struct YieldingLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .notice
    let lines: AsyncStream<String>.Continuation

    subscript(metadataKey key: String) -> Logger.MetadataValue? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.yield("\(event.message)") }
}
