import Domain
import Testing

@testable import Settings

@Suite struct BotSettingsProblemsTests {
    @Test("says file, line, option and what was expected", arguments: table)
    func problems(text: String, expected: [String]) {
        let reading = BotSettings.read(Array(text.utf8), file: "config/windlass.yaml")
        let found = reading.diagnostics.filter { $0.severity == .error }.map(\.settingsLine)
        #expect(found == expected.map { "config/windlass.yaml" + $0 })
        #expect(reading.settings == nil)
        #expect(throws: SettingsError.self) { try reading.get() }
    }

    /// A forge that lacks nothing, for rows about one of its lines.
    private static func forge(_ change: String...) -> String {
        var lines = [
            "name": "name: a", "kind": "kind: gitlab", "url": "url: https://git.example.com", "token": "token: env:T",
            "repositories": "repositories: {paths: [a/b]}",
        ]
        for line in change { lines[String(line.prefix { $0 != ":" })] = line.hasSuffix(": -") ? nil : line }
        let order = ["name", "kind", "url", "token", "repositories"]
        let rest = lines.keys.filter { !order.contains($0) }.sorted()
        return "forges:\n-\n" + (order + rest).compactMap { lines[$0] }.map { "  \($0)\n" }.joined()
    }

    private static let secret = "expected a reference such as env:GITLAB_TOKEN or file:/run/secrets/gitlab, found "
    private static let url =
        "expected an http or https address without user, password, query and blanks, such as https://gitlab.example.com, found "
    private static let host =
        "expected a host such as registry.example.com or localhost:5000, without https:// and path, found "
    private static let path = "expected a path, absolute or relative to the settings file (~ is not expanded), found "
    private static let duration = "expected a duration such as 30s or 2m, of at most a day, found "
    private static let size = "expected a size such as 512MB or 2GiB, found "
    private static let state =
        "expected a place such as sqlite:/var/lib/windlass/state.sqlite or postgres://windlass@db.example.com/windlass"
    private static let postgres =
        "expected postgres://user@host:5432/database without a password; with one, write the address into a file or variable, and file:PATH or env:NAME here"
    private static let prefix =
        "expected the beginning of branch names, with /, - or _ at its end, such as windlass/, found "

    static let table: [(String, [String])] = credentials + forges + values + structure + defaults

    private static let credentials: [(String, [String])] = [
        (forge("token: glpat-abcdef"), [":6: forges[0].token: \(secret)a literal value"]),
        (forge("token: 12345"), [":6: forges[0].token: \(secret)a literal value"]),
        (forge("token: [glpat-abcdef]"), [":6: forges[0].token: \(secret)a literal value"]),
        (forge("token: {glpat: abcdef}"), [":6: forges[0].token: \(secret)a literal value"]),
        (forge("token:"), [":6: forges[0].token: \(secret)nothing"]),
        (forge("token: ''"), [":6: forges[0].token: \(secret)an empty text"]),
        (forge("token: env:glpat-abcdef"), [":6: forges[0].token: \(secret)a reference without a valid name"]),
        (forge("token: 'env:'"), [":6: forges[0].token: \(secret)a reference without a valid name"]),
        (forge("token: env:1A"), [":6: forges[0].token: \(secret)a reference without a valid name"]),
        (forge("token: 'file:'"), [":6: forges[0].token: \(secret)a reference without a valid name"]),
        (forge("token: ENV:A"), [":6: forges[0].token: \(secret)a literal value"]),
        (forge("url: https://user:pass@git.example.com"), [":5: forges[0].url: \(url)a text"]),
        ("http: {proxy: 'http://me:secret@proxy:3128'}", [":1: http.proxy: \(url)a text"]),
        ("registries:\n- host: u:p@r.example\n", [":2: registries[0].host: \(host)'u:p@r.example'"]),
        ("git: {signingKey: '-----BEGIN'}", [":1: git.signingKey: \(secret)a literal value"]),
        (
            "registries:\n- host: a\n  username: u\n  password: hunter2\n",
            [":4: registries[0].password: \(secret)a literal value"]
        ),
        (
            "registries:\n- host: a\n  username: u\n  password: env:P\n  token: env:T\n",
            [":5: registries[0]: expected either token, or username and password"]
        ),
        ("registries:\n- host: a\n  password: env:P\n", [":3: registries[0]: password needs a username"]),
        ("registries:\n- host: a\n  username: u\n", [":3: registries[0]: username needs a password"]),
    ]

