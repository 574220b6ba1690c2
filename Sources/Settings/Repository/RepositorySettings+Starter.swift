public import Domain

extension RepositorySettings {
    /// The path of the file that onboarding adds.
    public static let starterPath = ".windlass.yaml"

    /// A first settings file: what is in force, as comments with an explanation each, and what `config` says.
    public static func starter(over defaults: RepositoryOptions, config: OnboardingConfig? = nil) -> String {
        let standard = RepositoryDraft(options: RepositoryOptions())
        let draft = RepositoryDraft(options: defaults)
        let table = RepositoryOptionTable().options.filter(\.holdsValue)
        var shown = starterOptions.compactMap { name in table.first { $0.name == name } }
        shown += table.filter { option in
            option.value(draft) != option.value(standard) && !starterOptions.contains(option.name)
        }
        let given = Set((config?.lines ?? []).compactMap { $0.split(separator: ":").first.map(String.init) })
        var text = introduction
        for line in config?.lines ?? [] { text += "\n" + line + "\n" }
        for option in shown where !given.contains(option.name) {
            text += "\n" + comment(option.text) + "\n" + example(option, draft, standard) + "\n"
        }
        return text
    }

    /// What a team asks for first, in that order.
    private static let starterOptions = [
        "assignees", "reviewers", "labels", "schedule", "timezone", "prConcurrentLimit", "minimumReleaseAge",
        "automerge", "ignorePaths", "ignoreDeps", "dependencyDashboard",
    ]

    /// What an option could look like that is not set.
    private static let examples = [
        "schedule": "[before 6am on monday]", "timezone": "Europe/Berlin", "minimumReleaseAge": "3 days",
        "automerge": "false",
    ]

    private static let introduction = """
        # Settings of Windlass for this repository.
        #
        # What stands behind a # is in force already, or an example where that is said. Take the # away to say
        # something else here; everything that is not said stays as the administrator set it.

        """

    private static func example(
        _ option: SettingsOption<RepositoryDraft>, _ draft: RepositoryDraft, _ standard: RepositoryDraft
    ) -> String {
        let value = option.value(draft)
        if value == .null {
            guard let example = examples[option.name] else { return "# \(option.name) is not set" }
            return "# (not set; an example)\n# \(option.name): \(example)"
        }
        return SettingsListing.lines(option.summary(standard: standard), value).map { "# " + $0 }
            .joined(separator: "\n")
    }

    /// Lines of at most 110 columns.
    private static func comment(_ text: String) -> String {
        var lines = ["#"]
        for word in text.split(whereSeparator: \.isWhitespace) {
            if lines[lines.count - 1].count + word.count + 1 > 110 { lines.append("#") }
            lines[lines.count - 1] += " " + word
        }
        return lines.joined(separator: "\n")
    }
}
