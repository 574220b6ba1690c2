import Domain

/// Presets that repositories of platforms name beside the large ones.
///
/// What they set is described at https://docs.renovatebot.com/presets-default/, presets-docker/, presets-helpers/ and
/// presets-workarounds/. The rules are our own: much of what is worked around there, versioning `docker` knows by itself.
extension Preset {
    static let recommended = Preset(
        name: "config:recommended", text: "`:ignoreModulesAndTests` and `workarounds:all`; else the defaults apply"
    ) { _, options in recommend(&options) }

    static let bestPractices = Preset(
        name: "config:best-practices",
        text: "`config:recommended`, `docker:pinDigests` and `helpers:pinGitHubActionDigests`",
        missing:
            "of this preset config:recommended, docker:pinDigests and helpers:pinGitHubActionDigests are supported by this version"
    ) { _, options in
        recommend(&options)
        pinDigests(&options)
        add(&options) {
            $0.matchDepTypes = ["action"]
            $0.pinDigests = true
        }
    }

    static func recommend(_ options: inout RepositoryOptions) {
        options.ignorePaths = modulesAndTests
        for rule in workarounds { options.packageRules.append(rule.make()) }
    }

    private static let modulesAndTests = [
        "**/node_modules/**", "**/bower_components/**", "**/vendor/**", "**/examples/**", "**/__tests__/**",
        "**/test/**", "**/tests/**", "**/__fixtures__/**",
    ]

    static let platform: [Preset] =
        [
            Preset(name: ":ignoreModulesAndTests", text: "`ignorePaths` with folders of modules, examples and tests") {
                $1.ignorePaths = modulesAndTests
            },
            Preset(name: ":ignoreUnstable", text: "`ignoreUnstable: true`") { $1.ignoreUnstable = true },
            Preset(name: ":respectLatest", text: "`respectLatest: true`") { $1.updates.respectLatest = true },
            Preset(
                name: ":followTag", text: "a rule with `followTag`: the package, and its tag", arguments: 2...2
            ) { arguments, options in
                add(&options) {
                    $0.matchPackageNames = [arguments[0]]
                    $0.updates.followTag = arguments[1]
                }
            },
            Preset(name: ":preserveSemverRanges", text: "`rangeStrategy: replace`") {
                $1.updates.rangeStrategy = .replace
            },
            Preset(name: ":pinVersions", text: "`rangeStrategy: pin`") { $1.updates.rangeStrategy = .pin },
            Preset(name: ":combinePatchMinorReleases", text: "`separateMinorPatch: false`") {
                $1.updates.separateMinorPatch = false
            },
            Preset(name: ":disableMajorUpdates", text: "a rule that switches major updates off") {
                disable([.major], &$1)
            },
            Preset(name: ":disableDigestUpdates", text: "a rule that switches digest updates off") {
                disable([.digest], &$1)
            },
            Preset(name: ":prHourlyLimitNone", text: "nothing: there is no hourly limit") { _, _ in },
            Preset(name: ":prImmediately", text: "nothing: merge requests are opened at once") { _, _ in },
            Preset(name: "docker:disable", text: "a rule that switches updates of `docker` off") { _, options in
                add(&options) {
                    $0.matchDatasources = ["docker"]
                    $0.enabled = false
                }
            },
        ] + semantics + workarounds.map(\.preset) + [
            Preset(name: "workarounds:all", text: "all presets `workarounds:...` of this table") { _, options in
                for rule in workarounds { options.packageRules.append(rule.make()) }
            }
        ] + known

    private static let semantics: [Preset] = [
        Preset(name: ":semanticCommitType", text: "`semanticCommitType` with the argument", arguments: 1...1) {
            $1.updates.message.semanticType = $0[0]
        },
        Preset(name: ":semanticCommitScope", text: "`semanticCommitScope` with the argument", arguments: 1...1) {
            $1.updates.message.semanticScope = $0[0]
        },
        Preset(name: ":semanticCommitScopeDisabled", text: "an empty `semanticCommitScope`") {
            $1.updates.message.semanticScope = ""
        },
        Preset(name: ":semanticPrefixChore", text: "`semanticCommitType: chore`") {
            $1.updates.message.semanticType = "chore"
        },
        Preset(name: ":semanticPrefixFix", text: "`semanticCommitType: fix`") {
            $1.updates.message.semanticType = "fix"
        },
    ]

    /// Presets whose work is done without them.
    private static let known: [Preset] = [
        "bitnamiDockerImageVersioning", "k3sKubernetesVersioning", "rke2KubernetesVersioning",
        "supportRedHatImageVersion", "doNotUpgradeFromAlpineStableToEdge", "libericaJdkDockerVersioning",
        "clamavDockerVersioning",
    ].map { name in
        Preset(name: "workarounds:" + name, text: "nothing more: versioning `docker` reads such tags") { _, _ in }
    }

    private static func disable(_ types: [UpdateType], _ options: inout RepositoryOptions) {
        add(&options) {
            $0.matchUpdateTypes = types
            $0.enabled = false
        }
    }

    private static func add(_ options: inout RepositoryOptions, _ edit: (inout PackageRule) -> Void) {
        var rule = PackageRule()
        edit(&rule)
        options.packageRules.append(rule)
    }
}

extension Preset {
    /// A rule for images whose publishers number them in a way of their own.
    private struct Workaround: Sendable {
        var name: String
        var text: String
        var packages: [String]
        var edit: @Sendable (inout PackageRule) -> Void

        func make() -> PackageRule {
            var rule = PackageRule()
            rule.matchDatasources = ["docker"]
            rule.matchPackageNames = packages
            edit(&rule)
            return rule
        }

        var preset: Preset {
            Preset(name: "workarounds:" + name, text: text) { _, options in options.packageRules.append(make()) }
        }
    }

    private static let workarounds: [Workaround] = [
        Workaround(
            name: "nodeDockerVersioning",
            text: "a rule: of the image `node` only even majors, which are supported long",
            packages: official("node")
        ) {
            $0.allowedVersions = "/^v?[0-9]*[02468](?:[^0-9]|$)/"
        },
        Workaround(
            name: "javaLTSVersions", text: "a rule: of Java's images only majors with long-term support",
            packages: official("eclipse-temurin") + official("amazoncorretto") + official("ibm-semeru-runtimes")
                + official("sapmachine") + official("openjdk")
        ) {
            $0.allowedVersions = "/^(?:8|11|17|21|25)(?:[^0-9]|$)/"
        },
        Workaround(
            name: "ubuntuDockerVersioning", text: "a rule: the image `ubuntu` with versioning `ubuntu`",
            packages: official("ubuntu")
        ) {
            $0.matchCurrentValue = "/^(?:[0-9]+\\.[0-9]+|[a-z]+)$/"
            $0.versioning = "ubuntu"
        },
    ]

    /// The names that an official image of Docker Hub goes by.
    private static func official(_ name: String) -> [String] {
        [name, "library/" + name, "docker.io/library/" + name, "docker.io/" + name]
    }
}