    private static let forges: [(String, [String])] = [
        (
            forge("kind: gitea"),
            [":4: forges[0].kind: not supported by this version: 'gitea'; expected one of gitlab, github, azure, local"]
        ),
        (
            forge("kind: gitlba"),
            [":4: forges[0].kind: expected one of gitlab, github, azure, local, found 'gitlba'; did you mean gitlab?"]
        ),
        (forge("appID: 3"), [":8: forges[0].appID: a forge of kind gitlab takes none"]),
        (forge("kind: 3"), [":4: forges[0].kind: expected one of gitlab, github, azure, local, found the number 3"]),
        (
            forge("name: a b"),
            [":3: forges[0].name: expected a name of letters, digits, dots, hyphens and underscores, found 'a b'"]
        ),
        (forge("url: ftp://a"), [":5: forges[0].url: \(url)a text"]),
        (forge("url: https://"), [":5: forges[0].url: \(url)a text"]),
        (forge("url: https://a?b=c"), [":5: forges[0].url: \(url)a text"]),
        (forge("url: -"), [":3: forges[0]: " + "url is missing: " + url.dropLast(", found ".count)]),
        (forge("token: -"), [":3: forges[0]: " + "token is missing: " + secret.dropLast(", found ".count)]),
        (
            forge("repositories: -"),
            [":3: forges[0]: repositories is missing: expected a map with paths, groups or topics"]
        ),
        (
            forge("repositories: {}"),
            [":7: forges[0].repositories: expected at least one of paths, groups and topics; paths: ['**'] means all"]
        ),
        (
            forge("repositories: [a]"),
            [":7: forges[0].repositories: expected a map with paths, groups or topics, found a list"]
        ),
        (
            forge("repositories: {paths: a/b}"),
            [":7: forges[0].repositories.paths: expected a list of texts, found a text"]
        ),
        (
            forge("repositories: {paths: [a/b, 1]}"),
            [":7: forges[0].repositories.paths[1]: expected a text that is not empty, found the number 1"]
        ),
        (
            forge("kind: local"),
            [
                ":5: forges[0].url: a forge of kind local takes none",
                ":6: forges[0].token: a forge of kind local takes none",
            ]
        ),
        ("forges: gitlab", [":1: forges: expected a list of maps, found a text"]),
        (
            "forges:\n  - gitlab",
            [":2: forges[0]: expected a map of options such as name, kind and repositories, found a text"]
        ),
        (
            "forges:\n" + (0...1).map { _ in "- {name: a, kind: local, repositories: {paths: [x]}}\n" }.joined(),
            [":3: forges[1].name: stands in forges twice, expected it once"]
        ),
        (
            "registries: [{host: a}, {host: A}]",
            [":1: registries[1].host: stands in registries twice, expected it once"]
        ),
    ]

    private static let values: [(String, [String])] = [
        ("http: {timeout: 30}", [":1: http.timeout: \(duration)the number 30"]),
        ("http: {timeout: 30 s}", [":1: http.timeout: \(duration)'30 s'"]),
        ("http: {timeout: 0s}", [":1: http.timeout: \(duration)'0s'"]),
        ("http: {timeout: 25h}", [":1: http.timeout: \(duration)'25h'"]),
        ("http: {timeout: 9999999999999999h}", [":1: http.timeout: \(duration)a text of 17 characters"]),
        ("http: {connectTimeout: -1s}", [":1: http.connectTimeout: \(duration)'-1s'"]),
        ("http: {timeout: ''}", [":1: http.timeout: \(duration)an empty text"]),
        ("git: {cacheLimit: 512}", [":1: git.cacheLimit: \(size)the number 512"]),
        ("git: {cacheLimit: 512mb}", [":1: git.cacheLimit: \(size)'512mb'"]),
        ("git: {cacheLimit: 999999999999GB}", [":1: git.cacheLimit: \(size)'999999999999GB'"]),
        ("git: {cacheDirectory: ~/x}", [":1: git.cacheDirectory: \(path)'~/x'"]),
        ("git: {cacheDirectory: ''}", [":1: git.cacheDirectory: \(path)an empty text"]),
        (
            "git: {author: {email: nobody}}",
            [":1: git.author.email: expected an e-mail address such as bot@example.com, found 'nobody'"]
        ),
        (
            "git: {author: {name: 'a <b>'}}",
            [":1: git.author.name: expected a text on one line, without < and >, found 'a <b>'"]
        ),
        ("state: postgres://u:p@db/x", [":1: state: \(postgres)"]),
        ("state: 'postgresql://db/x?sslmode=require&PassWord=p'", [":1: state: \(postgres)"]),
        ("state: 'postgres:db'", [":1: state: \(postgres)"]),
        ("state: 'env:1'", [":1: state: \(state), found 'env:1'"]),
        ("state: /var/lib/x", [":1: state: \(state), found '/var/lib/x'"]),
        ("state: 'sqlite:'", [":1: state: \(state), found 'sqlite:'"]),
        ("state: {sqlite: x}", [":1: state: \(state), found a map"]),
        ("report: out", [":1: report: expected a map with folder, found a text"]),
        ("registries: [{host: https://r.example}]", [":1: registries[0].host: \(host)a text of 17 characters"]),
        ("registries: [{host: r.example/x}]", [":1: registries[0].host: \(host)'r.example/x'"]),
        (
            "registries: [{host: a, insecure: yes}]",
            [":1: registries[0].insecure: expected true or false, found a text"]
        ),
        (
            "registries: [{host: a, concurrency: 0}]",
            [":1: registries[0].concurrency: expected a whole number from 1 to 256, found the number 0"]
        ),
        (
            "registries: [{host: a, concurrency: 1.5}]",
            [
                ":1: registries[0].concurrency: expected a whole number from 1 to 256, found a number that is not a whole one"
            ]
        ),
        (
            "http: {allowPrivateHosts: ['http://x']}",
            [
                ":1: http.allowPrivateHosts[0]: expected a host name or address such as nexus.internal or *.corp.example, found 'http://x'"
            ]
        ),
    ]

