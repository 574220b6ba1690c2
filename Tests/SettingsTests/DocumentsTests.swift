import Domain
import Foundation
import Testing

@testable import Settings

@Suite struct DocumentsTests {
    @Test(
        "the files that are checked in are the generated ones",
        arguments: [
            ("docs/windlass.schema.json", "config schema"),
            ("docs/repository.schema.json", "config schema --repository"),
            ("docs/settings.md", "config schema --markdown"),
        ])
    func checkedInFiles(path: String, command: String) throws {
        let text = try #require(Self.generated[path])
        if ProcessInfo.processInfo.environment["WINDLASS_WRITE_DOCS"] != nil {
            try Data(text.utf8).write(to: checkedIn(path))
        }
        let file = try String(decoding: Data(contentsOf: checkedIn(path)), as: UTF8.self)
        #expect(file == text, "write it again: windlass \(command) > \(path)")
    }

    private static let generated = [
        "docs/windlass.schema.json": JSONSchema.botSettings(),
        "docs/repository.schema.json": JSONSchema.repositorySettings(),
        "docs/settings.md": SettingsReference.markdown(),
    ]

    @Test(
        "schemas say what they are, describe every option and resolve every reference",
        arguments: [JSONSchema.botSettings(), JSONSchema.repositorySettings()])
    func structure(text: String) throws {
        let schema = try #require(JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
        #expect(schema["$schema"] as? String == "https://json-schema.org/draft/2020-12/schema")
        let definitions = try #require(schema["$defs"] as? [String: Any])
        for object in [schema] + definitions.values.compactMap({ $0 as? [String: Any] }) {
            #expect(object["type"] as? String == "object")
            #expect(object["additionalProperties"] is Bool)
            let properties = try #require(object["properties"] as? [String: [String: Any]])
            for (name, property) in properties {
                #expect((property["description"] as? String)?.hasSuffix(".") == true, "\(name)")
            }
            for name in object["required"] as? [String] ?? [] { #expect(properties[name] != nil) }
        }
        let references = text.split(separator: "\"#/$defs/").dropFirst().map { $0.prefix { $0 != "\"" } }
        #expect(!references.isEmpty)
        for reference in references { #expect(definitions[String(reference)] != nil, "\(reference)") }
    }

    @Test(
        "patterns of the schema let through what the reader lets through",
        arguments: [
            (TextForm.duration, ["1ms", "30s", "2m", "24h", "010s"], ["0s", "s", "1", "1d", " 1s"]),
            (.byteCount, ["1B", "512MB", "2GiB", "1KiB"], ["0B", "512", "1TB", "1MiBB", "1iB"]),
            (.secret, ["env:A", "file:x"], ["env:", "env:1", "file:", "x"]),
            (
                .webURL, ["https://a", "http://a:80/b/", "HTTPS://a"],
                ["ftp://a", "https://u@a", "https://a?b", "https://", "a"]
            ),
            (.host, ["a", "a.b:5000", "[::1]:80"], ["a/b", "https://a", "u@a", "a b", ""]),
            (.state, ["sqlite:a", "postgres://a/b", "env:A", "file:x"], ["sqlite:", "a", "postgres:", "env:1"]),
            (.email, ["a@b"], ["a", "@", "a@", "a@b c"]),
            (.path, ["a", "/a", "../a"], ["~/a", ""]), (.identifier, ["a", "a.b-c_d"], ["", "a b", "ä"]),
            (.branchPrefix, ["windlass/", "a-", "a_"], ["", "m", "a b/"]), (.nonEmpty, ["a"], [""]),
        ] as [(TextForm, [String], [String])])
    func patterns(form: TextForm, valid: [String], invalid: [String]) throws {
        let expression = try NSRegularExpression(pattern: #require(form.pattern))
        func matches(_ text: String) -> Bool {
            expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
        }
        for text in valid { #expect(matches(text), "\(text)") }
        for text in invalid { #expect(!matches(text), "\(text)") }
    }

    @Test("every option is documented in one short text that ends in a full stop")
    func declarations() {
        func check(_ shape: SectionShape) {
            #expect(Set(shape.options.map(\.name)).count == shape.options.count)
            for option in shape.options {
                #expect(option.text.hasSuffix("."), "\(option.name)")
                #expect(option.text.count < 230, "\(option.name)")
                switch option.shape {
                case .section(let inner), .list(.section(let inner)): check(inner)
                default: break
                }
            }
        }
        check(BotOptions().shape)
        check(RepositoryOptionTable().shape(isOpen: true))
    }

    @Test("the reference page has a row for every option and preset")
    func page() {
        let page = SettingsReference.markdown()
        for option in BotOptions().shape.options + RepositoryOptionTable().shape(isOpen: true).options {
            #expect(page.contains("| `\(option.name)` |"), "\(option.name)")
        }
        for preset in Preset.all { #expect(page.contains("| `\(preset.name)"), "\(preset.name)") }
        for heading in ["forges[]", "forges[].repositories", "registries[]", "git.author", "packageRules[]"] {
            #expect(page.contains("### \(heading)\n"), "\(heading)")
        }
        #expect(!page.contains("\n\n\n"))
    }

    @Test("a listing read again gives the same settings")
    func roundTrip() throws {
        var options = RepositoryOptions()
        options.labels = [
            "a: b", "true", "1.0", "x,y", "[z]", "ä", "#c", "", "null", "-", "- a", "a\n\u{1}b", ".5", "@x",
        ]
        .filter { !$0.isEmpty }
        options.registryAliases = ["$R": "r.example", "b": "c"]
        options.enabledManagers = ["kubernetes"]
        var rule = PackageRule()
        rule.matchDepNames = ["/^a$/", "!b*"]
        rule.matchUpdateTypes = [.digest]
        rule.labels = []
        rule.enabled = false
        options.packageRules = [rule, PackageRule()]
        let settings = BotSettings(
            forges: [
                ForgeSettings(
                    name: "a", kind: "gitlab", url: "https://git.example.com", token: .environment("T"),
                    repositories: RepositorySelection(paths: ["**"])),
                ForgeSettings(name: "b", kind: "local", repositories: RepositorySelection(paths: ["/srv/x y"])),
            ],
            registries: [RegistrySettings(host: "r:5000", username: "u: v", password: .file("/p w"), insecure: true)],
            http: HTTPSettings(allowPrivateHosts: ["*.lab"], timeout: .milliseconds(1_500)),
            git: GitSettings(cacheLimit: 1_048_577), defaults: options)
        let text = SettingsListing.text(of: settings)
        let reading = BotSettings.read(Array(text.utf8), file: "w.yaml")
        #expect(reading.diagnostics == [], "\(text)")
        #expect(reading.settings == settings, "\(text)")
    }

    @Test("a listing marks defaults and shows what is not set")
    func marks() {
        var settings = BotSettings()
        settings.http.timeout = .seconds(5)
        settings.defaults.labels = ["a"]
        let lines = SettingsListing.text(of: settings).split(separator: "\n").map(String.init)
        #expect(
            lines.prefix(16) == [
                "forges: []  # default", "registries: []  # default", "lookup:", "  # timeToLive is not set",
                "  # dockerConfig is not set", "http:", "  # proxy is not set",
                "  # caFile is not set",
                "  allowPrivateHosts: []  # default", "  connectTimeout: 10s  # default", "  timeout: 5s", "git:",
                "  author:", "    name: Windlass  # default", "    email: windlass@localhost  # default",
                "  # signingKey is not set",
            ])
        #expect(lines.contains("  labels: [a]"))
        #expect(lines.contains("  branchPrefix: windlass/  # default"))
        #expect(!lines.contains { $0.contains("extends") || $0.contains("$schema") })
        let repository = SettingsListing.text(of: RepositoryOptions(), defaults: settings.defaults)
        #expect(repository.contains("labels: []\n"))
        #expect(repository.contains("enabled: true  # default\n"))
    }

    @Test(
        "suggests what was probably meant, and nothing far off",
        arguments: [
            ("lables", "labels"), ("label", "labels"), ("LABELS", "labels"), ("prConcurentLimt", "prConcurrentLimit"),
            ("automerge", nil), ("x", nil), ("", nil), ("ur", "url"), ("abc", nil),
            (String(repeating: "l", count: 100_000), nil),
        ] as [(String, String?)])
    func suggestions(name: String, expected: String?) {
        #expect(closestName(to: name, among: ["labels", "prConcurrentLimit", "url", "enabled"]) == expected)
    }
}
