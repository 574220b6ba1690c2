import Patterns

/// Reads the part of JSONata that finds things: paths, filters, objects, blocks and conditions; no grouping, sorting or transforms.
///
/// Source: https://docs.jsonata.org/path-operators, https://docs.jsonata.org/other-operators
struct JSONataParser {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    private var token = Token.end

    private static let maximumLength = 4000
    private static let maximumDepth = 60

    private enum Token: Hashable {
        case end
        case sign(String)
        case name(String)
        /// A name in backquotes, which is never a word of the language.
        case quotedName(String)
        case variable(String)
        case text(String)
        case number(Double)
    }

    /// How strongly operators bind.
    private static let powers: [String: Int] = [
        ":=": 10, "?": 20, "or": 25, "and": 30, "=": 40, "!=": 40, "<": 40, ">": 40, "<=": 40, ">=": 40, "in": 40,
        "&": 50, "+": 50, "-": 50, "*": 60, ".": 75, "[": 80,
    ]

    /// - Throws: ``PatternError`` when the expression cannot be read, or uses what is not supported.
    static func parse(_ text: String) throws(PatternError) -> JSONataNode {
        var parser = JSONataParser(scalars: Array(text.unicodeScalars.prefix(maximumLength + 1)))
        if parser.scalars.count > maximumLength { throw parser.error("the query is longer than 4,000 characters") }
        try parser.advance()
        let node = try parser.expression(0)
        guard parser.token == .end else { throw parser.error("the query goes on where it should end") }
        return node
    }

    private init(scalars: [Unicode.Scalar]) { self.scalars = scalars }

    // MARK: Expressions

    private mutating func expression(_ power: Int) throws(PatternError) -> JSONataNode {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.maximumDepth { throw error("the query is nested too deeply") }
        var left = try prefix()
        while let sign = infix, let own = Self.powers[sign], own > power {
            try advance()
            left = try continued(left, sign, own)
        }
        return left
    }

    private var infix: String? {
        switch token {
        case .sign(let sign): sign
        case .name(let name) where ["and", "or", "in"].contains(name): name
        default: nil
        }
    }

    private mutating func prefix() throws(PatternError) -> JSONataNode {
        let first = token
        if first == .sign("/") { return try regex() }
        try advance()
        switch first {
        case .text(let text): return .text(text)
        case .number(let number): return .number(number)
        case .quotedName(let name): return .field(name)
        case .name("true"): return .flag(true)
        case .name("false"): return .flag(false)
        case .name("null"): return .null
        case .name("function") where token == .sign("("): return try function()
        case .name(let name): return .field(name)
        case .variable(let name):
            guard token == .sign("(") else { return .variable(name) }
            try advance()
            return .call(name, try list(until: ")"))
        case .sign("*"): return .wildcard
        case .sign("**"): return .descendants
        case .sign("-"):
            guard case .number(let number) = token else { throw error("a number was expected behind -") }
            try advance()
            return .number(-number)
        case .sign("("): return .block(try list(until: ")", separator: ";"))
        case .sign("["): return .list(try list(until: "]"))
        case .sign("{"): return .object(try entries())
        default: throw error("a value was expected")
        }
    }

    private mutating func continued(_ left: JSONataNode, _ sign: String, _ power: Int) throws(PatternError)
        -> JSONataNode
    {
        switch sign {
        case ".":
            let step = Self.step(try expression(power))
            if case .path(let steps) = left { return .path(steps + [step]) }
            return .path([left, step])
        case "[":
            let condition = try expression(0)
            try expect("]")
            // A filter belongs to the last step of a path.
            if case .path(let steps) = left, let last = steps.last {
                return .path(steps.dropLast() + [.filter(last, condition)])
            }
            return .filter(left, condition)
        case "?":
            let first = try expression(0)
            guard token == .sign(":") else { return .condition(left, first, nil) }
            try advance()
            return .condition(left, first, try expression(0))
        case ":=":
            guard case .variable(let name) = left else { throw error("a variable was expected before :=") }
            return .bind(name, try expression(power - 1))
        default: return .binary(sign, left, try expression(power))
        }
    }

