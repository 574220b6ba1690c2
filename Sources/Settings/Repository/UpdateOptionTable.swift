import Domain

/// The declarations of options that stand both in a repository's settings and in its package rules.
enum UpdateOptionTable {
    /// The options, as parts of `Target`.
    static func options<Target>(
        in path: any WritableKeyPath<Target, UpdateOptions> & Sendable
    ) -> [SettingsOption<Target>] {
        (choice + branches + message + LifeCycleOptionTable.options).map { SettingsOption($0, in: path) }
    }

    /// Which version is chosen.
    private static var choice: [SettingsOption<UpdateOptions>] {
        [
            SettingsOption(
                "respectLatest", optional: \.respectLatest, .flag,
                "Whether nothing newer is proposed than what the publisher marks as the latest, where it marks one."),
            SettingsOption(
                "followTag", optional: \.followTag, .nonEmptyText,
                "Only versions that point at the same as this tag, where the registry's list says what tags point at."),
            SettingsOption(
                "extractVersion", optional: \.extractVersion, .nonEmptyText,
                "A regular expression with a group `version`: what of a release's name is the version."),
            SettingsOption(
                "ignoreVersions", optional: \.ignoreVersions, .texts,
                "Versions, ranges or `/regular expressions/` that are never proposed."),
            SettingsOption(
                "replacementName", optional: \.replacementName, .nonEmptyText,
                "The package that takes the place of this one. Names in files are not changed: the update is held with that reason."
            ),
            SettingsOption(
                "replacementVersion", optional: \.replacementVersion, .nonEmptyText,
                "The version to write in place of the current one, whichever is newer."),
            SettingsOption(
                "rangeStrategy", optional: \.rangeStrategy, .choice(RangeStrategy.allCases),
                "How a range is moved to let a new version in; unset means `auto`."),
            SettingsOption(
                "bumpVersion", optional: \.bumpVersion, .bumpType,
                "How far the `version` of the chart moves that a changed file belongs to: `prerelease`, `patch`, `minor`, `major`, or a template."
            ),
            SettingsOption(
                "bumpVersions", optional: \.bumpVersions, .list(.bumpRule),
                "Versions of one's own that move in the same commit: which files, where in them, and how far."),
            SettingsOption(
                "minimumReleaseAge", optional: \.minimumReleaseAge, .releaseAge,
                "How old a release must be before it is proposed, such as `3 days`."),
            SettingsOption("stabilityDays", .integer(0...10_000), "The older way to write `minimumReleaseAge`.") {
                days, _, options, _ in
                options.minimumReleaseAge = ReleaseAge("\(days) days")
            },
            SettingsOption(
                "minimumReleaseAgeBehaviour", optional: \.minimumReleaseAgeBehaviour,
                .choice(UpdateOptions.AgeBehaviour.allCases),
                "Whether a release without a time of publication is held; unset means `timestamp-required`."),
            SettingsOption(
                "internalChecksFilter", optional: \.internalChecksFilter,
                .choice(UpdateOptions.ChecksFilter.allCases),
                "What happens to releases that are too young: `strict` holds them, `flexible` holds them while an older one will do, `none` proposes them. Unset means `strict`."
            ),
        ]
    }

    /// What comes together.
    private static var branches: [SettingsOption<UpdateOptions>] {
        [
            SettingsOption(
                "separateMinorPatch", optional: \.separateMinorPatch, .flag,
                "Whether a patch update gets a branch of its own beside the minor one."),
            SettingsOption(
                "separateMultipleMajor", optional: \.separateMultipleMajor, .flag,
                "Whether every newer major gets a branch of its own, and not the newest only."),
            SettingsOption(
                "separateMultipleMinor", optional: \.separateMultipleMinor, .flag,
                "Whether every newer minor gets a branch of its own, and not the newest only."),
            SettingsOption(
                "groupSlug", optional: \.groupSlug, .nonEmptyText,
                "What stands for the group in the name of its branch; unset means its name."),
            SettingsOption(
                "minimumGroupSize", optional: \.minimumGroupSize, .integer(1...10_000),
                "How many updates a group needs before it is proposed."),
            SettingsOption(
                "schedule", optional: \.schedule, .schedule,
                "When merge requests may be opened: cron expressions of five fields, or words such as `before 5am` and `every weekend`; one that fits is enough. Those that are open stay, and are kept up to date."
            ),
            SettingsOption(
                "timezone", optional: \.timezone, .timezone,
                "The zone of `schedule`, such as `Europe/Berlin`; unset means UTC."),
            SettingsOption(
                "prBodyNotes", \.prBodyNotes, .texts, merge: { old, new in old + new.filter { !old.contains($0) } },
                "Paragraphs for the description of merge requests; those of all rules are added."),
        ] + changeLog
    }

