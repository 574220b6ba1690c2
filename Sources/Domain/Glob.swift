/// A path pattern: `*` and `?` stay within one part of the path, `**` crosses parts, `[abc]` and `{a,b}` choose.
///
/// A pattern without `/` is matched against the whole path too, as in Renovate: `*.yaml` means files at the root, `**/*.yaml` all.
/// Matching is bounded: at most pattern length times path length steps for each alternative.
public struct Glob: Hashable, Sendable {
    /// The pattern as written.
    public let text: String
    private let alternatives: [[Token]]

    private enum Token: Hashable, Sendable {
        case character(Character)
        case anyCharacter
        case anyInPart
        case anything
        case oneOf(Set<Character>, isNegated: Bool)
    }

    /// The most alternatives that braces may multiply to; further ones are dropped.
    private static let alternativeLimit = 256

    public init(_ pattern: String) {
        text = pattern
        alternatives = Self.expand(pattern).prefix(Self.alternativeLimit).map { Self.tokens($0) }
    }

    /// Whether `path` matches as a whole.
    public func matches(_ path: String) -> Bool {
        let characters = Array(path)
        return alternatives.contains { Self.matches($0, characters) }
    }

    /// Runs all positions of the pattern side by side, so that no pattern is slow.
    private static func matches(_ tokens: [Token], _ path: [Character]) -> Bool {
        var reachable = [Bool](repeating: false, count: tokens.count + 1)
        reachable[0] = true
        skipStars(tokens, &reachable)
        for character in path {
            var next = [Bool](repeating: false, count: tokens.count + 1)
            for (index, token) in tokens.enumerated() where reachable[index] {
                switch token {
                case .character(let wanted): if wanted == character { next[index + 1] = true }
                case .anyCharacter: if character != "/" { next[index + 1] = true }
                case .oneOf(let set, let isNegated):
                    if character != "/", set.contains(character) != isNegated { next[index + 1] = true }
                case .anyInPart: if character != "/" { next[index] = true }
                case .anything: next[index] = true
                }
            }
            skipStars(tokens, &next)
            reachable = next
        }
        return reachable[tokens.count]
    }

    /// A star may stand for nothing.
    private static func skipStars(_ tokens: [Token], _ reachable: inout [Bool]) {
        for (index, token) in tokens.enumerated() where reachable[index] {
            if token == .anyInPart || token == .anything { reachable[index + 1] = true }
            // `**/` also stands for no folder at all.
            if token == .anything, index + 1 < tokens.count, tokens[index + 1] == .character("/"),
                isAtPartStart(tokens, index)
            {
                reachable[index + 2] = true
            }
        }
    }

    private static func isAtPartStart(_ tokens: [Token], _ index: Int) -> Bool {
        index == 0 || tokens[index - 1] == .character("/")
    }

    private static func tokens(_ pattern: String) -> [Token] {
        var tokens: [Token] = []
        var rest = pattern[...]
        while let character = rest.popFirst() {
            switch character {
            case "*":
                var isDouble = false
                while rest.first == "*" {
                    rest.removeFirst()
                    isDouble = true
                }
                tokens.append(isDouble ? .anything : .anyInPart)
            case "?": tokens.append(.anyCharacter)
            case "[":
                guard let end = rest.dropFirst().firstIndex(of: "]") else {
                    tokens.append(.character(character))
                    continue
                }
                tokens.append(set(rest[..<end]))
                rest = rest[rest.index(after: end)...]
            case "\\": if let escaped = rest.popFirst() { tokens.append(.character(escaped)) }
            default: tokens.append(.character(character))
            }
        }
        return tokens
    }

    private static func set(_ text: Substring) -> Token {
        let isNegated = text.first == "!" || text.first == "^"
        let body = Array(isNegated ? text.dropFirst() : text)
        var set: Set<Character> = []
        var index = 0
        while index < body.count {
            if index + 2 < body.count, body[index + 1] == "-", let low = body[index].asciiValue,
                let high = body[index + 2].asciiValue,
                low <= high
            {
                for value in low...high { set.insert(Character(UnicodeScalar(value))) }
                index += 3
            } else {
                set.insert(body[index])
                index += 1
            }
        }
        return .oneOf(set, isNegated: isNegated)
    }

    /// Writes out `{a,b}`, inner braces included.
    private static func expand(_ pattern: String) -> [String] {
        guard let open = pattern.firstIndex(of: "{") else { return [pattern] }
        var depth = 0
        var parts: [String] = []
        var start = pattern.index(after: open)
        for index in pattern[open...].indices {
            switch pattern[index] {
            case "{": depth += 1
            case ",":
                if depth == 1 {
                    parts.append(String(pattern[start..<index]))
                    start = pattern.index(after: index)
                }
            case "}":
                depth -= 1
                guard depth == 0 else { continue }
                parts.append(String(pattern[start..<index]))
                let head = pattern[..<open]
                let tail = pattern[pattern.index(after: index)...]
                return Array(
                    parts.prefix(alternativeLimit).flatMap { expand(head + $0 + tail) }.prefix(alternativeLimit))
            default: break
            }
        }
        return [pattern]
    }
}
