import Domain
import Testing

@testable import Settings

@Suite struct SecretsTests {
    /// Answers from a table, and remembers nothing.
    private struct TableResolver: SecretResolver {
        struct Failure: Error, CustomStringConvertible { var description = "permission denied" }

        var values: [SecretReference: [UInt8]] = [:]
        var denied: Set<SecretReference> = []

        func bytes(of reference: SecretReference, limit: Int) throws -> [UInt8]? {
            if denied.contains(reference) { throw Failure() }
            return values[reference]
        }
    }

    private static let canary = "glpat-canary-9f8e7d"

    @Test(
        "reads references and nothing else",
        arguments: [
            ("env:A", SecretReference.environment("A")), ("env:_a1", .environment("_a1")),
            ("file:/run/x", .file("/run/x")),
            ("file:rel/x", .file("rel/x")), ("file:a b:c", .file("a b:c")),
        ])
    func references(text: String, reference: SecretReference) {
        #expect(SecretReference(text) == reference)
        #expect(reference.description == text)
    }

    @Test(
        "refuses what is no reference",
        arguments: ["", "env:", "env:1", "env:a-b", "env:a b", "file:", "file:\0", "x", "Env:A", "env:Ä"])
    func noReferences(text: String) {
        #expect(SecretReference(text) == nil)
    }

    @Test("fetches values, cuts one line end off, and gives them out by reference")
    func resolve() throws {
        let settings = BotSettings(
            forges: [
                ForgeSettings(name: "a", kind: "gitlab", token: .environment("A")),
                ForgeSettings(name: "b", kind: "gitlab", token: .file("/b")),
            ], registries: [RegistrySettings(host: "r", username: "u", password: .file("/c"))],
            git: GitSettings(signingKey: .file("/d")))
        let store = try settings.resolveSecrets(
            with: TableResolver(values: [
                .environment("A"): Array("one".utf8), .file("/b"): Array("two\n".utf8),
                .file("/c"): Array("three\r\n".utf8),
                .file("/d"): Array("four\n\n".utf8),
            ]))
        #expect(store[.environment("A")]?.reveal() == "one")
        #expect(store[.file("/b")]?.reveal() == "two")
        #expect(store[.file("/c")]?.reveal() == "three")
        #expect(store[.file("/d")]?.reveal() == "four\n")
        #expect(store[.file("/e")] == nil)
        #expect("\(store)" == "4 secrets")
    }

    @Test("names every variable and file that is missing, empty, too large, no text or not readable")
    func missing() {
        let settings = BotSettings(
            forges: [
                ForgeSettings(name: "a", kind: "gitlab", token: .environment("GITLAB_TOKEN")),
                ForgeSettings(name: "b", kind: "gitlab", token: .file("/run/b")),
                ForgeSettings(name: "c", kind: "gitlab", token: .environment("EMPTY")),
            ],
            registries: [
                RegistrySettings(host: "r", token: .file("/run/r")),
                RegistrySettings(host: "s", token: .file("/run/s")),
            ], git: GitSettings(signingKey: .file("/run/key")))
        let resolver = TableResolver(
            values: [
                .environment("EMPTY"): [0x0A], .file("/run/r"): [UInt8](repeating: 0x61, count: 65_537),
                .file("/run/s"): [0xFF, 0x61],
            ], denied: [.file("/run/key")])
        let error = #expect(throws: SettingsError.self) { try settings.resolveSecrets(with: resolver) }
        #expect(error?.code == .secretMissing)
        #expect(
            error?.description.split(separator: "\n").map(String.init) == [
                "forges[0].token: the environment variable GITLAB_TOKEN is not set",
                "forges[1].token: the file /run/b does not exist",
                "forges[2].token: the environment variable EMPTY is empty",
                "registries[0].token: the file /run/r holds more than 65536 bytes",
                "registries[1].token: the file /run/s does not hold UTF-8 text",
                "git.signingKey: the file /run/key cannot be read: permission denied",
            ])
    }

    @Test("names every option that uses a missing reference")
    func sharedReference() {
        let settings = BotSettings(
            forges: [
                ForgeSettings(name: "a", kind: "gitlab", token: .environment("A")),
                ForgeSettings(name: "b", kind: "gitlab", token: .environment("A")),
            ])
        let error = #expect(throws: SettingsError.self) { try settings.resolveSecrets(with: TableResolver()) }
        #expect(error?.problems.map(\.message.first) == ["f", "f"])
    }

    @Test(
        "never repeats a credential that was written into the file, wherever it was put",
        arguments: [
            "token: CANARY", "token: [CANARY]", "token: {a: CANARY}", "token: 'env:CANARY'",
            "token: &a CANARY", "token: !x CANARY", "token: \"CANARY", "token: CANARY: x", "toke: CANARY",
            "token: |\n    CANARY\n",
            "url: https://oauth2:CANARY@git.example.com", "url: CANARY", "username: CANARY", "kind: CANARY",
            "name: 'CANARY x'",
            "repositories: CANARY", "repositories: {paths: CANARY}", "repositories: {paths: [[CANARY]]}",
        ])
    func literals(line: String) {
        let text = "forges:\n  - \(line.replacing("CANARY", with: Self.canary))\n"
        let reading = BotSettings.read(Array(text.utf8), file: "w.yaml")
        #expect(reading.settings == nil)
        var dumped = ""
        dump(reading, to: &dumped)
        #expect(!dumped.contains(Self.canary), "\(dumped)")
        #expect(!"\(reading)".contains(Self.canary))
    }

    @Test("never shows a fetched value in any text")
    func printing() throws {
        let settings = BotSettings(forges: [ForgeSettings(name: "a", kind: "gitlab", token: .environment("A"))])
        let store = try settings.resolveSecrets(
            with: TableResolver(values: [.environment("A"): Array(Self.canary.utf8)]))
        var dumped = ""
        dump(store, to: &dumped)
        for text in [dumped, "\(store)", String(reflecting: store), "\(settings)", SettingsListing.text(of: settings)] {
            #expect(!text.contains(Self.canary))
        }
        #expect(SettingsListing.text(of: settings).contains("token: env:A"))
    }
}