    /// What is told about releases.
    private static var changeLog: [SettingsOption<UpdateOptions>] {
        [
            SettingsOption(
                "fetchChangeLogs", optional: \.changeLog.fetchChangeLogs,
                .choice(ChangeLogOptions.Fetching.allCases),
                "Whether merge requests show release notes: `pr` (if unset) and `branch` fetch them for merge requests that are written, `off` never."
            ),
            SettingsOption(
                "changelogUrl", optional: \.changeLog.changelogURL, .nonEmptyText,
                "A page about changes of the package, which merge requests link."),
            SettingsOption(
                "sourceUrl", optional: \.changeLog.sourceURL, .nonEmptyText,
                "Where the source code of the package is, for release notes, in place of what its registry says."),
        ]
    }
}

extension UpdateOptionTable {
    private static let templates = "may hold templates such as `{{depName}}` and `{{{newVersion}}}`"

    /// The subject of commits and merge requests.
    fileprivate static var message: [SettingsOption<UpdateOptions>] {
        [
            SettingsOption(
                "commitMessagePrefix", optional: \.message.prefix, .text, "What subjects begin with; \(templates)."),
            SettingsOption(
                "commitMessageAction", optional: \.message.action, .text, "The verb of subjects; unset means `Update`."),
            SettingsOption(
                "commitMessageTopic", optional: \.message.topic, .text, "What subjects are about; \(templates)."),
            SettingsOption(
                "commitMessageExtra", optional: \.message.extra, .text, "Where it goes, as `to 1.2.3`; \(templates)."),
            SettingsOption(
                "commitMessageSuffix", optional: \.message.suffix, .text, "What subjects end in; \(templates)."),
            SettingsOption(
                "semanticCommits", optional: \.message.semanticCommits,
                .choice(CommitMessageOptions.Semantic.allCases),
                "`enabled` begins subjects as `chore(deps):` does; `auto` guesses nothing, and is `disabled`."),
            SettingsOption(
                "semanticCommitType", optional: \.message.semanticType, .text,
                "The type of semantic commits; unset means `chore`, empty means none."),
            SettingsOption(
                "semanticCommitScope", optional: \.message.semanticScope, .text,
                "The scope of semantic commits; unset means `deps`, empty means none."),
        ]
    }
}

extension OptionCodec where Value == UpdateSchedule {
    /// An entry that cannot be read is listed; without it, the others count.
    fileprivate static let entry = OptionCodec(.text(.any)) { node, reader in
        guard let text = OptionCodec<String>.text.read(node, &reader) else { return nil }
        guard let schedule = UpdateSchedule(text) else {
            reader.reportUnsupported(
                node.line,
                "'\(OptionReader.printable(text))' is not read by this version; write five cron fields, or words such as before 5am"
            )
            return nil
        }
        return schedule
    } write: {
        .text($0.text)
    }
}

extension OptionCodec where Value == [UpdateSchedule] {
    static let schedule = OptionCodec(.either(.text(.any), .list(.text(.any)))) { node, reader in
        let list = OptionCodec.list(.entry)
        guard case .text = node.content else {
            guard let entries = list.read(node, &reader) else { return nil }
            // With no entry left, "always" would be the opposite of what was meant.
            if entries.isEmpty, node.content != .list([]) { return nil }
            return entries
        }
        return OptionCodec<UpdateSchedule>.entry.read(node, &reader).map { [$0] }
    } write: {
        .list($0.map { .text($0.text) })
    }
}

extension OptionCodec where Value == ReleaseAge {
    static let releaseAge = OptionCodec.text(
        TextForm(
            title: "age", plural: "ages", expectation: "a number and a unit, such as 3 days",
            pattern: "^[0-9]+\\s*[A-Za-z]+$"),
        parse: { ReleaseAge($0) }, write: \.text)
}
