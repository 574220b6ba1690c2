/// Makes the reference page of all settings, `docs/settings.md`, from the declarations of their options.
public enum SettingsReference {
    /// The page as Markdown.
    public static func markdown() -> String {
        let bot = BotOptions().shape
        let repository = RepositoryOptionTable().shape(isOpen: true)
        let parts =
            [introduction, "## Bot settings\n", botIntroduction, table(bot)]
            + sections(of: bot, depth: 3, except: ["repositoryOptions"])
            + [
                "## Repository settings\n", repositoryIntroduction, table(repository), "### packageRules[]\n",
                rulesText,
            ]
            + sections(of: repository, depth: 3, except: []).dropFirst()
            + ["### Presets in `extends`\n", presetsText, presetTable]
        return parts.joined(separator: "\n")
    }

    private static let introduction = """
        # Settings

        This page is made from the declarations of the options (`windlass config schema --markdown`); do not edit it.
        `windlass config validate` checks files, `windlass config show` prints what is in force, and
        `windlass config schema [--repository]` prints the JSON Schema (draft 2020-12) that editors can use:
        [windlass.schema.json](windlass.schema.json), [repository.schema.json](repository.schema.json).

        """

    private static let botIntroduction = """
        One YAML file that the admin owns; [config/windlass.yaml](../config/windlass.yaml) is a commented example.

        - Credentials stand there by reference only: `env:NAME` for an environment variable, `file:PATH` for a file (one
          line end behind the value is cut off). A value in the file itself is refused.
        - Relative paths are taken from the folder of the settings file.
        - Names that are not listed here are errors, and so are names that stand twice. All problems are reported at once.
        - YAML 1.2: `yes` and `on` are texts, not flags. Aliases may be used, tags may not. One document, UTF-8, 1 MiB.

        """

    private static let repositoryIntroduction = """
        The first of these files in the repository's root counts: \(paths).
        A repository without one has the admin's `defaults`.

        - Names and meanings are Renovate's. What is not listed here is reported with its line, and never an error, so that
          a team switches without editing a file. A value of the wrong type is an error: then nothing is proposed.
        - Over the admin's `defaults` come the presets of `extends`, then the options of the file. Lists replace what was
          there before; `packageRules`, `customResources` and `ignoreDeps` are added behind it, `registryAliases` name by name.
        - JSON files may have what JSON5 allows: comments, trailing commas, single quotes, names without quotes. A file has
          at most 1 MiB, 200,000 values and a depth of 64.

        """

    private static let rulesText = """
        A rule counts for the dependencies that all its matchers match. A rule with a matcher that is not listed here is
        left out as a whole, and reported: without the matcher it would do its work in places where nobody wants it.

        """

    private static let presetsText = """
        Presets that only set options are applied; others, and those in other repositories, are reported. The path lists of
        `config:recommended` (such as `**/test/**`) do not apply: write the folders to leave alone into `ignorePaths`.

        """

    private static var paths: String {
        RepositorySettings.paths.map { "`\($0)`" }.joined(separator: ", ")
    }

    private static var presetTable: String {
        let rows = Preset.all.map { preset in
            "| `\(preset.name)\(preset.arguments.upperBound > 0 ? "(...)" : "")` | \(preset.text) |"
        }
        return (["| Preset | What it does here |", "|---|---|"] + rows).joined(separator: "\n") + "\n"
    }

    /// The sections below `shape`, each with its heading, in the order of their options.
    private static func sections(of shape: SectionShape, depth: Int, path: String = "", except: Set<String>) -> [String]
    {
        shape.options.flatMap { option -> [String] in
            let name = path.isEmpty ? option.name : path + "." + option.name
            let (section, title): (SectionShape, String)
            switch option.shape {
            case .section(let found): (section, title) = (found, name)
            case .list(.section(let found)): (section, title) = (found, name + "[]")
            default: return []
            }
            guard !except.contains(section.name) else { return [] }
            return [String(repeating: "#", count: depth) + " \(title)\n", table(section)]
                + sections(of: section, depth: depth, path: title, except: except)
        }
    }

    private static func table(_ shape: SectionShape) -> String {
        let rows = shape.options.map { option in
            "| `\(option.name)` | \(option.shape.title) | \(standard(of: option)) | \(option.text) |"
        }
        return (["| Option | Value | Default | Meaning |", "|---|---|---|---|"] + rows).joined(separator: "\n") + "\n"
    }

    private static func standard(of option: OptionSummary) -> String {
        if option.isRequired { return "required" }
        guard option.holdsDefault else { return "" }
        if case .text(let text) = option.standard { return "`\(text)`" }
        return "`\(option.standard.inlineJSON)`"
    }
}
