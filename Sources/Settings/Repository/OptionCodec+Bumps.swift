import Domain

extension OptionCodec where Value == String {
    /// A step, or a template that makes one.
    static let bumpType = OptionCodec.text(
        TextForm(
            title: "bump type", plural: "bump types",
            expectation: "prerelease, patch, minor, major, or a template that makes one of them",
            pattern: "^(prerelease|patch|minor|major)$|\\{\\{"),
        parse: { BumpStep(rawValue: $0) != nil || $0.contains("{{") ? $0 : nil }, write: \.self)
}

extension OptionCodec where Value == BumpRule {
    /// An entry of `bumpVersions`.
    static let bumpRule = OptionCodec.section(
        "bumpRule", "a map of options such as filePatterns and bumpType",
        [
            SettingsOption("name", optional: \.name, .text, "What people call it; not used here."),
            SettingsOption("enabled", \.isEnabled, .flag, "`false` leaves these files alone."),
            SettingsOption(
                "filePatterns", \.filePatterns, .texts, isRequired: true,
                "The files: exact paths, globs, or `/regular expressions/`; may hold templates such as `{{packageFileDir}}`."
            ),
            SettingsOption(
                "matchStrings", \.matchStrings, .texts,
                "Regular expressions with a group `version`; the first that matches counts. None means the `version` of a `Chart.yaml`."
            ),
            SettingsOption("bumpType", \.bumpType, .bumpType, "How far the version moves; unset means `patch`."),
            SettingsOption("type", .bumpType, "Another name of `bumpType`.") { type, _, rule, _ in
                rule.bumpType = type
            },
        ], standard: BumpRule(), isOpen: true)
}
