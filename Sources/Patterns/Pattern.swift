/// A regular expression that is matched in time proportional to the text, whatever the expression is.
///
/// Expressions come from repositories, so one must not be able to hang a run: there are no back references and no
/// look-around, as in RE2, whose syntax this is a part of: literals, `.`, classes (also `[:alpha:]` in them), `\d \w \s \b` and their opposites, `\x41`,
/// `^ $ \A \z`, groups (`(?:x)`, `(?<name>x)`, `(?P<name>x)`), `|`, `* + ? {n,m}` and their lazy forms, and the flags `i`, `m` and
/// `s` (`(?m)x`, `(?m:x)`).
/// Source: https://github.com/google/re2/wiki/Syntax
public struct Pattern: Sendable {
    /// The expression as written.
    public let text: String
    /// The names of the named groups, in the order in which they open.
    public var groupNames: [String] { program.groups.map(\.name) }

    let program: PatternProgram
    /// The numbers of the named groups, where all groups are kept.
    private(set) var numberOfName: [String: Int] = [:]

    /// Reads an expression of at most 4,000 characters.
    ///
    /// - Throws: ``PatternError`` when it is not one, uses what is not supported, or repeats itself too often.
    public init(_ text: String, ignoringCase: Bool = false) throws(PatternError) {
        self.text = text
        var parser = PatternParser(text, ignoringCase: ignoringCase)
        program = try PatternProgram(parser.parse(), names: parser.names)
    }

    /// As ``init(_:ignoringCase:)``, but keeps the groups without a name too: group 1 is called `#1`.
    init(keepingAllGroups text: String) throws(PatternError) {
        self.text = text
        var parser = PatternParser(text, ignoringCase: false)
        let node = try parser.parse()
        let named = Set(parser.names.map(\.index))
        let others = (0..<parser.groupCount).map { $0 + 1 }.filter { !named.contains($0) }
        program = try PatternProgram(node, names: parser.names + others.map { ("#\($0)", $0) })
        numberOfName = Dictionary(parser.names.map { ($0.name, $0.index) }) { first, _ in first }
    }

    /// Whether the expression is found somewhere in `text`.
    public func matches(_ text: String) -> Bool { slots(in: Array(text.utf8)) != nil }

    /// The texts of the named groups that took part in the first match in `text`; nil when there is no match.
    public func groups(in text: String) -> [String: String]? {
        let bytes = Array(text.utf8)
        return slots(in: bytes).map { PatternMatch($0, program) }?.groups.mapValues {
            String(decoding: bytes[$0], as: UTF8.self)
        }
    }

    /// The texts of the first match in `text` and of its groups by number; 0 is the whole match. All groups must be kept.
    func numberedGroups(in text: String) -> [Int: String]? {
        let bytes = Array(text.utf8)
        guard let match = slots(in: bytes).map({ PatternMatch($0, program) }) else { return nil }
        var result = [0: String(decoding: bytes[match.range], as: UTF8.self)]
        for (name, range) in match.groups {
            guard let number = numberOfName[name] ?? Int(name.dropFirst()) else { continue }
            result[number] = String(decoding: bytes[range], as: UTF8.self)
        }
        return result
    }

    private func slots(in bytes: [UInt8]) -> [Int]? {
        bytes.withUnsafeBufferPointer { buffer in
            guard mayMatch(buffer, buffer.indices) else { return nil }
            var machine = PatternMachine(program, budget: .max)
            return machine.firstMatch(in: buffer, range: buffer.indices, from: 0)
        }
    }

    /// An expression between slashes, as settings write it: `/x/`, `/x/i` for any case, `!/x/` for "does not match".
    public struct Delimited: Sendable {
        public let pattern: Pattern
        public let isNegated: Bool

        /// Reads `text`; nil when it does not stand between slashes or the expression cannot be read.
        public init?(_ text: String) {
            var rest = text[...]
            isNegated = rest.hasPrefix("!")
            if isNegated { rest = rest.dropFirst() }
            let ignoresCase = rest.hasSuffix("/i")
            if ignoresCase { rest = rest.dropLast() }
            guard rest.count > 2, rest.hasPrefix("/"), rest.hasSuffix("/"),
                let pattern = try? Pattern(String(rest.dropFirst().dropLast()), ignoringCase: ignoresCase)
            else { return nil }
            self.pattern = pattern
        }

        /// Whether `text` matches, or does not when the expression is negated.
        public func matches(_ text: String) -> Bool { pattern.matches(text) != isNegated }
    }
}

/// Why a regular expression cannot be used.
public struct PatternError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong, and at which character of the expression, counted from 1.
    public var message: String

    public init(message: String) { self.message = message }

    public var description: String { message }
}
