/// A value of an option apart from any file: for defaults, documents, schemas and listings. Secrets are references here.
enum SettingsValue: Hashable, Sendable {
    case null
    case flag(Bool)
    case integer(Int)
    case text(String)
    case list([SettingsValue])
    /// In the order in which it is to be written.
    case map([Member])

    struct Member: Hashable, Sendable {
        var name: String
        var value: SettingsValue

        init(_ name: String, _ value: SettingsValue) {
            self.name = name
            self.value = value
        }
    }

    static func texts(_ values: [String]) -> SettingsValue { .list(values.map { .text($0) }) }

    /// As JSON on one line, which is also YAML's flow style.
    var inlineJSON: String {
        switch self {
        case .null: "null"
        case .flag(let value): String(value)
        case .integer(let value): String(value)
        case .text(let value): Self.quoted(value)
        case .list(let items): "[" + items.map(\.inlineJSON).joined(separator: ", ") + "]"
        case .map(let members):
            "{" + members.map { Self.quoted($0.name) + ": " + $0.value.inlineJSON }.joined(separator: ", ") + "}"
        }
    }

    /// As JSON, two blanks a level, without a line end behind it.
    func json(indentation: String = "") -> String {
        let inner = indentation + "  "
        switch self {
        case .list(let items) where items.contains { $0.isStructure }:
            let lines = items.map { inner + $0.json(indentation: inner) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + indentation + "]"
        case .map(let members) where !members.isEmpty:
            let lines = members.map { inner + Self.quoted($0.name) + ": " + $0.value.json(indentation: inner) }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + indentation + "}"
        default: return inlineJSON
        }
    }

    private var isStructure: Bool {
        switch self {
        case .list, .map: true
        case .null, .flag, .integer, .text: false
        }
    }

    /// A JSON string, RFC 8259, section 7. Line separators and other control characters are escaped for YAML's sake.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case _
            where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028
                || scalar.value == 0x2029 || scalar.value == 0xFEFF:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
