extension BotOptions {
    var catalogue: OptionCodec<CatalogueSettings> {
        .section(
            "catalogue", "a map with gitlabPathURL",
            [
                SettingsOption(
                    "gitlabPathURL", optional: \.gitlabPathURL, .webURL,
                    "Where `windlass catalogue update` reads the stops of GitLab: its `upgrade_path.yml`, the `path.json` of its upgrade path tool, or a copy of one."
                )
            ], standard: CatalogueSettings())
    }

    var component: OptionCodec<ComponentSettings> {
        .section(
            "component", "a map of options such as name and rule", componentOptions,
            standard: ComponentSettings(name: "")
        ) { component, node, reader in
            if component.rule == .maxSkip, component.step == nil {
                reader.report(node.line, "step is missing: rule max-skip needs the greatest step in minors")
            }
            if component.rule == .follows, component.follows == nil {
                reader.report(node.line, "follows is missing: rule follows needs the name of the other component")
            }
        }
    }

    private var componentOptions: [SettingsOption<ComponentSettings>] {
        [
            SettingsOption(
                "name", \.name, .identifier, isRequired: true,
                "The component, as `windlass catalogue` names it, or a new one, which needs a rule."),
            SettingsOption(
                "rule", optional: \.rule, .choice(ComponentSettings.Rule.allCases),
                "In what order versions are taken; unset keeps the rule of the catalogue."),
            SettingsOption(
                "step", optional: \.step, .integer(1...100), "The greatest step in minors, for the rule `max-skip`."),
            SettingsOption(
                "follows", optional: \.follows, .identifier, "The component to go after, for the rule `follows`."),
            SettingsOption("skew", \.skew, .integer(0...100), "How many minors ahead of that component are allowed."),
            SettingsOption(
                "strength", optional: \.strength, .choice(ComponentSettings.Strength.allCases),
                "Whether the vendor enforces the rule or recommends it."),
            SettingsOption(
                "newestPatchFirst", optional: \.newestPatchFirst, .flag,
                "Whether the newest patch of the current minor comes before the next minor."),
            SettingsOption("stops", \.stops, .list(.minorLine), "Minors to stop at, beside those of the catalogue."),
            SettingsOption(
                "withoutStops", \.withoutStops, .list(.minorLine),
                "Minors that are stops in the catalogue and not here."
            ),
            SettingsOption(
                "avoid", \.avoid, .list(.versionRange), "Versions never to land on: `18.11.7` or `18.11.0-18.11.6`."),
            SettingsOption(
                "images", \.images, .texts, "Images that are this component, such as ones with names of your own."),
            SettingsOption("charts", \.charts, .texts, "Names of charts that install this component."),
        ]
    }

    var runbookSection: OptionCodec<RunbookSettings> {
        .section(
            "runbookSection", "a map with section and text",
            [
                SettingsOption(
                    "section", \.section, .choice(RunbookSettings.Section.allCases), isRequired: true,
                    "The section to replace."),
                SettingsOption(
                    "component", optional: \.component, .identifier, "The only component it is for; unset means all."),
                SettingsOption(
                    "installs", \.installs, .list(.choice(RunbookSettings.Install.allCases)),
                    "The kinds of install it is for; empty means all."),
                SettingsOption(
                    "text", \.text, .text, isRequired: true,
                    "Markdown. `{{default}}` stands for the text that would be there, `{{from}}`, `{{to}}`, `{{goal}}`, `{{chart}}`, `{{namespace}}`, `{{release}}` and `{{address}}` for what they say."
                ),
            ], standard: RunbookSettings())
    }
}

extension OptionCodec where Value == String {
    static let minorLine = OptionCodec.text(
        TextForm(
            title: "minor", plural: "minors", expectation: "two numbers such as \"17.5\", in quotes",
            pattern: "^[0-9]{1,9}\\.[0-9]{1,9}$"), parse: { isVersion($0, parts: 2) ? $0 : nil }, write: { $0 })

    static let versionRange = OptionCodec.text(
        TextForm(
            title: "versions", plural: "versions", expectation: "a version such as 18.11.7, or two with - between",
            pattern: "^[0-9.]+(-[0-9.]+)?$"),
        parse: { text in
            let ends = text.split(separator: "-", omittingEmptySubsequences: false)
            return (1...2).contains(ends.count) && ends.allSatisfy { isVersion(String($0), parts: 3) } ? text : nil
        }, write: { $0 })
}

private func isVersion(_ text: String, parts count: Int) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == count
        && parts.allSatisfy { !$0.isEmpty && $0.utf8.count <= 9 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
}
