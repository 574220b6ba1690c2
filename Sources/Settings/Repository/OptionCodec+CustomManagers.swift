import Domain

extension OptionCodec where Value == [CustomManager] {
    /// Managers of settings. One that is not supported is left out, and listed with the reason.
    static let customManagers: OptionCodec = {
        let manager = OptionCodec<CustomManager>.section(
            "customManager", "a map of options such as managerFilePatterns and matchStrings", options,
            standard: CustomManager(), isOpen: true)
        return .list(
            OptionCodec<CustomManager>(manager.shape) { node, reader in
                guard !isForeign(node, &reader), !isOff(node) else { return nil }
                return manager.read(node, &reader)
            } write: {
                manager.write($0)
            })
    }()

    private enum CustomType: String, Sendable, CaseIterable { case regex, jsonpath, jsonata }
    private enum FileFormat: String, Sendable, CaseIterable { case json, yaml, toml }

    /// Kinds that Renovate has and this version does not.
    private static func isForeign(_ node: SettingsNode, _ reader: inout OptionReader) -> Bool {
        guard case .map(let members) = node.content,
            let kind = members.first(where: { $0.name == "customType" })?.value,
            case .text(let name) = kind.content, CustomType(rawValue: name) == nil
        else { return false }
        reader.reportUnsupported(
            kind.line,
            "the manager is left out, because the customType '\(OptionReader.printable(name))' is not supported; there are regex, jsonata and jsonpath"
        )
        return true
    }

    /// A manager that its own `enabled` turns off.
    private static func isOff(_ node: SettingsNode) -> Bool {
        guard case .map(let members) = node.content,
            let value = members.first(where: { $0.name == "enabled" })?.value, case .flag(let isOn) = value.content
        else { return false }
        return !isOn
    }

    private static var options: [SettingsOption<CustomManager>] {
        [
            SettingsOption("enabled", .flag, "`false` turns the manager off.") { _, _, _, _ in },
            SettingsOption("customType", .choice(CustomType.allCases), "How dependencies are found.") {
                type, _, manager, _ in
                manager.kind = type == .regex ? .regex : .jsonpath
                manager.isQuery = type == .jsonata
            },
            SettingsOption(
                "fileFormat", .choice(FileFormat.allCases),
                "What the files of `jsonata` are; YAML and JSON are told apart by themselves."
            ) { format, node, _, reader in
                if format == .toml { reader.reportUnsupported(node.line, "files of TOML are not read by queries") }
            },
            SettingsOption("description", .textOrTexts, "A remark for people; not used here.") { _, _, _, _ in },
            SettingsOption(
                "managerFilePatterns", \.filePatterns, .textOrTexts, merge: { $0 + $1 },
                "The files that are read: globs, or `/regular expressions/`."),
            SettingsOption("fileMatch", .textOrTexts, "The older way: regular expressions without slashes.") {
                patterns, _, manager, _ in
                manager.filePatterns += patterns.map { "/\($0)/" }
            },
            SettingsOption(
                "matchStrings", \.matchStrings, .textOrTexts,
                "Regular expressions whose named groups give `depName`, `currentValue` and the like; for `jsonpath`, paths of versions."
            ),
            SettingsOption(
                "matchStringsStrategy", \.strategy, .choice(CustomManager.Strategy.allCases),
                "What several `matchStrings` mean together."),
            SettingsOption(
                "autoReplaceStringTemplate", optional: \.replacement, .text,
                "What a match is after an update. Where it repeats `newValue`, each of these places is written; it never changes anything else."
            ),
        ]
            + CustomManager.fields.map { field in
                SettingsOption(
                    field + "Template", .text, "What `\(field)` is, with `{{groups}}` filled in."
                ) { text, _, manager, _ in
                    manager.templates[field] = text
                }
            }
    }
}

/// What may be said about one built-in manager.
enum ManagerOptionTable {
    /// The managers that Renovate has and repositories speak of; an id that has no manager here changes nothing.
    static let ids: [ManagerID] = [
        "ansible", "ansible-galaxy", "argocd", "asdf", "azure-pipelines", "bitbucket-pipelines", "buildkite",
        "circleci",
        "cloudbuild", "crossplane", "devcontainer", "docker-compose", "dockerfile", "droneci", "fleet", "flux",
        "github-actions", "gitlabci", "gitlabci-include", "helm-requirements", "helm-values", "helmfile", "helmsman",
        "helmv3", "jsonnet-bundler", "kubernetes", "kustomize", "mise", "pre-commit", "quadlet", "sveltos", "tekton",
        "terraform", "terragrunt", "tflint-plugin", "vendir", "woodpecker",
    ]

    static let codec = OptionCodec<ManagerOptions>.section(
        "managerOptions", "a map of options such as managerFilePatterns",
        [
            SettingsOption("enabled", optional: \.enabled, .flag, "`false` turns the manager off."),
            SettingsOption(
                "managerFilePatterns", \.filePatterns, .texts, merge: { $0 + $1 },
                "Files that it reads beside those that it knows by itself: globs, or `/regular expressions/`."),
            SettingsOption("fileMatch", .textOrTexts, "The older way: regular expressions without slashes.") {
                patterns, _, options, _ in
                options.filePatterns += patterns.map { "/\($0)/" }
            },
        ], standard: ManagerOptions(), isOpen: true)
}

extension ManagerOptions {
    mutating func add(_ other: ManagerOptions) {
        enabled = other.enabled ?? enabled
        filePatterns += other.filePatterns
    }
}
