import Domain

/// Presets that say when updates come, how they are written, and which images may make a major step.
///
/// What they set is described at https://docs.renovatebot.com/presets-schedule/, presets-docker/ and presets-helpers/.
extension Preset {
    static let timing: [Preset] =
        [
            schedule("daily", "* 0-3 * * *"), schedule("earlyMondays", "* 0-3 * * 1"),
            schedule("weekly", "* 0-3 * * 1"), schedule("monthly", "* 0-3 1 * *"),
            schedule("quarterly", "* 0-3 1 */3 *"), schedule("yearly", "* 0-3 1 1 *"),
            schedule("weekends", "* * * * 0,6"), schedule("weekdays", "* * * * 1-5"),
            schedule("nonOfficeHours", "* 0-4,22-23 * * 1-5", "* * * * 0,6"),
            schedule("officeHours", "* 8-16 * * 1-5"),
        ].compactMap(\.self) + [
            Preset(name: ":timezone", text: "`timezone` with the argument", arguments: 1...1) {
                $1.updates.timezone = $0.first
            }
        ]

    static let messages: [Preset] = [
        Preset(name: ":semanticCommits", text: "`semanticCommits: enabled`") {
            $1.updates.message.semanticCommits = .enabled
        },
        Preset(name: ":semanticCommitsDisabled", text: "`semanticCommits: disabled`") {
            $1.updates.message.semanticCommits = .disabled
        },
        Preset(name: ":separateMultipleMajorReleases", text: "`separateMultipleMajor: true`") {
            $1.updates.separateMultipleMajor = true
        },
        Preset(name: ":separatePatchReleases", text: "`separateMinorPatch: true`") {
            $1.updates.separateMinorPatch = true
        },
        Preset(name: "docker:enableMajor", text: "a rule that allows major updates of `docker`") {
            majorImages(true, &$1)
        },
        Preset(name: "docker:disableMajor", text: "a rule that switches major updates of `docker` off") {
            majorImages(false, &$1)
        },
        Preset(
            name: "helpers:pinGitHubActionDigests", text: "a rule with `pinDigests: true` for the kind `action`"
        ) {
            var rule = PackageRule()
            rule.matchDepTypes = ["action"]
            rule.pinDigests = true
            $1.packageRules.append(rule)
        },
    ]

    private static func schedule(_ name: String, _ entries: String...) -> Preset? {
        let entries = entries.compactMap { UpdateSchedule($0) }
        guard !entries.isEmpty else { return nil }
        let text = entries.map { "`\($0.text)`" }.joined(separator: " or ")
        return Preset(name: "schedule:" + name, text: "`schedule` with \(text)") { $1.updates.schedule = entries }
    }

    private static func majorImages(_ isEnabled: Bool, _ options: inout RepositoryOptions) {
        var rule = PackageRule()
        rule.matchDatasources = ["docker"]
        rule.matchUpdateTypes = [.major]
        rule.enabled = isEnabled
        options.packageRules.append(rule)
    }
}
