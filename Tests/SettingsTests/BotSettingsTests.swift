import Domain
import Foundation
import Testing

@testable import Settings

@Suite struct BotSettingsTests {
    @Test("loads the example that is checked in, without a word")
    func example() throws {
        let bytes = Array(try Data(contentsOf: checkedIn("config/windlass.yaml")))
        let reading = BotSettings.read(bytes, file: "config/windlass.yaml")
        #expect(reading.diagnostics == [])
        let settings = try reading.get()
        #expect(settings.forges.map(\.name) == ["company"])
        #expect(settings.forges.first?.token == .environment("GITLAB_TOKEN"))
        #expect(settings.forges.first?.repositories.groups == ["platform/clusters"])
        #expect(settings.registries.map(\.insecure) == [false, true])
        #expect(settings.git.cacheLimit == 512_000_000)
        #expect(settings.http.timeout == .seconds(60))
        #expect(settings.state == .sqlite(path: "/var/lib/windlass/state.sqlite"))
        #expect(settings.defaults.packageRules.count == 2)
        #expect(settings.defaults.packageRules.first?.matchUpdateTypes == [.major])
    }

    @Test("reads every option")
    func everything() throws {
        let settings = try read(
            """
            forges:
              - {name: a, kind: gitlab, url: HTTPS://git.example.com/sub/, token: file:token, repositories: {paths: ["**"]}}
              - name: b
                kind: local
                repositories:
                  paths: [../x, /srv/y, ./z]
                  groups: [g]
                  topics: [t]
            registries:
              - {host: "r.example:5000", username: u, password: env:P, insecure: true, concurrency: 3}
              - {host: s.example, token: env:T}
            http: {proxy: "http://proxy:3128", caFile: ca.pem, allowPrivateHosts: ["*.lab", 10.0.0.1], connectTimeout: 500ms, timeout: 1h}
            git:
              author: {name: Bot, email: bot@example.com}
              signingKey: file:keys/id
              cacheDirectory: cache
              cacheLimit: 2GiB
            state: sqlite:db/state.sqlite
            report: {folder: out}
            defaults: {enabled: false, labels: [a]}
            """, file: "/etc/windlass/w.yaml")
        #expect(settings.forges[0].url == "https://git.example.com/sub")
        #expect(settings.forges[0].token == .file("/etc/windlass/token"))
        #expect(settings.forges[1].repositories.paths == ["/etc/windlass/../x", "/srv/y", "/etc/windlass/z"])
        #expect(settings.forges[1].repositories.groups == ["g"])
        #expect(settings.forges[1].repositories.topics == ["t"])
        #expect(
            settings.registries == [
                RegistrySettings(
                    host: "r.example:5000", username: "u", password: .environment("P"), insecure: true, concurrency: 3),
                RegistrySettings(host: "s.example", token: .environment("T")),
            ])
        #expect(
            settings.http
                == HTTPSettings(
                    proxy: "http://proxy:3128", caFile: "/etc/windlass/ca.pem",
                    allowPrivateHosts: ["*.lab", "10.0.0.1"],
                    connectTimeout: .milliseconds(500), timeout: .seconds(3_600)))
        #expect(settings.git.author == GitAuthor(name: "Bot", email: "bot@example.com"))
        #expect(settings.git.signingKey == .file("/etc/windlass/keys/id"))
        #expect(settings.git.cacheDirectory == "/etc/windlass/cache")
        #expect(settings.git.cacheLimit == 2 << 30)
        #expect(settings.state == .sqlite(path: "/etc/windlass/db/state.sqlite"))
        #expect(settings.report.folder == "/etc/windlass/out")
        #expect(settings.defaults.enabled == false)
        #expect(settings.defaults.labels == ["a"])
    }

    @Test(
        "takes relative paths from the folder of the settings file, defaults too",
        arguments: [
            ("w.yaml", ".windlass/git", "x"), ("config/w.yaml", "config/.windlass/git", "config/x"),
            ("/w.yaml", "/.windlass/git", "/x"), ("./w.yaml", "./.windlass/git", "./x"),
        ])
    func folders(file: String, cache: String, report: String) throws {
        let settings = try read("forges: []\nreport: {folder: x}", file: file)
        #expect(settings.git.cacheDirectory == cache)
        #expect(settings.report.folder == report)
        #expect(settings.state == .sqlite(path: cache.replacing("git", with: "state.sqlite")))
    }

    @Test("treats a section without content as not given")
    func emptySections() throws {
        let settings = try read("forges:\nregistries:\nhttp:\ngit:\n  author:\ndefaults:\n  labels:\n", file: "w.yaml")
        #expect(settings == (try read("{}", file: "w.yaml")))
    }

    @Test("warns about a file without forges", arguments: ["", "# nothing\n", "---\n", "http: {timeout: 5s}\n", "{}"])
    func noForges(text: String) throws {
        let reading = BotSettings.read(Array(text.utf8), file: "w.yaml")
        #expect(
            reading.diagnostics.map(\.settingsLine) == [
                "w.yaml: warning: there are no forges, so a run has nothing to do"
            ])
        #expect(reading.settings != nil)
    }

    @Test("warns about a token on plain http, but not on loopback")
    func plainHTTP() {
        func diagnostics(_ url: String) -> [String] {
            let text =
                "forges:\n- name: a\n  kind: gitlab\n  url: \(url)\n  token: env:T\n  repositories: {paths: [a/b]}\n"
            return BotSettings.read(Array(text.utf8), file: "w.yaml").diagnostics.map(\.settingsLine)
        }
        #expect(
            diagnostics("http://git.lan") == [
                "w.yaml:4: warning: forges[0].url: the token goes over plain http, readable for all on the way"
            ])
        #expect(diagnostics("http://localhost.evil.example").count == 1)
        for url in ["http://127.0.0.1:8080", "http://localhost/x", "http://[::1]:80", "https://git.lan"] {
            #expect(diagnostics(url) == [], "\(url)")
        }
    }

    @Test("speaks only to the kinds of forges that it is given")
    func kinds() throws {
        let text =
            "forges: [{name: a, kind: gitea, url: 'https://g.example', token: env:T, repositories: {paths: [a/b]}}]"
        let known = ForgeKind.builtIn + [ForgeKind("gitea", isRemote: true)]
        #expect(
            BotSettings.read(Array(text.utf8), file: "w", forgeKinds: known).settings?.forges.first?.kind == "gitea")
        #expect(BotSettings.read(Array(text.utf8), file: "w").settings == nil)
    }

    @Test("can be made in code")
    func code() {
        let settings = BotSettings(forges: [
            ForgeSettings(name: "sandbox", kind: "gitlab", url: "http://127.0.0.1:1", token: .environment("T"))
        ])
        #expect(settings.secretReferences.map(\.option) == ["forges[0].token"])
    }

    private func read(_ text: String, file: String) throws -> BotSettings {
        try BotSettings.read(Array(text.utf8), file: file).get()
    }
}
