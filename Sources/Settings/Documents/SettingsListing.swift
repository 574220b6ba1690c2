public import Domain

/// Prints what is in force as YAML, with defaults marked. Credentials appear as references, as settings hold nothing else.
public enum SettingsListing {
    /// All bot settings; what equals the default is marked `# default`.
    public static func text(of settings: BotSettings) -> String {
        let declarations = BotOptions()
        return lines(
            declarations.options.map { ($0.summary(standard: declarations.standard), $0.value(settings)) },
            indentation: ""
        ).joined(separator: "\n") + "\n"
    }

    /// All options of one repository; what equals the admin's `defaults` is marked `# default`.
    public static func text(of options: RepositoryOptions, defaults: RepositoryOptions) -> String {
        let standard = RepositoryDraft(options: defaults)
        let draft = RepositoryDraft(options: options)
        return lines(
            RepositoryOptionTable().options.map { ($0.summary(standard: standard), $0.value(draft)) }, indentation: ""
        ).joined(separator: "\n") + "\n"
    }

    /// One option as lines, without the mark of defaults.
    static func lines(_ option: OptionSummary, _ value: SettingsValue) -> [String] {
        lines(option, value, indentation: "").map { line in
            line.hasSuffix(standardMark) ? String(line.dropLast(standardMark.count)) : line
        }
    }

    /// One option of the top level on one line.
    static func line(_ name: String, _ value: SettingsValue) -> String { "\(yaml(.text(name))): \(yaml(value))" }

    private static let standardMark = "  # default"

    private static func lines(_ options: [(OptionSummary, SettingsValue)], indentation: String) -> [String] {
        options.filter { $0.0.holdsValue }.flatMap { option, value in
            lines(option, value, indentation: indentation)
        }
    }

    private static func lines(_ option: OptionSummary, _ value: SettingsValue, indentation: String) -> [String] {
        let mark = value == option.standard ? standardMark : ""
        switch (option.shape, value) {
        case (_, .null): return [indentation + "# \(option.name) is not set"]
        case (.section(let section), .map(let members)):
            return [indentation + "\(option.name):"]
                + lines(pairs(section, members, standard: option.standard), indentation: indentation + "  ")
        case (.list(.section(let section)), .list(let items)) where !items.isEmpty:
            return [indentation + "\(option.name):" + mark]
                + items.flatMap { item(section, $0, indentation: indentation + "  ") }
        default: return [indentation + "\(option.name): \(yaml(value))" + mark]
        }
    }

    /// One map of a list: only what differs from the default, so that rules stay readable.
    private static func item(_ section: SectionShape, _ value: SettingsValue, indentation: String) -> [String] {
        guard case .map(let members) = value else { return [indentation + "- \(yaml(value))"] }
        let pairs = zip(section.options, members).filter { option, member in
            option.holdsValue && (option.isRequired || member.value != option.standard)
        }
        let lines = pairs.flatMap { option, member in
            Self.lines(option, member.value, indentation: indentation + "  ").map { line in
                line.hasSuffix(standardMark) ? String(line.dropLast(standardMark.count)) : line
            }
        }
        guard let first = lines.first else { return [indentation + "- {}"] }
        return [indentation + "- " + first.dropFirst(indentation.count + 2)] + lines.dropFirst()
    }

    /// The options of a section with their values, and the defaults that hold at this place.
    private static func pairs(
        _ section: SectionShape, _ members: [SettingsValue.Member], standard: SettingsValue
    ) -> [(OptionSummary, SettingsValue)] {
        var standards: [String: SettingsValue] = [:]
        if case .map(let members) = standard {
            standards = Dictionary(members.map { ($0.name, $0.value) }) { first, _ in first }
        }
        return zip(section.options, members).map { option, member in
            var option = option
            option.standard = standards[option.name] ?? option.standard
            return (option, member.value)
        }
    }

    private static func yaml(_ value: SettingsValue) -> String {
        switch value {
        case .null: "null"
        case .flag(let value): String(value)
        case .integer(let value): String(value)
        case .text(let text): isPlain(text) ? text : SettingsValue.quoted(text)
        case .list(let items): "[" + items.map(yaml).joined(separator: ", ") + "]"
        case .map(let members):
            "{" + members.map { yaml(.text($0.name)) + ": " + yaml($0.value) }.joined(separator: ", ") + "}"
        }
    }

    /// Whether YAML reads `text` as this very text without quotes, also inside of `[...]`.
    private static func isPlain(_ text: String) -> Bool {
        if isAmount(text) { return true }
        guard let first = text.unicodeScalars.first, first.properties.isAlphabetic || first == "/" || first == "."
        else {
            return false
        }
        let words: Set<String> = ["true", "false", "null", "yes", "no", "on", "off", "y", "n", ".nan", ".inf"]
        guard !words.contains(text.lowercased()), text.last != ":" else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || "0123456789_./@:+-".unicodeScalars.contains(scalar))
        } && !(first == "." && text.dropFirst().allSatisfy { $0.isNumber || "eE+-.".contains($0) })
    }

    /// Digits and a unit, such as `10s` or `512MB`.
    private static func isAmount(_ text: String) -> Bool {
        let unit = text.drop { $0.isASCII && $0.isNumber }
        guard unit.count < text.count, let first = unit.first, !"eExXoO".contains(first) else { return false }
        return unit.allSatisfy { $0.isASCII && $0.isLetter }
    }
}
