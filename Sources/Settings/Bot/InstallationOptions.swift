import Domain

extension BotOptions {
    var installation: OptionCodec<InstallationSettings> {
        .section(
            "installation", "a map of options such as component and url",
            [
                SettingsOption(
                    "component", \.component, .id, isRequired: true, "The component, such as `gitlab` or `argo-cd`."),
                SettingsOption(
                    "name", optional: \.name, .nonEmptyText,
                    "Your name for it. Entries of one component with one name are one installation, pinned in several repositories: their merge requests link to each other."
                ),
                SettingsOption(
                    "forge", optional: \.forge, .nonEmptyText,
                    "The name of the forge of `repository`; unset means any."),
                SettingsOption(
                    "bootstrap", \.bootstrap, .flag,
                    "Nothing that runs follows this pin: it says what new clusters begin with. It goes no further than the other pins of `name`, and is merged after them."
                ),
                SettingsOption(
                    "repository", optional: \.repository, .nonEmptyText,
                    "The repository that pins it, as a full path or glob; unset means every one."),
                SettingsOption(
                    "files", \.files, .texts, "Globs over the files that pin it; empty means every one."),
                SettingsOption(
                    "url", optional: \.url, .webURL,
                    "Where it is reached. It is asked which version runs, so that the next step waits for this one."),
                SettingsOption(
                    "token", optional: \.token, .secret(in: folder),
                    "A token for that, by reference. For GitLab one of an administrator with `read_api`, to see background migrations."
                ),
                SettingsOption(
                    "versionPath", optional: \.versionPath, .nonEmptyText,
                    "The path behind `url` that answers with JSON; unset means that of the component."),
                SettingsOption(
                    "versionField", optional: \.versionField, .nonEmptyText,
                    "The JSONPath of the version in that answer, such as `$.version`; unset means that of the component."
                ),
                SettingsOption(
                    "mode", optional: \.mode, .choice(UpgradeMode.allCases),
                    "How it is upgraded; unset means with downtime, from stop to stop."),
                SettingsOption(
                    "conditions", \.conditions, .textMap,
                    "Answers to the conditions of stops, each `yes` or `no`; `windlass route` names them."),
                SettingsOption(
                    "soak", optional: \.soak, .releaseAge,
                    "How long a step must have been running before the next one is proposed, such as `3 days`."),
            ], standard: InstallationSettings(component: "")
        ) { installation, node, reader in
            if installation.token != nil, installation.url == nil {
                reader.report(node.line, "url is missing: token says how to ask, and nothing says where")
            }
            if installation.bootstrap, installation.name == nil {
                reader.report(
                    node.line, "name is missing: bootstrap is about a pin beside another one of the same name")
            }
            if installation.bootstrap, installation.url != nil {
                reader.report(
                    node.line, "url: what runs is asked by the other entry of this name; bootstrap takes none")
            }
            if installation.name != nil, installation.repository?.contains(where: { "*?[{".contains($0) }) ?? true {
                reader.report(node.line, "repository: name needs the full path of one repository")
            }
            for (name, answer) in installation.conditions.sorted(by: { $0.key < $1.key })
            where !["yes", "no"].contains(answer) {
                reader.report(node.line, "conditions.\(name): expected yes or no")
            }
        }
    }
}