    /// A text behind a dot is a name.
    private static func step(_ node: JSONataNode) -> JSONataNode {
        switch node {
        case .text(let name): .field(name)
        case .filter(.text(let name), let condition): .filter(.field(name), condition)
        default: node
        }
    }

    private mutating func list(until close: String, separator: String = ",") throws(PatternError) -> [JSONataNode] {
        var items: [JSONataNode] = []
        while token != .sign(close) {
            items.append(try expression(0))
            if token == .sign(separator) { try advance() } else { break }
        }
        try expect(close)
        return items
    }

    private mutating func entries() throws(PatternError) -> [(key: JSONataNode, value: JSONataNode)] {
        var entries: [(JSONataNode, JSONataNode)] = []
        while token != .sign("}") {
            let key = try expression(0)
            try expect(":")
            entries.append((key, try expression(0)))
            if token == .sign(",") { try advance() } else { break }
        }
        try expect("}")
        return entries
    }

    private mutating func function() throws(PatternError) -> JSONataNode {
        try advance()
        var names: [String] = []
        while case .variable(let name) = token {
            names.append(name)
            try advance()
            if token == .sign(",") { try advance() }
        }
        try expect(")")
        try expect("{")
        let body = try list(until: "}", separator: ";")
        return .function(names, .block(body))
    }

    /// The expression between slashes; the first one was read.
    private mutating func regex() throws(PatternError) -> JSONataNode {
        var text = ""
        while position < scalars.count, scalars[position] != "/" {
            if scalars[position] == "\\", position + 1 < scalars.count {
                text.unicodeScalars.append(scalars[position])
                position += 1
            }
            text.unicodeScalars.append(scalars[position])
            position += 1
        }
        guard position < scalars.count else { throw error("a regular expression is not closed") }
        position += 1
        var ignoresCase = false
        while position < scalars.count, scalars[position] == "i" || scalars[position] == "m" {
            ignoresCase = ignoresCase || scalars[position] == "i"
            position += 1
        }
        try advance()
        return .regex(text, ignoresCase: ignoresCase)
    }

    private mutating func expect(_ sign: String) throws(PatternError) {
        guard token == .sign(sign) else { throw error("\(sign) was expected") }
        try advance()
    }

    private func error(_ text: String) -> PatternError {
        PatternError(message: "\(text) (near character \(min(position, scalars.count)))")
    }

    // MARK: Tokens

    private mutating func advance() throws(PatternError) {
        while position < scalars.count, scalars[position].properties.isWhitespace { position += 1 }
        guard position < scalars.count else {
            token = .end
            return
        }
        let first = scalars[position]
        for sign in [":=", "!=", "<=", ">=", "**"] where scalars[position...].starts(with: sign.unicodeScalars) {
            position += 2
            token = .sign(sign)
            return
        }
        position += 1
        switch first {
        case "\"", "'": token = .text(try quoted(first))
        case "`": token = .quotedName(try quoted(first))
        case "$": token = .variable(takeName(from: position))
        case "0"..."9":
            position -= 1
            let digits = scalars[position...].prefix { ("0"..."9").contains($0) || $0 == "." }
            position += digits.count
            token = .number(Double(String(String.UnicodeScalarView(digits))) ?? 0)
        case _ where Self.isName(first):
            position -= 1
            token = .name(takeName(from: position))
        default: token = .sign(String(first))
        }
    }

    private static func isName(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
    }

    private mutating func takeName(from start: Int) -> String {
        if start < scalars.count, scalars[start] == "$" {
            position = start + 1
            return "$"
        }
        let name = scalars[start...].prefix { Self.isName($0) }
        position = start + name.count
        return String(String.UnicodeScalarView(name))
    }

    private mutating func quoted(_ quote: Unicode.Scalar) throws(PatternError) -> String {
        var text = String.UnicodeScalarView()
        while position < scalars.count, scalars[position] != quote {
            if scalars[position] == "\\", position + 1 < scalars.count {
                position += 1
                let escapes: [Unicode.Scalar: Unicode.Scalar] = ["n": "\n", "t": "\t", "r": "\r"]
                text.append(escapes[scalars[position]] ?? scalars[position])
            } else {
                text.append(scalars[position])
            }
            position += 1
        }
        guard position < scalars.count else { throw error("a text is not closed") }
        position += 1
        return String(text)
    }
}
