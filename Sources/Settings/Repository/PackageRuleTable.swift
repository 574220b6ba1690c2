import Domain

/// The declarations of everything a package rule may say.
struct PackageRuleTable {
    var versionings: Set<VersioningID>?

    var options: [SettingsOption<PackageRule>] {
        matchers + olderMatchers + effects + UpdateOptionTable.options(in: \.updates)
    }

    private static let patterns =
        "exact names, globs, or `/regular expressions/` (flag `i` allowed); `!` in front excludes"

    /// A rule begins empty, so this only joins what older names of the same matcher say.
    private var add: @Sendable ([String], [String]) -> [String] { { $0 + $1 } }

    private var matchers: [SettingsOption<PackageRule>] {
        [
            SettingsOption("description", .textOrTexts, "A remark for people; not used here.") { _, _, _, _ in },
            SettingsOption(
                "matchPackageNames", \.matchPackageNames, .texts, merge: add,
                "Names that are looked up: \(Self.patterns)."),
            SettingsOption(
                "matchDepNames", \.matchDepNames, .texts, merge: add, "Names as they stand in files: \(Self.patterns)."),
            SettingsOption(
                "matchManagers", \.matchManagers, .list(.id), "Managers, such as `kubernetes`: \(Self.patterns)."),
            SettingsOption(
                "matchDatasources", \.matchDatasources, .list(.id), "Datasources, such as `docker`: \(Self.patterns)."),
            SettingsOption(
                "matchFileNames", \.matchFileNames, .texts, merge: add, "Paths from the root: \(Self.patterns)."),
            SettingsOption(
                "matchUpdateTypes", \.matchUpdateTypes, .updateTypes,
                "How much the version moves; the types behind `pinDigest` are known from Renovate and never occur here."
            ),
            SettingsOption(
                "matchCurrentVersion", optional: \.matchCurrentVersion, .nonEmptyText,
                "A range of the dependency's versioning, or a `/regular expression/`, that the current version is in."),
        ] + narrower
    }

    /// Matchers of single facts about a dependency, and of where it is.
    private var narrower: [SettingsOption<PackageRule>] {
        [
            SettingsOption(
                "matchCurrentValue", optional: \.matchCurrentValue, .nonEmptyText,
                "The value as it stands in the file: an exact text, a glob, or a `/regular expression/`; `!` in front excludes."
            ),
            SettingsOption(
                "matchNewValue", optional: \.matchNewValue, .nonEmptyText,
                "The value that would be written, in the same forms; options that choose the version cannot depend on it."
            ),
            SettingsOption(
                "matchDepTypes", \.matchDepTypes, .texts, "Kinds of places, such as `image`: \(Self.patterns)."),
            SettingsOption(
                "matchCategories", \.matchCategories, .texts,
                "What managers are about: `ansible`, `cd`, `ci`, `docker`, `helm`, `iac`, `kubernetes`, `terraform`."),
            SettingsOption(
                "matchRegistryUrls", \.matchRegistryURLs, .texts,
                "Registries that a dependency names, or the one that answered: \(Self.patterns)."),
            SettingsOption(
                "matchSourceUrls", \.matchSourceURLs, .texts,
                "Where the source code is, as the registry says: \(Self.patterns)."),
            SettingsOption(
                "matchBaseBranches", \.matchBaseBranches, .texts,
                "Branches that merge requests go to: \(Self.patterns)."),
            SettingsOption(
                "matchRepositories", \.matchRepositories, .texts,
                "Repositories with their groups, such as `group/shop`: \(Self.patterns)."),
        ]
    }

    private var effects: [SettingsOption<PackageRule>] {
        [
            SettingsOption("enabled", optional: \.enabled, .flag, "`false` leaves the dependencies alone."),
            SettingsOption(
                "groupName", optional: \.groupName, .nonEmptyText,
                "The updates of one name come in one merge request; may hold templates such as `{{depName}}`."),
            SettingsOption(
                "allowedVersions", optional: \.allowedVersions, .plainText,
                "A range of the dependency's versioning, or a `/regular expression/`, that new versions must match."),
            SettingsOption(
                "ignoreUnstable", optional: \.ignoreUnstable, .flag,
                "Whether pre-releases are held while the current version is a stable one."),
            SettingsOption(
                "separateMajorMinor", optional: \.separateMajorMinor, .flag,
                "Whether a major update gets a branch of its own beside the minor one."),
            SettingsOption(
                "versioning", optional: \.versioning, .versioning(versionings), "The versioning to read versions with."),
            SettingsOption(
                "pinDigests", optional: \.pinDigests, .flag, "Whether a digest is written behind a tag that has none."),
            SettingsOption("labels", optional: \.labels, .plainTexts, "Labels, in place of the repository's."),
            SettingsOption("addLabels", \.addLabels, .plainTexts, "Labels beside the others."),
            SettingsOption("assignees", optional: \.assignees, .userNames, "Assignees, in place of the repository's."),
            SettingsOption("reviewers", optional: \.reviewers, .userNames, "Reviewers, in place of the repository's."),
        ]
    }

    /// Names that Renovate had before, put into the newer ones; still common in repositories.
    private var olderMatchers: [SettingsOption<PackageRule>] {
        [
            older("matchPackagePatterns", "matchPackageNames", \.matchPackageNames) { $0 == "*" ? "*" : "/\($0)/" },
            older("matchPackagePrefixes", "matchPackageNames", \.matchPackageNames) { "/^\(escapePattern($0))/" },
            older("excludePackageNames", "matchPackageNames", \.matchPackageNames) { "!" + $0 },
            older("excludePackagePatterns", "matchPackageNames", \.matchPackageNames) { $0 == "*" ? "!*" : "!/\($0)/" },
            older("excludePackagePrefixes", "matchPackageNames", \.matchPackageNames) { "!/^\(escapePattern($0))/" },
            older("matchDepPatterns", "matchDepNames", \.matchDepNames) { $0 == "*" ? "*" : "/\($0)/" },
            older("matchDepPrefixes", "matchDepNames", \.matchDepNames) { "/^\(escapePattern($0))/" },
            older("excludeDepNames", "matchDepNames", \.matchDepNames) { "!" + $0 },
            older("matchPaths", "matchFileNames", \.matchFileNames) { $0 },
            older("matchFiles", "matchFileNames", \.matchFileNames) { $0 },
        ]
    }

    private func older(
        _ name: String, _ newer: String, _ path: any WritableKeyPath<PackageRule, [String]> & Sendable,
        _ translate: @escaping @Sendable (String) -> String
    ) -> SettingsOption<PackageRule> {
        SettingsOption(name, .texts, "An older way to write `\(newer)`; understood, and added to it.") {
            values, _, rule, _ in
            rule[keyPath: path] += values.map(translate)
        }
    }
}

/// `text` as a regular expression that matches just it.
private func escapePattern(_ text: String) -> String {
    text.reduce(into: "") { pattern, character in
        if "\\^$.|?*+()[]{}".contains(character) { pattern += "\\" }
        pattern.append(character)
    }
}
