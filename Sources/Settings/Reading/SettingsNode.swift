/// One value of a settings file and the line it begins on, whatever language the file is written in.
struct SettingsNode: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        case null
        case flag(Bool)
        case integer(Int)
        /// A number that is not a whole one, or is too large for `Int`, as written.
        case number(String)
        case text(String)
        case list([SettingsNode])
        /// In the order of the file; names are unique.
        case map([Member])
    }

    /// One `name: value` of a map.
    struct Member: Hashable, Sendable {
        var name: String
        /// The line of the name.
        var line: Int
        var value: SettingsNode
    }

    /// Counted from 1.
    var line: Int
    var content: Content

    /// What was found, for messages. Texts are not repeated: they could be secrets in the wrong place.
    var summary: String {
        switch content {
        case .null: "nothing"
        case .flag(let value): String(value)
        case .integer(let value): "the number \(value)"
        case .number: "a number that is not a whole one"
        case .text(let value): value.isEmpty ? "an empty text" : "a text"
        case .list: "a list"
        case .map: "a map"
        }
    }
}

/// A settings file as a tree, and what is wrong with it without making it unreadable.
struct ParsedNodes: Hashable, Sendable {
    /// Nil when the file holds nothing but blanks and comments.
    var root: SettingsNode?
    /// Names that stand twice in one map; the first one counts.
    var duplicates: [Duplicate] = []

    struct Duplicate: Hashable, Sendable {
        var name: String
        var line: Int
        var firstLine: Int
    }
}

/// Why a file cannot be read at all.
struct SettingsSyntaxError: Error, Hashable {
    /// Counted from 1; nil when no line is meant.
    var line: Int?
    var message: String
}

/// What a settings file may cost. Repository settings are written by anyone, so none of these is optional.
struct SettingsLimits: Hashable, Sendable {
    /// The size of the file, in bytes.
    var bytes = 1 << 20
    /// How deep lists and maps nest, with aliases put in place.
    var depth = 64
    /// How many values there are, with aliases put in place.
    var nodes = 200_000

    static let standard = SettingsLimits()
}
