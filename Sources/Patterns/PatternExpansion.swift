/// An expression and a text that is made of its groups, as Go's `Regexp.Expand` makes it.
///
/// `$name` and `${name}` stand for a group, by its name or its number (all groups count), and `$$` for a dollar. `$name` takes
/// as many letters, digits and underscores as there are, so `$1x` is the group `1x`. A group that does not exist or took
/// no part is empty; a dollar that begins none of these stays. What a group holds is never expanded again.
/// Source: https://pkg.go.dev/regexp#Regexp.Expand
public struct PatternExpansion: Sendable {
    private enum Piece: Sendable {
        case text(String)
        case group(Int)
    }

    private let pattern: Pattern
    private let pieces: [Piece]

    /// - Throws: ``PatternError`` when `pattern` cannot be read.
    public init(pattern: String, template: String) throws(PatternError) {
        let read = try Pattern(keepingAllGroups: pattern)
        self.pattern = read
        pieces = Self.pieces(of: Array(template.unicodeScalars), read)
    }

    /// The template with the groups of the first match in `text`; nil when there is no match.
    public func expanded(_ text: String) -> String? {
        guard let groups = pattern.numberedGroups(in: text) else { return nil }
        return pieces.reduce(into: "") { result, piece in
            switch piece {
            case .text(let text): result += text
            case .group(let number): result += groups[number] ?? ""
            }
        }
    }

    private static func pieces(of template: [Unicode.Scalar], _ pattern: Pattern) -> [Piece] {
        var result: [Piece] = []
        var literal = String.UnicodeScalarView()
        var position = 0
        while position < template.count {
            guard template[position] == "$" else {
                literal.append(template[position])
                position += 1
                continue
            }
            let rest = template[(position + 1)...]
            if rest.first == "$" {
                literal.append("$")
                position += 2
            } else if let (name, end) = name(in: rest) {
                result += [.text(String(literal)), .group(number(of: name) ?? pattern.numberOfName[name] ?? -1)]
                literal = String.UnicodeScalarView()
                position = end
            } else {
                literal.append("$")
                position += 1
            }
        }
        return result + [.text(String(literal))]
    }

    /// The name at the beginning of `rest`, with or without braces, and where it ends.
    private static func name(in rest: ArraySlice<Unicode.Scalar>) -> (name: String, end: Int)? {
        let isInBraces = rest.first == "{"
        let inner = isInBraces ? rest.dropFirst() : rest
        let name = inner.prefix {
            $0 == "_" || $0.properties.isAlphabetic || $0.properties.generalCategory == .decimalNumber
        }
        guard !name.isEmpty else { return nil }
        if isInBraces, inner.dropFirst(name.count).first != "}" { return nil }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: name)
        return (String(text), name.endIndex + (isInBraces ? 1 : 0))
    }

    /// A number as Go reads one: digits without a leading zero.
    private static func number(of name: String) -> Int? {
        guard name.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), name.utf8.count <= 8,
            name == "0" || !name.hasPrefix("0")
        else { return nil }
        return Int(name)
    }
}
