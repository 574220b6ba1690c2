import Foundation

/// A small part of Go's text templates, as much as the chart uses; anything else is an error, so that a test notices it.
///
/// Source: https://pkg.go.dev/text/template
struct ChartTemplate {
    struct Problem: Error, CustomStringConvertible { var description: String }

    indirect enum Node {
        case text(String)
        /// `{{ pipeline }}`, and `{{ $name := pipeline }}`.
        case output([[Word]], variable: String?)
        case branch([(condition: [[Word]]?, body: [Node])])
        case with([[Word]], [Node], otherwise: [Node])
        case range([[Word]], index: String?, item: String?, [Node])
    }

    /// One argument or function of a command.
    indirect enum Word {
        case name(String)
        case path(root: String, [Substring])
        case text(String)
        case number(Int)
        case flag(Bool)
        case group([[Word]])
    }

    private(set) var definitions: [String: [Node]] = [:]

    /// Adds the definitions of a file, and gives what it prints itself.
    mutating func parse(_ source: String, file: String) throws -> [Node] {
        var parser = Parser(pieces: try Self.pieces(source, file), file: file)
        let nodes = try parser.nodes(until: [])
        for (name, body) in parser.definitions {
            guard definitions[name] == nil else { throw Problem(description: "\(file): \(name) is defined twice") }
            definitions[name] = body
        }
        return nodes
    }

    enum Piece {
        case text(String)
        case action([Word], raw: String)
    }

    /// Texts and actions; `{{-` and `-}}` take the blanks beside them away.
    private static func pieces(_ source: String, _ file: String) throws -> [Piece] {
        var result: [Piece] = []
        var rest = source[...]
        var trims = false
        while let open = rest.range(of: "{{") {
            var text = String(rest[..<open.lowerBound])
            if trims { text = String(text.drop { $0.isWhitespace }) }
            guard let close = rest[open.upperBound...].range(of: "}}") else {
                throw Problem(description: "\(file): {{ without }}")
            }
            var action = String(rest[open.upperBound..<close.lowerBound])
            if action.hasPrefix("- ") || action.hasPrefix("-\n") {
                action.removeFirst()
                while text.last?.isWhitespace == true { text.removeLast() }
            }
            trims = action.hasSuffix(" -")
            if trims { action.removeLast() }
            if !text.isEmpty { result.append(.text(text)) }
            let trimmed = action.trimmingCharacters(in: .whitespacesAndNewlines)
            if !trimmed.hasPrefix("/*") { result.append(.action(try words(trimmed, file), raw: trimmed)) }
            rest = rest[close.upperBound...]
        }
        let text = trims ? String(rest.drop { $0.isWhitespace }) : String(rest)
        if !text.isEmpty { result.append(.text(text)) }
        return result
    }

    private static func words(_ action: String, _ file: String) throws -> [Word] {
        var stack: [[Word]] = [[]]
        var rest = action[...]
        while let first = rest.first {
            switch first {
            case " ", "\n": rest.removeFirst()
            case "(":
                stack.append([])
                rest.removeFirst()
            case ")":
                guard let words = stack.popLast(), !stack.isEmpty else {
                    throw Problem(description: "\(file): ) without ( in \(action)")
                }
                stack[stack.count - 1].append(.group(commands(words)))
                rest.removeFirst()
            case "\"":
                let body = rest.dropFirst()
                guard let end = body.firstIndex(of: "\"") else {
                    throw Problem(description: "\(file): a text has no end in \(action)")
                }
                stack[stack.count - 1].append(
                    .text(String(body[..<end]).replacingOccurrences(of: "\\n", with: "\n")))
                rest = body[body.index(after: end)...]
            default:
                let word = rest.prefix { !" \n()\"".contains($0) }
                stack[stack.count - 1].append(Self.word(word))
                rest = rest.dropFirst(word.count)
            }
        }
        guard stack.count == 1 else { throw Problem(description: "\(file): ( without ) in \(action)") }
        return stack[0]
    }

