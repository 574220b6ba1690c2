import Domain

/// The declarations of who is asked and where a merge request is filed; package rules may set them too.
enum PeopleOptionTable {
    static var options: [SettingsOption<PeopleOptions>] {
        [
            SettingsOption(
                "assigneesFromCodeOwners", optional: \.assigneesFromCodeOwners, .flag,
                "Whether those who own the changed files by the repository's CODEOWNERS are assigned, beside `assignees`."
            ),
            SettingsOption(
                "reviewersFromCodeOwners", optional: \.reviewersFromCodeOwners, .flag,
                "Whether those who own the changed files by the repository's CODEOWNERS are asked for a review, beside `reviewers`."
            ),
            SettingsOption(
                "expandCodeOwnersGroups", optional: \.expandCodeOwnersGroups, .flag,
                "Whether the members of a group or team stand for it; otherwise GitHub asks the team, and elsewhere it is left out."
            ),
            SettingsOption(
                "additionalReviewers", \.additionalReviewers, .userNames, merge: { distinct($0 + $1) },
                "User names that are asked for a review beside `reviewers`; those of all rules are added."),
            SettingsOption(
                "assigneesSampleSize", optional: \.assigneesSampleSize, .integer(1...100),
                "How many of those who could be assigned are, the same for the same branch; unset means all."),
            SettingsOption(
                "reviewersSampleSize", optional: \.reviewersSampleSize, .integer(1...100),
                "How many of those who could be asked for a review are, the same for the same branch; unset means all."),
            SettingsOption(
                "assignAutomerge", optional: \.assignAutomerge, .flag,
                "`false` asks nobody for what has `automerge`, unless its checks failed. Unset means `true`, unlike with Renovate."
            ),
            SettingsOption(
                "milestone", optional: \.milestone, .integer(1...Int.max),
                "The milestone that merge requests are opened with: its number on GitHub, its ID on GitLab. Not on Azure, which has none."
            ),
        ]
    }
}
