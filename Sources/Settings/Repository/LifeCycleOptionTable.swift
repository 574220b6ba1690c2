import Domain

/// The declarations of what is said about the life of merge requests.
enum LifeCycleOptionTable {
    /// Options that package rules may set too.
    static var options: [SettingsOption<UpdateOptions>] {
        (branches + requests).map { SettingsOption($0, in: \.lifeCycle) }
            + PeopleOptionTable.options.map { SettingsOption($0, in: \.lifeCycle.people) }
    }

    private static var branches: [SettingsOption<LifeCycleOptions>] {
        [
            SettingsOption(
                "rebaseWhen", optional: \.rebaseWhen, .choice(LifeCycleOptions.RebaseWhen.allCases),
                "When a branch is built again: `behind-base-branch` whenever the target moved, `conflicted` when it cannot be merged, `never` when a person asks, `auto` (if unset) when a file that it changes was changed on the target."
            ),
            SettingsOption(
                "recreateWhen", optional: \.recreateWhen, .choice(LifeCycleOptions.RecreateWhen.allCases),
                "What becomes of a proposal that was closed unmerged: `auto` proposes newer versions only, `always` the same again, `never` nothing from that branch. Unset means `auto`."
            ),
            SettingsOption(
                "prCreation", optional: \.prCreation, .choice(LifeCycleOptions.Creation.allCases),
                "When a branch gets its merge request: at once, when its checks ended, when they succeeded, or when the dashboard says so. Unset means `immediate`."
            ),
        ]
    }

    private static var requests: [SettingsOption<LifeCycleOptions>] {
        [
            SettingsOption(
                "prPriority", optional: \.prPriority, .integer(-10_000...10_000),
                "Those with larger numbers are opened first; unset means 0."),
            SettingsOption(
                "draftPR", optional: \.draftPR, .flag, "Whether merge requests are opened as drafts."),
            SettingsOption(
                "automerge", optional: \.automerge, .flag,
                "Whether the forge merges the merge request by itself as soon as its checks and approvals allow it."),
            SettingsOption(
                "automergeSchedule", optional: \.automergeSchedule, .schedule,
                "When merging may be switched on, in the forms of `schedule`; unset means always."),
            SettingsOption(
                "automergeStrategy", optional: \.automergeStrategy,
                .choice(LifeCycleOptions.MergeStrategy.allCases),
                "How it is merged; unset means `auto`: as the repository is set up."),
            SettingsOption(
                "dependencyDashboardApproval", optional: \.dependencyDashboardApproval, .flag,
                "Whether nothing is done before a person ticks it in the dashboard."),
        ]
    }

    /// Options of a repository as a whole.
    static var repository: [SettingsOption<MergeRequestOptions>] {
        [
            SettingsOption(
                "rebaseLabel", \.rebaseLabel, .nonEmptyText,
                "A merge request that is given this label is built again, and loses the label."),
            SettingsOption(
                "stopUpdatingLabel", \.stopUpdatingLabel, .nonEmptyText,
                "A merge request with this label is left as it is."),
            SettingsOption(
                "keepUpdatedLabel", optional: \.keepUpdatedLabel, .nonEmptyText,
                "A merge request with this label is built again whenever the target branch moves."),
            SettingsOption(
                "prHourlyLimit", \.prHourlyLimit, .integer(0...10_000),
                "The most merge requests opened within an hour; 0 means no limit."),
            SettingsOption(
                "commitHourlyLimit", \.commitHourlyLimit, .integer(0...10_000),
                "The most branches built or built again within an hour; 0 means no limit."),
            SettingsOption(
                "dependencyDashboard", \.dependencyDashboard, .flag,
                "Whether one issue of the repository shows what is open, waiting, held and found; its boxes are commands. On Azure it is a work item of the project."
            ),
            SettingsOption(
                "dependencyDashboardTitle", \.dependencyDashboardTitle, .nonEmptyText,
                "The title of that issue; it is found by it."),
            SettingsOption(
                "otherBots", \.otherBots, .choice(OtherBots.allCases),
                "Open merge requests of another bot for the same update: `leave` opens none beside them, `adopt` takes them over, `ignore` looks at none."
            ),
            SettingsOption(
                "otherBotsBranchPrefix", \.otherBotsBranchPrefix, .text,
                "What the branches of that other bot begin with."),
            SettingsOption(
                "branchConcurrentLimit", optional: \.branchConcurrentLimit, .integer(0...10_000),
                "The most branches at once, with and without a merge request; unset means as `prConcurrentLimit`, 0 means no limit."
            ),
        ]
    }
}