    private static func word(_ text: Substring) -> Word {
        if let number = Int(text) { return .number(number) }
        if text == "true" || text == "false" { return .flag(text == "true") }
        if text.hasPrefix(".") || text.hasPrefix("$") {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return .path(root: String(parts[0]), parts.dropFirst().filter { !$0.isEmpty })
        }
        return .name(String(text))
    }

    /// The commands between the bars of a pipeline.
    static func commands(_ words: [Word]) -> [[Word]] {
        var result: [[Word]] = [[]]
        for word in words {
            if case .name("|") = word { result.append([]) } else { result[result.count - 1].append(word) }
        }
        return result
    }
}

extension ChartTemplate {
    private struct Parser {
        var pieces: [Piece]
        let file: String
        var place = 0
        var definitions: [String: [Node]] = [:]
        /// What ended the last list of nodes.
        private var ending: [Word] = []

        init(pieces: [Piece], file: String) {
            self.pieces = pieces
            self.file = file
        }

        mutating func nodes(until ends: [String]) throws -> [Node] {
            var result: [Node] = []
            while place < pieces.count {
                defer { place += 1 }
                switch pieces[place] {
                case .text(let text): result.append(.text(text))
                case .action(let words, let raw):
                    guard case .name(let name)? = words.first else {
                        result.append(try output(words, raw))
                        continue
                    }
                    if ends.contains(name) {
                        ending = words
                        return result
                    }
                    if let node = try statement(name, Array(words.dropFirst()), raw) { result.append(node) }
                }
            }
            guard ends.isEmpty else { throw Problem(description: "\(file): an end is missing") }
            return result
        }

        private func output(_ words: [Word], _ raw: String) throws -> Node {
            if words.count > 2, case .path(let name, let path) = words[0], path.isEmpty, name.hasPrefix("$"),
                case .name(":=") = words[1]
            {
                return .output(commands(Array(words.dropFirst(2))), variable: name)
            }
            return .output(commands(words), variable: nil)
        }

        /// The first command that is left after `nodes` returned stays where it is: places are counted by the caller.
        private mutating func body(_ ends: [String]) throws -> [Node] {
            place += 1
            let nodes = try nodes(until: ends)
            place -= 1
            return nodes
        }

        private mutating func statement(_ name: String, _ rest: [Word], _ raw: String) throws -> Node? {
            switch name {
            case "define":
                guard case .text(let title)? = rest.first else { throw Problem(description: "\(file): \(raw)") }
                guard definitions[title] == nil else {
                    throw Problem(description: "\(file): \(title) is defined twice")
                }
                definitions[title] = try body(["end"])
                return nil
            case "if":
                var branches: [(condition: [[Word]]?, body: [Node])] = []
                var condition: [[Word]]? = commands(rest)
                while true {
                    branches.append((condition, try body(["else", "end"])))
                    guard case .name("else")? = ending.first else { return .branch(branches) }
                    condition = ending.count > 1 ? commands(Array(ending.dropFirst(2))) : nil
                }
            case "with":
                let inner = try body(["else", "end"])
                guard case .name("else")? = ending.first else { return .with(commands(rest), inner, otherwise: []) }
                return .with(commands(rest), inner, otherwise: try body(["end"]))
            case "range":
                guard let sign = rest.firstIndex(where: { if case .name(":=") = $0 { true } else { false } }) else {
                    return .range(commands(rest), index: nil, item: nil, try body(["end"]))
                }
                let names = rest[..<sign].compactMap { word -> String? in
                    guard case .path(let name, _) = word else { return nil }
                    return name.trimmingCharacters(in: [","])
                }
                let list = commands(Array(rest[(sign + 1)...]))
                return .range(list, index: names.first, item: names.last, try body(["end"]))
            case "else", "end": throw Problem(description: "\(file): \(raw) without a beginning")
            default: return try output([.name(name)] + rest, raw)
            }
        }
    }
}