    private static let structure: [(String, [String])] = [
        ("forge: []", [":1: forge: there is no such option; did you mean forges?"]),
        ("htpp: {}\n", [":1: htpp: there is no such option; did you mean http?"]),
        ("serve: {}\n", [":1: serve: there is no such option; did you mean server?"]),
        ("http:\n  timeuot: 3s\n", [":2: http.timeuot: there is no such option; did you mean timeout?"]),
        ("- a\n", [":1: expected a map of options such as forges and registries, found a list"]),
        ("text", [":1: expected a map of options such as forges and registries, found a text"]),
        ("state: sqlite:a\nstate: sqlite:b\n", [":2: state: stands twice in one map, first in line 1"]),
        ("http: {timeout: 1s}\n b: 1\n", [":2: the file is not valid YAML: did not find expected key"]),
        ("\u{1B}[31m: 1\n", [":1: the file is not valid YAML: control characters are not allowed"]),
        ("\"a\\e[31m\\u202e\": 1\n", [":1: a?[31m?: there is no such option"]),
        (
            "http: {timeout: 1, connectTimeout: 2}\nsate: x\ngit:\n  cacheLimit: 1\n",
            [
                ":1: http.timeout: \(duration)the number 1", ":1: http.connectTimeout: \(duration)the number 2",
                ":2: sate: there is no such option; did you mean state?", ":4: git.cacheLimit: \(size)the number 1",
            ]
        ),
    ]

    private static let defaults: [(String, [String])] = [
        ("defaults:\n  label: [a]\n", [":2: defaults.label: there is no such option; did you mean labels?"]),
        ("defaults: {automerge: true}", [":1: defaults.automerge: there is no such option"]),
        ("defaults: {labels: a}", [":1: defaults.labels: expected a list of texts, found a text"]),
        (
            "defaults: {branchPrefix: ''}",
            [":1: defaults.branchPrefix: expected a text that is not empty, found an empty text"]
        ),
        ("defaults: {branchPrefix: m}", [":1: defaults.branchPrefix: \(prefix)'m'"]),
        ("defaults: {branchPrefix: 'a b/'}", [":1: defaults.branchPrefix: \(prefix)'a b/'"]),
        ("defaults: {branchPrefix: '../'}", [":1: defaults.branchPrefix: \(prefix)'../'"]),
        (
            "defaults: {prConcurrentLimit: -1}",
            [":1: defaults.prConcurrentLimit: expected a whole number from 0 to 10000, found the number -1"]
        ),
        (
            "defaults: {extends: ['local>a/b']}",
            [":1: defaults.extends[0]: the preset 'local>a/b' is not supported by this version"]
        ),
        (
            "defaults:\n  packageRules:\n    - matchJsonata: [a]\n      enabled: false\n",
            [":3: defaults.packageRules[0].matchJsonata: there is no such option"]
        ),
        (
            "defaults:\n  packageRules:\n    - matchUpdateTypes: [mayor]\n",
            [
                ":3: defaults.packageRules[0].matchUpdateTypes[0]: expected one of major, minor, patch, digest, pinDigest, found 'mayor'"
            ]
        ),
    ]

    @Test("names the first hundred problems and counts the rest")
    func many() {
        let text = (0..<150).map { "a\($0): 1\n" }.joined()
        let found = BotSettings.read(Array(text.utf8), file: "w.yaml").diagnostics.map(\.settingsLine)
        #expect(found.count == 101)
        #expect(found.last == "w.yaml: and 50 more problems")
    }

    @Test("refuses a huge file by its size")
    func huge() {
        let reading = BotSettings.read([UInt8](repeating: 0x23, count: 2_000_000), file: "w.yaml")
        #expect(
            reading.diagnostics.map(\.settingsLine) == [
                "w.yaml: the file has 2000000 bytes, settings may have 1048576 at most"
            ])
    }
}
