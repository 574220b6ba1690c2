/// What values an option takes: the source of messages, of the JSON Schema and of the reference page.
indirect enum OptionShape: Hashable, Sendable {
    case flag
    case integer(ClosedRange<Int>)
    case text(TextForm)
    case choice([String])
    case list(OptionShape)
    /// Any names, values of one shape.
    case map(OptionShape)
    case section(SectionShape)
    /// Either of two; only where Renovate accepts both.
    case either(OptionShape, OptionShape)

    /// What was expected, for messages: `a list of texts`.
    var expectation: String {
        switch self {
        case .flag: "true or false"
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .text(let form): form.expectation
        case .choice(let names): "one of " + names.joined(separator: ", ")
        case .list(let item): "a list of " + item.plural
        case .map(let item): "a map of names to " + item.plural
        case .section(let section): section.expectation
        case .either(let a, let b): a.expectation + " or " + b.expectation
        }
    }

    /// For the reference page: `list of texts`.
    var title: String {
        switch self {
        case .flag: "true or false"
        case .integer: "whole number"
        case .text(let form): form.title
        case .choice(let names): names.map { "`\($0)`" }.joined(separator: ", ")
        case .list(.choice(let names)): "list of " + names.map { "`\($0)`" }.joined(separator: ", ")
        case .list(let item): "list of " + item.plural
        case .map(let item): "map of names to " + item.plural
        case .section: "map"
        case .either(let a, let b): a.title + " or " + b.title
        }
    }

    private var plural: String {
        switch self {
        case .flag: "flags"
        case .integer: "whole numbers"
        case .text(let form): form.plural
        case .choice(let names): names.joined(separator: ", ")
        case .list: "lists"
        case .map, .section: "maps"
        case .either(let a, let b): a.plural + " or " + b.plural
        }
    }
}

/// A text with rules of its own.
struct TextForm: Hashable, Sendable {
    /// One word or two: `duration`.
    var title: String
    var plural: String
    /// What was expected, with an example: `a duration such as 30s or 2m`.
    var expectation: String
    /// A pattern of ECMA 262 for the JSON Schema, at most as strict as the reader; nil when any text will do.
    var pattern: String?

    static let any = TextForm(title: "text", plural: "texts", expectation: "a text")
    static let nonEmpty = TextForm(
        title: "text", plural: "texts", expectation: "a text that is not empty", pattern: ".")
}

/// A map with known names.
struct SectionShape: Hashable, Sendable {
    /// The name under which the JSON Schema keeps it.
    var name: String
    var expectation: String
    var options: [OptionSummary]
    /// Whether names that are not listed are let through (and reported), as in repository settings.
    var isOpen: Bool
}

/// What is declared about one option, apart from how it is read.
struct OptionSummary: Hashable, Sendable {
    var name: String
    var shape: OptionShape
    /// One sentence or two.
    var text: String
    /// What is in force when nothing is said.
    var standard: SettingsValue
    var isRequired: Bool
    /// Whether the option holds a value of its own that a listing can show.
    var holdsValue: Bool
}
