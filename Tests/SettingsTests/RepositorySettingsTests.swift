import Domain
import Testing

@testable import Settings

@Suite struct RepositorySettingsTests {
    @Test("prefers our file, then Renovate's in Renovate's order")
    func precedence() {
        let order = [
            ".windlass.yaml", "renovate.json", "renovate.jsonc", "renovate.json5", ".github/renovate.json",
            ".github/renovate.jsonc", ".github/renovate.json5", ".gitlab/renovate.json", ".gitlab/renovate.jsonc",
            ".gitlab/renovate.json5", ".renovaterc", ".renovaterc.json", ".renovaterc.jsonc", ".renovaterc.json5",
        ]
        #expect(RepositorySettings.paths == order)
        for (index, path) in order.enumerated() {
            let files = order[index...].reversed().map { RepositorySettingsFile(path: $0, bytes: Array("{}".utf8)) }
            let settings = RepositorySettings.read(files, over: RepositoryOptions())
            #expect(settings.file == path)
            #expect(settings.diagnostics.map(\.severity) == Array(repeating: .note, count: order.count - index - 1))
        }
    }

    @Test("says which files are not read")
    func shadowed() {
        let files = ["renovate.json", ".windlass.yaml"].map {
            RepositorySettingsFile(path: $0, bytes: Array("{}".utf8))
        }
        #expect(
            RepositorySettings.read(files, over: RepositoryOptions()).diagnostics.map(\.settingsLine) == [
                "renovate.json: note: these settings are not read, because there is .windlass.yaml"
            ])
    }

    @Test("leaves the admin's defaults in force without a file")
    func none() {
        var defaults = RepositoryOptions()
        defaults.labels = ["a"]
        let other = RepositorySettingsFile(path: "package.json", bytes: [])
        #expect(
            RepositorySettings.read([other], over: defaults)
                == .init(options: defaults, diagnostics: [], unsupported: []))
    }

    @Test("reads every option alike from YAML, JSON and JSON5")
    func everything() throws {
        var expected = RepositoryOptions()
        expected.enabled = false
        expected.enabledManagers = ["kubernetes", "npm"]
        expected.ignorePaths = ["**/a/**"]
        expected.includePaths = ["b"]
        expected.registryAliases = ["$R": "registry.example.com"]
        expected.ignoreDeps = ["x"]
        expected.ignoreUnstable = false
        expected.separateMajorMinor = false
        expected.baseBranches = ["main", "release/1.x"]
        expected.branchPrefix = "renovate/"
        expected.prConcurrentLimit = 0
        expected.labels = ["l"]
        expected.assignees = ["alice", "bob"]
        expected.reviewers = ["carol"]
        expected.pinDigests = true
        var rule = PackageRule()
        rule.matchPackageNames = ["a", "!/b/"]
        rule.matchDepNames = ["c"]
        rule.matchManagers = ["argocd"]
        rule.matchDatasources = ["docker"]
        rule.matchFileNames = ["apps/**"]
        rule.matchUpdateTypes = [.major, .pinDigest]
        rule.matchCurrentVersion = "<2"
        rule.enabled = true
        rule.groupName = "g"
        rule.allowedVersions = "<3"
        rule.ignoreUnstable = true
        rule.separateMajorMinor = true
        rule.versioning = "semver"
        rule.pinDigests = false
        rule.labels = []
        rule.addLabels = ["m"]
        rule.assignees = ["d"]
        rule.reviewers = ["e"]
        expected.packageRules = [rule]
        for (path, text) in Self.everything {
            let settings = read(text, path: path)
            #expect(settings.diagnostics == [], "\(path)")
            #expect(settings.unsupported == [], "\(path)")
            #expect(settings.options == expected, "\(path)")
        }
    }

    @Test("reads version fields of custom resources, and wants what is needed")
    func customResources() {
        let text = """
            customResources:
              - {group: shop.example.com, kind: Shop, path: spec.version, depName: example/shop, packageName: shop,
                 datasource: github-releases, versioning: semver, registryUrls: ["https://example.com"],
                 extractVersion: "^v(?<version>.+)$"}
              - {kind: Shop, path: spec.image, depName: registry.example.com/shop}
            """
        var full = CustomResourceRule()
        full.group = "shop.example.com"
        full.kind = "Shop"
        full.path = "spec.version"
        full.depName = "example/shop"
        full.packageName = "shop"
        full.datasource = "github-releases"
        full.versioning = "semver"
        full.registryURLs = ["https://example.com"]
        full.extractVersion = "^v(?<version>.+)$"
        var short = CustomResourceRule()
        short.kind = "Shop"
        short.path = "spec.image"
        short.depName = "registry.example.com/shop"
        let settings = read(text, path: ".windlass.yaml")
        #expect(settings.diagnostics == [])
        #expect(settings.options?.customResources == [full, short])
        #expect(read("customResources: [{kind: ''}]", path: ".windlass.yaml").diagnostics.count == 1)
    }

    private static let everything: [(String, String)] = [
        (
            ".windlass.yaml",
            """
            description: x
            enabled: false
            enabledManagers: [kubernetes, npm]
            ignorePaths: ["**/a/**"]
            includePaths: [b]
            registryAliases: {$R: registry.example.com}
            ignoreDeps: [x]
            ignoreUnstable: false
            separateMajorMinor: false
            baseBranches: [main, release/1.x]
            branchPrefix: renovate/
            prConcurrentLimit: 0
            labels: [l]
            assignees: [alice, "@bob"]
            reviewers: [carol]
            pinDigests: true
            packageRules:
              - description: [x, y]
                matchPackageNames: [a, "!/b/"]
                matchDepNames: [c]
                matchManagers: [argocd]
                matchDatasources: [docker]
                matchFileNames: [apps/**]
                matchUpdateTypes: [major, pinDigest, lockFileMaintenance]
                matchCurrentVersion: <2
                enabled: true
                groupName: g
                allowedVersions: <3
                ignoreUnstable: true
                separateMajorMinor: true
                versioning: semver
                pinDigests: false
                labels: []
                addLabels: [m]
                assignees: [d]
                reviewers: [e]
            """
        ),
        (
            "renovate.json5",
            """
            // as Renovate's users write it
            {
              $schema: 'https://docs.renovatebot.com/renovate-schema.json', extends: [':prImmediately'],
              enabled: false, enabledManagers: ['kubernetes', 'npm'], ignorePaths: ['**/a/**'], includePaths: ['b',],
              registryAliases: {$R: 'registry.example.com'}, ignoreDeps: ['x'], ignoreUnstable: false,
              separateMajorMinor: false, baseBranchPatterns: ['main', 'release/1.x'], branchPrefix: 'renovate/',
              prConcurrentLimit: 0x0, labels: ['l'], assignees: ['alice', '@bob'], reviewers: ['carol'], pinDigests: true,
              packageRules: [{
                matchPackageNames: ['a', '!/b/'], matchDepNames: ['c'], matchManagers: ['argocd'],
                matchDatasources: ['docker'], matchFileNames: ['apps/**'], matchUpdateTypes: ['major', 'pinDigest'],
                matchCurrentVersion: '<2', enabled: true, groupName: 'g', allowedVersions: '<3', ignoreUnstable: true,
                separateMajorMinor: true, versioning: 'semver', pinDigests: false, labels: [], addLabels: ['m'],
                assignees: ['d'], reviewers: ['e'],
              }],
            }
            """
        ),
    ]

    @Test("puts a repository's options over the admin's: lists replace, rules and ignored dependencies add up")
    func merge() throws {
        var admin = PackageRule()
        admin.groupName = "admin"
        var defaults = RepositoryOptions()
        defaults.labels = ["a"]
        defaults.assignees = ["oncall"]
        defaults.ignorePaths = ["old"]
        defaults.ignoreDeps = ["x"]
        defaults.registryAliases = ["$A": "a", "$B": "b"]
        defaults.packageRules = [admin]
        defaults.prConcurrentLimit = 3
        let text = """
            {"labels": ["b"], "ignorePaths": [], "ignoreDeps": ["x", "y"], "registryAliases": {"$B": "c"},
             "extends": [":label(preset)", "group:allDigest"], "packageRules": [{"groupName": "own"}]}
            """
        let options = try #require(read(text, over: defaults).options)
        #expect(options.labels == ["b"])
        #expect(options.assignees == ["oncall"])
        #expect(options.ignorePaths == [])
        #expect(options.ignoreDeps == ["x", "y"])
        #expect(options.registryAliases == ["$A": "a", "$B": "c"])
        #expect(options.packageRules.map(\.groupName) == ["admin", "all digest updates", "own"])
        #expect(options.prConcurrentLimit == 3)
    }

    @Test("lists what is not supported, and keeps the rest", arguments: unsupportedTable)
    func unsupported(text: String, expected: [String]) throws {
        let settings = read(text)
        #expect(settings.diagnostics == [])
        #expect(settings.unsupported.map(\.description) == expected.map { "renovate.json" + $0 })
        #expect(settings.options != nil)
    }

    private static let none = " is not supported by this version"
    private static let unsupportedTable: [(String, [String])] = [
        (
            "{\n\"npmrc\": true,\n\"schedule\": [\"x\"]}",
            [
                ":2: npmrc: not supported by this version",
                ":3: schedule[0]: 'x' is not read by this version; write five cron fields, or words such as before 5am",
            ]
        ),
        ("{\"lables\": [1]}", [":1: lables: not supported by this version; did you mean labels?"]),
        ("{\"labels\": null}", [":1: labels: null does not take a value back here; it is left out"]),
        ("{\"extends\": \"local>a/b\"}", [":1: extends: the preset 'local>a/b'" + none]),
        (
            "{\"extends\": [\n\":gitSignOff\", \":enableVulnerabilityAlerts\"]}",
            [
                ":2: extends[0]: the preset ':gitSignOff'" + none,
                ":2: extends[1]: the preset ':enableVulnerabilityAlerts'" + none,
            ]
        ),
        (
            "{\"extends\": [\"config:recomended\"]}",
            [":1: extends[0]: the preset 'config:recomended'" + none + "; did you mean config:recommended?"]
        ),
        (
            "{\"extends\": [\"config:best-practices\"]}",
            [
                ":1: extends[0]: of this preset config:recommended, docker:pinDigests and helpers:pinGitHubActionDigests are supported by this version"
            ]
        ),
        (
            "{\"baseBranches\": [\"main\", \"/^release/\"]}",
            [":1: baseBranches[1]: patterns of branches are not supported by this version; it is left out"]
        ),
        (
            "{\"packageRules\": [{\"npmrc\": true}]}",
            [":1: packageRules[0].npmrc: not supported by this version"]
        ),
        (
            "{\"packageRules\": [{\"groupName\": null}]}",
            [":1: packageRules[0].groupName: null does not take a value back here; it is left out"]
        ),
        ("{\"\\u001b[31m\\u202e\": 1}", [":1: ?[31m?: not supported by this version"]),
    ]

    @Test(
        "leaves out rules that would match too much without what is not supported",
        arguments: [
            ("\"matchJsonata\": [\"x\"]", "matchJsonata is not supported"),
            ("\"extends\": [\"monorepo:x\"]", "extends is not supported"),
            ("\"excludeRepositories\": []", "excludeRepositories is not supported"),
            ("\"languages\": [\"docker\"]", "languages is not supported"),
            ("\"matchPackageNames\": []", "an empty matchPackageNames matches nothing"),
            ("\"matchManagers\": null", "an empty matchManagers matches nothing"),
            ("\"matchUpdateTypes\": [\"pin\", \"lockFileMaintenance\"]", "no such updates are made by this version"),
        ])
    func leftOut(matcher: String, reason: String) throws {
        let settings = read("{\"packageRules\": [\n{\"enabled\": false, \(matcher)}, {\"groupName\": \"kept\"}]}")
        #expect(settings.diagnostics == [])
        #expect(settings.options?.packageRules.map(\.groupName) == ["kept"])
        let rule = settings.unsupported.filter { $0.option == "packageRules[0]" }
        #expect(rule.map(\.message) == ["the rule is left out, because " + reason])
        #expect(rule.first?.line == 2)
    }

    @Test("understands the older names of matchers")
    func older() throws {
        let text = """
            {"packageRules": [{"matchPackagePatterns": ["^a", "*"], "matchPackageNames": ["n"], "matchPackagePrefixes": ["b.c/"],
              "excludePackageNames": ["d"], "excludePackagePatterns": ["e$"], "excludePackagePrefixes": ["f"],
              "matchDepPatterns": ["g"], "matchDepPrefixes": ["h"], "excludeDepNames": ["i"], "matchPaths": ["j/**"], "matchFiles": ["k"]}]}
            """
        let settings = read(text)
        #expect(settings.unsupported == [])
        let rule = try #require(settings.options?.packageRules.first)
        #expect(rule.matchPackageNames == ["/^a/", "*", "n", "/^b\\.c//", "!d", "!/e$/", "!/^f/"])
        #expect(rule.matchDepNames == ["/g/", "/^h/", "!i"])
        #expect(rule.matchFileNames == ["j/**", "k"])
    }

    @Test("applies the presets that only set options", arguments: presetTable)
    func presets(extends: String, expected: RepositoryOptions) {
        let settings = read("{\"prConcurrentLimit\": 5, \"extends\": \(extends)}")
        var options = expected
        // The file's own options come over those of presets, wherever `extends` stands.
        options.prConcurrentLimit = 5
        #expect(settings.options == options)
        #expect(settings.diagnostics == [])
    }

    private static let presetTable: [(String, RepositoryOptions)] = [
        ("\":labels(a, b)\"", options { $0.labels = ["a", "b"] }), ("[\":label(a)\"]", options { $0.labels = ["a"] }),
        ("[\"default:labels(a)\"]", options { $0.labels = ["a"] }),
        ("[\":assignee(x)\"]", options { $0.assignees = ["x"] }),
        ("[\":reviewer(x)\"]", options { $0.reviewers = ["x"] }),
        (
            "[\":assignAndReview(x)\"]",
            options {
                $0.assignees = ["x"]
                $0.reviewers = ["x"]
            }
        ),
        ("[\":disableRenovate\"]", options { $0.enabled = false }),
        ("[\":disableRenovate\", \":enableRenovate\"]", options { _ in }),
        (
            "[\":disableRateLimiting\", \":prConcurrentLimitNone\", \":prConcurrentLimit20\", \":separateMajorReleases\"]",
            options { _ in }
        ),
        (
            "[\"docker:pinDigests\"]",
            options { options in
                options.packageRules = [
                    rule {
                        $0.matchDatasources = ["docker"]
                        $0.pinDigests = true
                    }
                ]
            }
        ),
        (
            "[\"group:allNonMajor\"]",
            options { options in
                options.packageRules = [
                    rule {
                        $0.matchPackageNames = ["*"]
                        $0.matchUpdateTypes = [.minor, .patch]
                        $0.groupName = "all non-major dependencies"
                    }
                ]
            }
        ),
        (
            "[\"group:all\"]",
            options { options in
                options.separateMajorMinor = false
                options.packageRules = [
                    rule {
                        $0.matchPackageNames = ["*"]
                        $0.groupName = "all dependencies"
                    }
                ]
            }
        ),
    ]

    @Test("config:recommended leaves out tests, and knows images that are numbered in a way of their own")
    func recommended() throws {
        let options = try #require(read("{\"extends\": [\"config:recommended\"]}").options)
        #expect(options.ignorePaths.contains("**/tests/**"))
        #expect(options.packageRules.count == 3)
        #expect(read("{\"extends\": [\"config:base\"]}").options == options)
        let best = read("{\"extends\": [\"config:best-practices\"]}").options
        #expect(best?.packageRules.count == 5)
        let followed = read("{\"extends\": [\":followTag(team/api, stable)\", \":disableMajorUpdates\"]}")
        #expect(followed.unsupported.isEmpty)
        #expect(followed.options?.packageRules.first?.updates.followTag == "stable")
        #expect(followed.options?.packageRules.last?.matchUpdateTypes == [.major])
    }

    @Test("no two presets have one name") func names() {
        #expect(Set(Preset.all.map(\.name)).count == Preset.all.count)
    }

    @Test(
        "sets the limits that presets name",
        arguments: [
            (":disableRateLimiting", 0), (":prConcurrentLimitNone", 0), (":prConcurrentLimit10", 10),
            (":prConcurrentLimit20", 20),
        ])
    func limits(preset: String, limit: Int) {
        var defaults = RepositoryOptions()
        defaults.prConcurrentLimit = 7
        #expect(read("{\"extends\": [\"\(preset)\"]}", over: defaults).options?.prConcurrentLimit == limit)
    }

    @Test("leaves ignored presets out, wherever they stand")
    func ignoredPresets() {
        let text = "{\"extends\": [\":label(a)\", \":assignee(x)\"], \"ignorePresets\": [\":label(a)\"]}"
        let options = read(text).options
        #expect(options?.labels == [])
        #expect(options?.assignees == ["x"])
    }

    @Test("names versionings that it does not have")
    func versionings() {
        let text = "{\"packageRules\": [{\"versioning\": \"regex:x\", \"groupName\": \"g\"}]}"
        let file = RepositorySettingsFile(path: "renovate.json", bytes: Array(text.utf8))
        let settings = RepositorySettings.read(file, over: RepositoryOptions(), versionings: ["docker", "semver"])
        #expect(settings.options?.packageRules.map(\.versioning) == [nil])
        #expect(settings.options?.packageRules.map(\.groupName) == ["g"])
        #expect(
            settings.unsupported.map(\.description) == [
                "renovate.json:1: packageRules[0].versioning: not a versioning of this version, which has docker, semver"
            ])
    }

    @Test("says file, line, option and what was expected when a value is wrong", arguments: problemTable)
    func problems(path: String, text: String, expected: [String]) {
        let settings = read(text, path: path)
        #expect(settings.diagnostics.map(\.settingsLine) == expected.map { path + $0 })
        #expect(settings.diagnostics.allSatisfy { $0.severity == .error })
        #expect(settings.options == nil)
    }

    private static let problemTable: [(String, String, [String])] = [
        ("renovate.json", "", [":1: the file is not valid JSON: expected a value, found the end of the file"]),
        ("renovate.json", "[]", [":1: expected a map of options such as labels and packageRules, found a list"]),
        ("renovate.json", "{\n\"labels\": \"a\"}", [":2: labels: expected a list of texts, found a text"]),
        (
            "renovate.json", "{\"labels\": [1]}",
            [":1: labels[0]: expected a text that is not empty, found the number 1"]
        ),
        ("renovate.json", "{\"enabled\": \"false\"}", [":1: enabled: expected true or false, found a text"]),
        (
            "renovate.json", "{\"prConcurrentLimit\": 1.5}",
            [":1: prConcurrentLimit: expected a whole number from 0 to 10000, found a number that is not a whole one"]
        ),
        ("renovate.json", "{\"packageRules\": {}}", [":1: packageRules: expected a list of maps, found a map"]),
        (
            "renovate.json", "{\"packageRules\": [1]}",
            [":1: packageRules[0]: expected a map of options such as matchPackageNames and enabled, found the number 1"]
        ),
        (
            "renovate.json", "{\"packageRules\": [\n{\"matchUpdateTypes\": [\"mayor\"]}]}",
            [
                ":2: packageRules[0].matchUpdateTypes[0]: expected one of major, minor, patch, digest, pinDigest, found 'mayor'"
            ]
        ),
        (
            "renovate.json", "{\"registryAliases\": {\"$R\": 1}}",
            [":1: registryAliases.$R: expected a text that is not empty, found the number 1"]
        ),
        (
            "renovate.json", "{\"branchPrefix\": \"m\"}",
            [
                ":1: branchPrefix: expected the beginning of branch names, with /, - or _ at its end, such as windlass/, found 'm'"
            ]
        ),
        (
            "renovate.json", "{\"baseBranches\": [\"a b\"]}",
            [":1: baseBranches[0]: expected the name of a branch, such as main, found 'a b'"]
        ),
        (
            "renovate.json", "{\"extends\": [\":label\"]}",
            [":1: extends[0]: expected one argument in parentheses, such as :label(name), found none"]
        ),
        (
            "renovate.json", "{\"extends\": [\"config:base(a)\"]}",
            [":1: extends[0]: expected config:base, found 1 arguments"]
        ),
        ("renovate.json", "{\"extends\": 1}", [":1: extends: expected a text or a list of texts, found the number 1"]),
        (
            "renovate.json", "{\"labels\": [\"a\"],\n \"labels\": []}",
            [":2: labels: stands twice in one map, first in line 1"]
        ),
        (".renovaterc", "enabled: false", [":1: the file is not valid JSON: expected a value, found e"]),
        (
            ".windlass.yaml", "labels:\n  - a\n assignees: []",
            [":3: the file is not valid YAML: did not find expected key"]
        ),
        (
            ".windlass.yaml", "packageRules:\n  - enabled: no\n  - groupName: 1.0\n",
            [
                ":2: packageRules[0].enabled: expected true or false, found a text",
                ":3: packageRules[1].groupName: expected a text that is not empty, found a number that is not a whole one",
            ]
        ),
    ]

    @Test("finds nothing wrong with an empty YAML file", arguments: ["", "# nothing yet\n", "---\n", "\u{FEFF}"])
    func empty(text: String) {
        #expect(read(text, path: ".windlass.yaml").options == RepositoryOptions())
    }

    @Test("refuses bombs and huge files in a moment", .timeLimit(.minutes(5)))
    func bombs() {
        var laughs = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n"
        for level in 1...20 {
            laughs +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ",") + "]\n"
        }
        let files = [
            (".windlass.yaml", laughs), ("renovate.json", String(repeating: "[", count: 1 << 20)),
            ("renovate.json", String(repeating: "{\"a\":", count: 200_000)),
            ("renovate.json", String(repeating: " ", count: 2 << 20)),
        ]
        for (path, text) in files {
            let settings = read(text, path: path)
            #expect(settings.options == nil)
            #expect(settings.diagnostics.count == 1)
        }
    }

    @Test(
        "takes a moment for a full-sized file of one thing",
        arguments: ["{\"lable#\": 1}", "[{}]", "[{\"matchX\": 1}]", "[\":labelx\"]", "[\":label(a)\"]", "[1]"])
    func hostile(sample: String) {
        let inner = sample.dropFirst().dropLast()
        let items = (0..<60_000).map { inner.replacing("#", with: "\($0)") }.joined(separator: ",")
        let text =
            sample.hasPrefix("{")
            ? "{\(items)}" : "{\"packageRules\": [\(items)], \"extends\": [\(items)], \"labels\": [\(items)]}"
        let clock = ContinuousClock()
        let time = clock.measure { _ = read(String(text.prefix(1 << 20))) }
        #expect(time < .seconds(100), "\(time)")
        if sample == "[{}]" { #expect(read("{\"packageRules\": [\(items)]}").options?.packageRules.count == 60_000) }
    }

    @Test("lists at most a hundred unsupported options")
    func many() {
        let text = "{" + (0..<5_000).map { "\"a\($0)\": 1" }.joined(separator: ",") + "}"
        let settings = read(text)
        #expect(settings.unsupported.count == 101)
        #expect(settings.unsupported.last?.message == "and 4900 more options that are not supported by this version")
        #expect(settings.options == RepositoryOptions())
    }

    private func read(
        _ text: String, path: String = "renovate.json", over defaults: RepositoryOptions = RepositoryOptions()
    ) -> RepositorySettings {
        RepositorySettings.read([RepositorySettingsFile(path: path, bytes: Array(text.utf8))], over: defaults)
    }

    private static func options(_ change: (inout RepositoryOptions) -> Void) -> RepositoryOptions {
        var options = RepositoryOptions()
        change(&options)
        return options
    }

    private static func rule(_ change: (inout PackageRule) -> Void) -> PackageRule {
        var rule = PackageRule()
        change(&rule)
        return rule
    }
}
