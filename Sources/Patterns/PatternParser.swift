/// A part of a regular expression.
indirect enum PatternNode: Sendable {
    case empty
    case scalars(ScalarSet)
    case assertion(PatternAssertion)
    case sequence([PatternNode])
    case choice([PatternNode])
    case `repeat`(PatternNode, min: Int, max: Int?, isLazy: Bool)
    /// Group `index`; 0 is the whole match.
    case capture(PatternNode, index: Int)
}

enum PatternAssertion: Hashable, Sendable {
    case start, end, lineStart, lineEnd, wordBoundary, notWordBoundary
}

/// A set of characters: ranges, or all others.
struct ScalarSet: Hashable, Sendable {
    var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false
    var ignoresCase = false

    static let digits = ScalarSet(ranges: [range("0", "9")])
    static let word = ScalarSet(ranges: [range("0", "9"), range("A", "Z"), range("a", "z"), range("_", "_")])
    static let blanks = ScalarSet(ranges: [9...10, 12...13, 32...32])
    static let all = ScalarSet(isNegated: true)
    static let allButNewline = ScalarSet(ranges: [10...10], isNegated: true)

    private static func range(_ a: Unicode.Scalar, _ b: Unicode.Scalar) -> ClosedRange<UInt32> { a.value...b.value }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        let value = scalar.value
        var isIn = ranges.contains { $0.contains(value) }
        if !isIn, ignoresCase, (0x61...0x7A).contains(value | 0x20) {
            isIn = ranges.contains { $0.contains(value ^ 0x20) }
        }
        return isIn != isNegated
    }

    /// The ranges that a negated set leaves, so that it can be part of another one.
    var positiveRanges: [ClosedRange<UInt32>] {
        guard isNegated else { return ranges }
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { result.append(next...range.lowerBound - 1) }
            next = max(next, range.upperBound + 1)
        }
        result.append(next...0x10FFFF)
        return result
    }
}

