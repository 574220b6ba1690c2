/// A recursive-descent parser for JSON5 over bytes; recursion ends at the depth limit.
struct JSON5Parser {
    var cursor: JSON5Cursor
    private let limits: SettingsLimits
    private var nodes = 0
    private var duplicates: [ParsedNodes.Duplicate] = []

    init(bytes: [UInt8], limits: SettingsLimits) {
        cursor = JSON5Cursor(bytes: bytes)
        self.limits = limits
    }

    mutating func parse() throws(SettingsSyntaxError) -> ParsedNodes {
        try cursor.skipBlanks()
        let root = try parseValue(depth: 0)
        try cursor.skipBlanks()
        guard cursor.isAtEnd else { throw cursor.unexpected("the end of the file") }
        return ParsedNodes(root: root, duplicates: duplicates)
    }

    private mutating func parseValue(depth: Int) throws(SettingsSyntaxError) -> SettingsNode {
        let line = cursor.line
        nodes += 1
        guard nodes <= limits.nodes else {
            throw SettingsSyntaxError(line: line, message: "settings may hold \(limits.nodes) values at most")
        }
        guard depth <= limits.depth else {
            throw SettingsSyntaxError(line: line, message: "lists and maps may nest \(limits.depth) deep at most")
        }
        return SettingsNode(line: line, content: try parseContent(depth: depth))
    }

    private mutating func parseContent(depth: Int) throws(SettingsSyntaxError) -> SettingsNode.Content {
        switch cursor.peek {
        case UInt8(ascii: "{"): return .map(try parseMembers(depth: depth))
        case UInt8(ascii: "["): return .list(try parseItems(depth: depth))
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .text(try cursor.readString())
        case let byte? where "+-.0123456789".utf8.contains(byte): return try cursor.readNumber()
        default: return try parseWord()
        }
    }

    private mutating func parseWord() throws(SettingsSyntaxError) -> SettingsNode.Content {
        for (word, content) in Self.words where cursor.skip(word: word) { return content }
        throw cursor.unexpected("a value")
    }

    private static let words: [(String, SettingsNode.Content)] = [
        ("true", .flag(true)), ("false", .flag(false)), ("null", .null),
        ("Infinity", .number("Infinity")), ("NaN", .number("NaN")),
    ]

    private mutating func parseItems(depth: Int) throws(SettingsSyntaxError) -> [SettingsNode] {
        var items: [SettingsNode] = []
        cursor.advance()
        while true {
            try cursor.skipBlanks()
            if cursor.skip(UInt8(ascii: "]")) { return items }
            items.append(try parseValue(depth: depth + 1))
            try cursor.skipBlanks()
            if cursor.skip(UInt8(ascii: "]")) { return items }
            guard cursor.skip(UInt8(ascii: ",")) else { throw cursor.unexpected("a comma or ] in a list") }
        }
    }

    private mutating func parseMembers(depth: Int) throws(SettingsSyntaxError) -> [SettingsNode.Member] {
        var members: [SettingsNode.Member] = []
        var lines: [String: Int] = [:]
        cursor.advance()
        while true {
            try cursor.skipBlanks()
            if cursor.skip(UInt8(ascii: "}")) { return members }
            let line = cursor.line
            let name = try cursor.readName()
            try cursor.skipBlanks()
            guard cursor.skip(UInt8(ascii: ":")) else { throw cursor.unexpected("a colon behind a name") }
            try cursor.skipBlanks()
            let value = try parseValue(depth: depth + 1)
            if let firstLine = lines[name] {
                duplicates.append(ParsedNodes.Duplicate(name: name, line: line, firstLine: firstLine))
            } else {
                lines[name] = line
                members.append(SettingsNode.Member(name: name, line: line, value: value))
            }
            try cursor.skipBlanks()
            if cursor.skip(UInt8(ascii: "}")) { return members }
            guard cursor.skip(UInt8(ascii: ",")) else { throw cursor.unexpected("a comma or } in a map") }
        }
    }
}
