/// What stands between the braces of a template: a name, a text in quotes, or a helper with arguments.
///
/// Helpers: `lowercase x`, `uppercase x`, `replace 'find' 'text' x`, `split x ','`, `lookup list 0`, `add 1 2`, `equals a b`,
/// `containsString x 'part'`, `includes list x`, `and a b`, `or a b`, `not a`, `encodeURIComponent x` and `stringToPrettyJSON x`.
/// Source: https://docs.renovatebot.com/templates/#additional-handlebars-helpers, https://handlebarsjs.com/guide/expressions.html
struct TemplateExpression {
    let values: [String: String]
    let replacing: FieldTemplate.Replacement?

    enum Value {
        case text(String)
        case flag(Bool)
        case list([String])

        /// As it is written into the text.
        var text: String {
            switch self {
            case .text(let text): text
            case .flag(let flag): flag ? "true" : "false"
            case .list(let items): items.joined(separator: ",")
            }
        }

        /// Whether a condition holds: what is empty does not, nor does zero.
        var isTrue: Bool {
            switch self {
            case .text(let text): !text.isEmpty
            case .flag(let flag): flag
            case .list(let items): !items.isEmpty
            }
        }
    }

    private static let maximumDepth = 20

    /// nil for what is not supported.
    func value(of action: Substring) -> Value? {
        var rest = action
        guard let result = call(&rest, depth: 0), rest.isEmpty else { return nil }
        return result
    }

    /// Reads up to the end or the closing bracket of `rest`: a value alone, or a helper and its arguments.
    private func call(_ rest: inout Substring, depth: Int) -> Value? {
        guard depth < Self.maximumDepth else { return nil }
        var name: Substring?
        var arguments: [Value] = []
        skipBlanks(&rest)
        while let first = rest.first, first != ")" {
            if first == "(" {
                rest.removeFirst()
                guard let value = call(&rest, depth: depth + 1), rest.first == ")" else { return nil }
                rest.removeFirst()
                arguments.append(value)
            } else if first == "'" || first == "\"" {
                rest.removeFirst()
                guard let end = rest.firstIndex(of: first) else { return nil }
                arguments.append(.text(String(rest[..<end])))
                rest = rest[rest.index(after: end)...]
            } else {
                let word = rest.prefix { $0 != " " && $0 != ")" && $0 != "(" }
                rest = rest[word.endIndex...]
                if name == nil, arguments.isEmpty {
                    name = word
                } else {
                    arguments.append(named(word))
                }
            }
            skipBlanks(&rest)
        }
        guard let name else { return arguments.count == 1 ? arguments[0] : nil }
        return arguments.isEmpty ? named(name) : helper(name, arguments)
    }

    private func skipBlanks(_ rest: inout Substring) {
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    }

    private func named(_ word: Substring) -> Value {
        if word == "true" || word == "false" { return .flag(word == "true") }
        if Int(word) != nil { return .text(String(word)) }
        return .text(values[String(word)] ?? "")
    }

    private func helper(_ name: Substring, _ arguments: [Value]) -> Value? {
        let texts = arguments.map(\.text)
        switch (name, arguments.count) {
        case ("lowercase", 1): return .text(texts[0].lowercased())
        case ("uppercase", 1): return .text(texts[0].uppercased())
        case ("stringToPrettyJSON", 1): return arguments[0]
        case ("encodeURIComponent", 1): return .text(Self.encoded(texts[0]))
        case ("replace", 3): return replaced(texts[0], texts[1], texts[2]).map { .text($0) }
        case ("split", 2): return .list(Self.split(texts[0], texts[1]))
        case ("lookup", 2):
            guard case .list(let items) = arguments[0], let index = Int(texts[1]) else { return nil }
            return .text(items.indices.contains(index) ? items[index] : "")
        case ("add", 2):
            guard let a = Int(texts[0]), let b = Int(texts[1]) else { return nil }
            let sum = a.addingReportingOverflow(b)
            return sum.overflow ? nil : .text(String(sum.partialValue))
        case ("equals", 2): return .flag(texts[0] == texts[1])
        case ("containsString", 2): return .flag(texts[1].isEmpty || texts[0].contains(texts[1]))
        case ("includes", 2):
            guard case .list(let items) = arguments[0] else { return nil }
            return .flag(items.contains(texts[1]))
        case ("not", 1): return .flag(!arguments[0].isTrue)
        case ("and", _): return .flag(arguments.allSatisfy(\.isTrue))
        case ("or", _): return .flag(arguments.contains(where: \.isTrue))
        default: return nil
        }
    }

    private func replaced(_ pattern: String, _ replacement: String, _ text: String) -> String? {
        if pattern.isEmpty { return text }
        if !pattern.contains(where: { "\\^$.|?*+()[]{}".contains($0) }), !replacement.contains("$") {
            return text.replacing(pattern, with: replacement)
        }
        return replacing?(pattern, replacement, text)
    }

    private static func split(_ text: String, _ separator: String) -> [String] {
        guard !separator.isEmpty else { return text.map { String($0) } }
        return text.split(separator: separator, omittingEmptySubsequences: false).map { String($0) }
    }

    /// All but the characters that a part of an address may hold, as `%` and two digits for each byte.
    private static func encoded(_ text: String) -> String {
        text.utf8.reduce(into: "") { result, byte in
            let scalar = Unicode.Scalar(byte)
            let isLetter = (0x61...0x7A).contains(byte | 0x20) && byte < 0x80
            if isLetter || (0x30...0x39).contains(byte) || "-_.!~*'()".unicodeScalars.contains(scalar) {
                result.unicodeScalars.append(scalar)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.utf8.count == 1 ? "%0" + digits : "%" + digits
            }
        }
    }
}