/// Reads the text of an expression.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var depth = 0
    private var flags: Flags
    private(set) var groupCount = 0
    private(set) var names: [(name: String, index: Int)] = []

    /// What `(?ims)` turns on, up to the end of the group that it stands in.
    private struct Flags {
        var ignoresCase = false
        /// `^` and `$` also match at line ends.
        var isMultiline = false
        /// `.` also matches a line feed.
        var dotMatchesAll = false
    }

    private static let maximumLength = 4000

    init(_ text: String, ignoringCase: Bool) {
        scalars = Array(text.unicodeScalars.prefix(Self.maximumLength + 1))
        flags = Flags(ignoresCase: ignoringCase)
    }

    mutating func parse() throws(PatternError) -> PatternNode {
        if scalars.count > Self.maximumLength {
            throw PatternError(message: "the expression is longer than 4,000 characters")
        }
        let node = try parseChoice()
        if position < scalars.count { throw error("there is no group that this closes") }
        return .capture(node, index: 0)
    }

    private mutating func parseChoice() throws(PatternError) -> PatternNode {
        var options = [try parseSequence()]
        while take("|") { options.append(try parseSequence()) }
        return options.count == 1 ? options[0] : .choice(options)
    }

    private mutating func parseSequence() throws(PatternError) -> PatternNode {
        var nodes: [PatternNode] = []
        while let next = peek, next != "|", next != ")" {
            nodes.append(try parseRepeats(of: parseAtom()))
        }
        return nodes.count == 1 ? nodes[0] : nodes.isEmpty ? .empty : .sequence(nodes)
    }

    private mutating func parseRepeats(of atom: PatternNode) throws(PatternError) -> PatternNode {
        guard let (min, max) = try parseCount() else { return atom }
        let isLazy = take("?")
        if peek == "*" || peek == "+" || peek == "?" { throw error("a repetition cannot be repeated") }
        return .repeat(atom, min: min, max: max, isLazy: isLazy)
    }

    private mutating func parseCount() throws(PatternError) -> (Int, Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = position
        guard take("{"), let min = takeNumber() else {
            position = start
            return nil
        }
        var max: Int? = min
        if take(",") { max = takeNumber() }
        guard take("}") else {
            position = start
            return nil
        }
        guard min <= 1000, max ?? 0 <= 1000, max.map({ $0 >= min }) ?? true else {
            throw error("a repetition must be at most 1,000 and not reversed")
        }
        return (min, max)
    }

    private mutating func parseAtom() throws(PatternError) -> PatternNode {
        guard let next = peek else { return .empty }
        position += 1
        switch next {
        case ".": return .scalars(flags.dotMatchesAll ? .all : .allButNewline)
        case "^": return .assertion(flags.isMultiline ? .lineStart : .start)
        case "$": return .assertion(flags.isMultiline ? .lineEnd : .end)
        case "(": return try parseGroup()
        case "[": return .scalars(try parseClass())
        case "\\": return try parseEscape()
        case "*", "+", "?": throw error("there is nothing to repeat")
        default: return .scalars(literal(next))
        }
    }

    private mutating func parseGroup() throws(PatternError) -> PatternNode {
        depth += 1
        defer { depth -= 1 }
        if depth > 50 || groupCount > 50 { throw error("there are more than 50 groups") }
        var index: Int?
        let outer = flags
        if take("?:") {
            index = nil
        } else if peek == "?", try takeFlags() {
            // `(?i)` holds on behind its bracket; `(?i:x)` is a group.
            if take(")") { return .empty }
            position += 1
        } else if peek == "?" {
            index = try parseName()
        } else {
            groupCount += 1
            index = groupCount
        }
        let node = try parseChoice()
        flags = outer
        guard take(")") else { throw error("a group is not closed") }
        return index.map { .capture(node, index: $0) } ?? node
    }

    /// Reads `?ims-ims` up to the `)` or `:` behind it; false, and nothing read, when these are no flags.
    private mutating func takeFlags() throws(PatternError) -> Bool {
        var end = position + 1
        var isOn = true
        var made = flags
        while end < scalars.count, scalars[end] != ")", scalars[end] != ":" {
            switch scalars[end] {
            case "i": made.ignoresCase = isOn
            case "m": made.isMultiline = isOn
            case "s": made.dotMatchesAll = isOn
            case "-" where isOn: isOn = false
            default: return false
            }
            end += 1
        }
        guard end > position + 1, end < scalars.count else { return false }
        flags = made
        position = end
        return true
    }

    private mutating func parseName() throws(PatternError) -> Int {
        guard take("?<") || take("?P<"), peek != "=", peek != "!" else {
            throw error("look-around and this flag are not supported")
        }
        var name = ""
        while let next = peek, next != ">" {
            guard ScalarSet.word.contains(next) else { throw error("a group's name holds letters, digits and _ only") }
            name.unicodeScalars.append(next)
            position += 1
        }
        guard take(">"), !name.isEmpty else { throw error("a group's name is not closed") }
        if names.contains(where: { $0.name == name }) { throw error("two groups are named \(name)") }
        groupCount += 1
        names.append((name, groupCount))
        return groupCount
    }

    private mutating func parseEscape() throws(PatternError) -> PatternNode {
        switch peek {
        case "b":
            position += 1
            return .assertion(.wordBoundary)
        case "B":
            position += 1
            return .assertion(.notWordBoundary)
        case "A":
            position += 1
            return .assertion(.start)
        case "z":
            position += 1
            return .assertion(.end)
        default:
            return .scalars(try parseEscapedSet())
        }
    }

    private mutating func parseEscapedSet() throws(PatternError) -> ScalarSet {
        guard let next = peek else { throw error("there is nothing behind the \\") }
        position += 1
        switch next {
        case "d": return .digits
        case "D": return ScalarSet(ranges: ScalarSet.digits.ranges, isNegated: true)
        case "w": return .word
        case "W": return ScalarSet(ranges: ScalarSet.word.ranges, isNegated: true)
        case "s": return .blanks
        case "S": return ScalarSet(ranges: ScalarSet.blanks.ranges, isNegated: true)
        case "t": return literal("\t")
        case "n": return literal("\n")
        case "r": return literal("\r")
        case "f": return literal("\u{0C}")
        case "v": return literal("\u{0B}")
        case "x": return literal(try parseCode(digits: 2))
        case "u": return literal(try parseCode(digits: 4))
        default:
            if ScalarSet.word.contains(next), next != "_" { throw error("\\\(next) is not supported") }
            return literal(next)
        }
    }

    /// The character that `\x41`, `\u0041` or `\x{1F600}` stands for.
    private mutating func parseCode(digits count: Int) throws(PatternError) -> Unicode.Scalar {
        let isInBraces = take("{")
        let digits = scalars[position...].prefix(isInBraces ? 6 : count).prefix { $0.properties.isASCIIHexDigit }
        position += digits.count
        let text = digits.reduce(into: "") { $0.unicodeScalars.append($1) }
        guard isInBraces ? take("}") : digits.count == count,
            let scalar = UInt32(text, radix: 16).flatMap(Unicode.Scalar.init)
        else { throw error("there is no character of this number") }
        return scalar
    }

    /// `[:alpha:]` inside of a class; nil, and nothing read, for anything else.
    private mutating func takeNamedClass() -> ScalarSet? {
        guard peek == "[", position + 1 < scalars.count, scalars[position + 1] == ":" else { return nil }
        for (name, ranges) in Self.namedClasses where take("[:\(name):]") { return ScalarSet(ranges: ranges) }
        for (name, ranges) in Self.namedClasses where take("[:^\(name):]") {
            return ScalarSet(ranges: ranges, isNegated: true)
        }
        return nil
    }

    private static let namedClasses: [(String, [ClosedRange<UInt32>])] = [
        ("alnum", [0x30...0x39, 0x41...0x5A, 0x61...0x7A]), ("alpha", [0x41...0x5A, 0x61...0x7A]),
        ("blank", [9...9, 32...32]), ("digit", [0x30...0x39]), ("lower", [0x61...0x7A]),
        ("punct", [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E]),
        ("space", [9...13, 32...32]), ("upper", [0x41...0x5A]), ("word", ScalarSet.word.ranges),
        ("xdigit", [0x30...0x39, 0x41...0x46, 0x61...0x66]),
    ]

    private mutating func parseClass() throws(PatternError) -> ScalarSet {
        var set = ScalarSet(ignoresCase: flags.ignoresCase)
        set.isNegated = take("^")
        var isFirst = true
        while let next = peek, next != "]" || isFirst {
            isFirst = false
            if let named = takeNamedClass() {
                set.ranges += named.positiveRanges
                continue
            }
            position += 1
            let item = next == "\\" ? try parseEscapedSet() : literal(next)
            // Behind `\d` and its likes a `-` is just a character.
            guard peek == "-", item.single != nil, position + 1 < scalars.count, scalars[position + 1] != "]" else {
                set.ranges += item.positiveRanges
                continue
            }
            position += 1
            guard let last = peek else { break }
            position += 1
            let end = last == "\\" ? try parseEscapedSet() : literal(last)
            guard let low = item.single, let high = end.single, low <= high else { throw error("this is not a range") }
            set.ranges.append(low...high)
        }
        guard take("]") else { throw error("a class is not closed") }
        return set
    }

    private func literal(_ scalar: Unicode.Scalar) -> ScalarSet {
        ScalarSet(ranges: [scalar.value...scalar.value], ignoresCase: flags.ignoresCase)
    }

    private var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    private mutating func take(_ text: String) -> Bool {
        guard scalars[position...].starts(with: text.unicodeScalars) else { return false }
        position += text.unicodeScalars.count
        return true
    }

    /// A number of at most four digits, which is more than is allowed.
    private mutating func takeNumber() -> Int? {
        let digits = scalars[position...].prefix { ScalarSet.digits.contains($0) }
        guard !digits.isEmpty, digits.count <= 4 else { return nil }
        position += digits.count
        return digits.reduce(0) { $0 * 10 + Int($1.value - 48) }
    }

    private func error(_ text: String) -> PatternError {
        PatternError(message: "\(text) (near character \(min(position, scalars.count)))")
    }
}

extension ScalarSet {
    /// The only character of the set.
    var single: UInt32? {
        guard !isNegated, ranges.count == 1, let range = ranges.first, range.count == 1 else { return nil }
        return range.lowerBound
    }
}
