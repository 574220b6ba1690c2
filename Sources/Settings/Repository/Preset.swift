import Domain

/// A preset of Renovate that only sets options which this version has.
///
/// What they set is described at https://docs.renovatebot.com/presets-default/, presets-docker/ and presets-group/.
struct Preset: Sendable {
    let name: String
    /// What it does here.
    let text: String
    /// How many arguments it takes in parentheses.
    var arguments: ClosedRange<Int> = 0...0
    /// What of it this version does not do; nil when nothing is missing.
    var missing: String?
    let apply: @Sendable ([String], inout RepositoryOptions) -> Void

    static let all: [Preset] =
        [
            recommended,
            Preset(name: "config:base", text: "the older name of `config:recommended`") { _, options in
                recommend(&options)
            },
            bestPractices,
            Preset(name: "docker:pinDigests", text: "a rule with `pinDigests: true` for datasource `docker`") {
                _, options in
                pinDigests(&options)
            },
        ] + switches + people + groups + projectGroups + custom + timing + messages + platform

    private static let switches: [Preset] = [
        Preset(name: ":disableRateLimiting", text: "`prConcurrentLimit: 0`") { $1.prConcurrentLimit = 0 },
        Preset(name: ":prConcurrentLimitNone", text: "`prConcurrentLimit: 0`") { $1.prConcurrentLimit = 0 },
        Preset(name: ":prConcurrentLimit10", text: "`prConcurrentLimit: 10`") { $1.prConcurrentLimit = 10 },
        Preset(name: ":prConcurrentLimit20", text: "`prConcurrentLimit: 20`") { $1.prConcurrentLimit = 20 },
        Preset(name: ":separateMajorReleases", text: "`separateMajorMinor: true`") { $1.separateMajorMinor = true },
        Preset(name: ":enableRenovate", text: "`enabled: true`") { $1.enabled = true },
        Preset(name: ":disableRenovate", text: "`enabled: false`") { $1.enabled = false },
    ]

    private static let people: [Preset] = [
        Preset(name: ":label", text: "`labels` with the argument", arguments: 1...1) { $1.labels = $0 },
        Preset(name: ":labels", text: "`labels` with the arguments", arguments: 1...20) { $1.labels = $0 },
        Preset(name: ":assignee", text: "`assignees` with the argument", arguments: 1...1) { $1.assignees = $0 },
        Preset(name: ":reviewer", text: "`reviewers` with the argument", arguments: 1...1) { $1.reviewers = $0 },
        Preset(name: ":assignAndReview", text: "`assignees` and `reviewers` with the argument", arguments: 1...1) {
            $1.assignees = $0
            $1.reviewers = $0
        },
    ]

    private static let groups: [Preset] = [
        Preset(name: "group:allNonMajor", text: "a rule that groups all minor and patch updates") { _, options in
            group("all non-major dependencies", [.minor, .patch], &options)
        },
        Preset(name: "group:allDigest", text: "a rule that groups all digest updates") { _, options in
            group("all digest updates", [.digest], &options)
        },
        Preset(name: "group:all", text: "`separateMajorMinor: false`, and a rule that groups all updates") {
            _, options in
            options.separateMajorMinor = false
            group("all dependencies", [], &options)
        },
    ]

    static func pinDigests(_ options: inout RepositoryOptions) {
        var rule = PackageRule()
        rule.matchDatasources = ["docker"]
        rule.pinDigests = true
        options.packageRules.append(rule)
    }

    private static func group(_ name: String, _ types: [UpdateType], _ options: inout RepositoryOptions) {
        var rule = PackageRule()
        rule.matchPackageNames = ["*"]
        rule.matchUpdateTypes = types
        rule.groupName = name
        options.packageRules.append(rule)
    }
}
