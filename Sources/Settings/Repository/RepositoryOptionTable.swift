import Domain

/// Repository options while a file is read.
struct RepositoryDraft: Hashable, Sendable {
    var options: RepositoryOptions
    /// Presets that `extends` leaves out.
    var ignoredPresets: [String] = []
    /// Files of the repository that `extends` may name, by path.
    var presetFiles: [String: [UInt8]] = [:]
    /// The files that are being read, the innermost one last.
    var openFiles: [String] = []
}

/// The declarations of everything a repository's settings may say.
struct RepositoryOptionTable {
    /// The ids that `versioning` may name; nil allows all.
    var versionings: Set<VersioningID>?

    func shape(isOpen: Bool) -> SectionShape {
        let standard = RepositoryDraft(options: RepositoryOptions())
        return SectionShape(
            name: "repositoryOptions", expectation: "a map of options such as labels and packageRules",
            options: options(isOpen: isOpen).map { $0.summary(standard: standard) }, isOpen: isOpen)
    }

    var options: [SettingsOption<RepositoryDraft>] { options(isOpen: true) }

    func options(isOpen: Bool) -> [SettingsOption<RepositoryDraft>] {
        frame + scope + managers + proposals
            + LifeCycleOptionTable.repository.map { SettingsOption($0, in: \.options.mergeRequests) }
            + UpdateOptionTable.options(in: \.options.updates) + [
                SettingsOption(
                    "packageRules", \.options.packageRules, .packageRules(versionings: versionings, isOpen: isOpen),
                    merge: { $0 + $1 },
                    "Options for the dependencies that match. All rules that match count, later ones win; they are added behind the admin's."
                )
            ]
    }

    /// What is about the file itself.
    private var frame: [SettingsOption<RepositoryDraft>] {
        [
            SettingsOption("$schema", .text, "The address of a JSON Schema, for editors; not used here.") {
                _, _, _, _ in
            },
            SettingsOption("description", .textOrTexts, "A remark for people; not used here.") { _, _, _, _ in },
            SettingsOption(
                "ignorePresets", .texts, isReadFirst: true, "Presets of `extends` that are left out."
            ) { presets, _, draft, _ in
                draft.ignoredPresets = presets
            },
            SettingsOption(
                "extends", .textOrTexts, isReadFirst: true, "Presets that come before the options of this file."
            ) { _, node, draft, reader in
                reader.applyPresets(node, to: &draft, table: self)
            },
        ]
    }

    /// What is looked at.
    private var scope: [SettingsOption<RepositoryDraft>] {
        [
            SettingsOption("enabled", \.options.enabled, .flag, "`false` leaves the repository alone."),
            SettingsOption(
                "enabledManagers", optional: \.options.enabledManagers, .list(.id),
                "Only these managers; unset means all."),
            SettingsOption("ignorePaths", \.options.ignorePaths, .texts, "Globs of paths that are not read."),
            SettingsOption(
                "includePaths", \.options.includePaths, .texts,
                "Globs of the only paths that are read; empty means all."),
            SettingsOption(
                "registryAliases", \.options.registryAliases, .textMap, merge: { $0.merging($1) { _, new in new } },
                "Names that stand for a registry, such as a template variable, and what they stand for; added to the admin's."
            ),
            SettingsOption(
                "customResources", \.options.customResources, .customResources(versionings: versionings),
                merge: { $0 + $1 },
                "Version fields of custom resources of Kubernetes, beside those that are known; added to the admin's."),
            SettingsOption(
                "ignoreDeps", \.options.ignoreDeps, .texts,
                merge: { old, new in old + new.filter { !old.contains($0) } },
                "Dependencies, by `depName`, that are left alone; added to the admin's."),
            SettingsOption(
                "ignoreUnstable", \.options.ignoreUnstable, .flag,
                "Whether pre-releases are held while the current version is a stable one."),
            SettingsOption(
                "pinDigests", \.options.pinDigests, .flag, "Whether a digest is written behind a tag that has none."),
        ]
    }

    /// Managers: those made of patterns, and what is said about the others.
    private var managers: [SettingsOption<RepositoryDraft>] {
        [
            SettingsOption(
                "customManagers", \.options.customManagers, .customManagers, merge: { $0 + $1 },
                "Managers made of patterns, for what no other manager finds; added to the admin's."),
            SettingsOption("regexManagers", .customManagers, "The older name of `customManagers`.") {
                managers, _, draft, _ in
                draft.options.customManagers += managers
            },
        ]
            + ManagerOptionTable.ids.map { id in
                SettingsOption(
                    id.rawValue, ManagerOptionTable.codec, "What is said about the manager `\(id)` only."
                ) { options, _, draft, _ in
                    draft.options.managerOptions[id, default: ManagerOptions()].add(options)
                }
            }
    }

    /// What is proposed, and how.
    private var proposals: [SettingsOption<RepositoryDraft>] {
        [
            SettingsOption(
                "separateMajorMinor", \.options.separateMajorMinor, .flag,
                "Whether a major update gets a branch of its own beside the minor one."),
            SettingsOption(
                "baseBranches", \.options.baseBranches, .baseBranches,
                "Branches that the merge requests go to; empty means the default branch."),
            SettingsOption(
                "baseBranchPatterns", .baseBranches, "The newer name of `baseBranches`; names only, no patterns."
            ) {
                branches, _, draft, _ in
                draft.options.baseBranches = branches
            },
            SettingsOption(
                "branchPrefix", \.options.branchPrefix, .branchPrefix,
                "What every branch of ours begins with; it ends in `/`, `-` or `_`, so that no other branch can be meant."
            ),
            SettingsOption(
                "prConcurrentLimit", \.options.prConcurrentLimit, .integer(0...10_000),
                "The most merge requests open at once; 0 means no limit."),
            SettingsOption("labels", \.options.labels, .plainTexts, "Labels of every merge request."),
            SettingsOption(
                "addLabels", \.options.addLabels, .plainTexts,
                merge: { old, new in old + new.filter { !old.contains($0) } },
                "Labels beside `labels`; added to the admin's."),
            SettingsOption(
                "assignees", \.options.assignees, .userNames, "User names that merge requests are assigned to."),
            SettingsOption("reviewers", \.options.reviewers, .userNames, "User names that are asked for a review."),
        ]
    }
}
