/// Markdown that others wrote, such as release notes, made harmless and fit to stand inside a text of ours.
///
/// It is read line by line and written anew, so that only what is known gets through: paragraphs, lists, quotes, tables, code
/// blocks that end, and headings below ours. There is no HTML, no image, no check box, no reference to people or issues, no
/// command of a forge, and nothing hidden. Its worst case is text that looks odd.
struct ForeignMarkdown {
    private enum Block {
        case line(String)
        case code(language: String, lines: [String])
    }

    private let ownHost: String?
    private var blocks: [Block] = []
    private var fence: Fence?
    private var isInComment = false
    /// How far the items of the list are indented, the outermost first.
    private var indents: [Int] = []
    /// The words of the line before, while an underline would make a heading of them.
    private var paragraph: ArraySlice<Unicode.Scalar>?
    private var isBehindBlank = true

    private struct Fence {
        var sign: Unicode.Scalar
        var length: Int
        var indent: Int
        var language: String
        var lines: [String] = []
    }

    /// - Parameter ownHost: the host of the forge that shows the text; nothing there is linked.
    init(_ text: String, ownHost: String? = nil) {
        self.ownHost = ownHost
        let lines = foreignLines(text)
        // A comment that nobody closes is none: it would hide all the rest.
        let lastEnd = lines.lastIndex { Self.find("-->", in: $0[...]) != nil } ?? -1
        for (index, line) in lines.enumerated() {
            if fence != nil { addCode(line) } else { add(withoutComments(line, isClosed: index < lastEnd)) }
        }
        endFence()
    }

    var isEmpty: Bool { blocks.isEmpty }

    /// The text, cut at the end of a line when it is longer than `limit` UTF-16 units; a code block that is cut is closed.
    func markdown(limit: Int) -> (text: String, isCut: Bool) {
        var lines: [String] = []
        var used = 0
        func add(_ line: String, keeping reserve: Int = 0) -> Bool {
            guard used + line.utf16.count + 1 + reserve <= limit else { return false }
            used += line.utf16.count + 1
            lines.append(line)
            return true
        }
        for block in blocks {
            switch block {
            case .line(let line): if !add(line) { return (Self.joined(lines), true) }
            case .code(let language, let content):
                let longest = content.map { $0.split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0 }.max() ?? 0
                let fence = String(repeating: "`", count: max(3, longest + 1))
                guard add(fence + language, keeping: fence.count + 2) else { return (Self.joined(lines), true) }
                let isWhole = content.allSatisfy { add($0, keeping: fence.count + 1) }
                _ = add(fence)
                if !isWhole { return (Self.joined(lines), true) }
            }
        }
        return (Self.joined(lines), false)
    }

    private static func joined(_ lines: [String]) -> String {
        var lines = lines[...]
        while lines.last?.isEmpty == true { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    // MARK: Lines

    private mutating func add(_ line: ArraySlice<Unicode.Scalar>) {
        let indent = line.prefix { $0 == " " }.count
        var body = line.dropFirst(indent)
        while body.last == " " { body.removeLast() }
        if body.isEmpty { return addBlank() }
        if let fence = Self.fence(body, indent) {
            self.fence = fence
            paragraph = nil
            return
        }
        if let words = paragraph, Self.isUnderline(body) {
            blocks.removeLast()
            return addHeading(words, level: body.first == "=" ? 1 : 2)
        }
        if Self.isRule(body) { return addBlank() }
        if let (level, words) = Self.heading(body) { return addHeading(words, level: level) }
        paragraph = nil
        defer { isBehindBlank = false }
        if body.first == ">" {
            let words = body.drop { $0 == ">" || $0 == " " }
            if !words.isEmpty { write("> " + inline(words)) }
        } else if let (marker, words) = Self.item(body) {
            addItem(marker, words, indent)
        } else if Self.isTableRule(body) {
            write(String(String.UnicodeScalarView(body)))
        } else {
            addText(body, indent)
        }
    }

    private mutating func addBlank() {
        paragraph = nil
        isBehindBlank = true
        if case .line("")? = blocks.last { return }
        if !blocks.isEmpty { write("") }
    }

    private mutating func addHeading(_ words: ArraySlice<Unicode.Scalar>, level: Int) {
        indents = []
        let text = inline(words)
        guard !text.isEmpty else { return }
        addBlank()
        write((level <= 2 ? "##### " : "###### ") + text)
        addBlank()
    }

    private mutating func addItem(_ marker: String, _ words: ArraySlice<Unicode.Scalar>, _ indent: Int) {
        while let last = indents.last, indent < last { indents.removeLast() }
        if indents.last.map({ indent > $0 + 1 }) ?? true { indents.append(indent) }
        if indents.count > 5 { indents.removeLast(indents.count - 5) }
        let text = inline(words)
        if !text.isEmpty { write(String(repeating: " ", count: 4 * (indents.count - 1)) + marker + text) }
    }

    private mutating func addText(_ body: ArraySlice<Unicode.Scalar>, _ indent: Int) {
        if isBehindBlank, indent < 2 { indents = [] }
        let text = inline(body)
        guard !text.isEmpty else { return }
        if indents.isEmpty {
            write(text)
            paragraph = body
        } else {
            write(String(repeating: " ", count: 4 * (indents.count - 1) + 2) + text)
        }
    }

    private mutating func write(_ line: String) { blocks.append(.line(line)) }

    private func inline(_ words: ArraySlice<Unicode.Scalar>) -> String {
        let text = ForeignInline.markdown(words, ownHost: ownHost)
        // What was dropped in front may have left something that begins a block, or a command.
        let first = text.drop { $0 == " " }
        guard let sign = first.first, "#+-=/:".contains(sign) else { return String(first) }
        return "\\" + first
    }

    // MARK: Code

    private mutating func addCode(_ line: [Unicode.Scalar]) {
        guard var fence else { return }
        let indent = line.prefix { $0 == " " }.count
        let body = line.dropFirst(indent)
        let run = body.prefix { $0 == fence.sign }.count
        if run >= fence.length, body.dropFirst(run).allSatisfy({ $0 == " " }) { return endFence() }
        let text = ForeignCode.harmless(String(String.UnicodeScalarView(line.dropFirst(min(indent, fence.indent)))))
        // A forge may look for its commands in code, too.
        fence.lines.append(text.first(where: { $0 != " " }) == "/" ? "\u{200B}" + text : text)
        self.fence = fence
    }

    private mutating func endFence() {
        guard let fence else { return }
        self.fence = nil
        indents = []
        isBehindBlank = true
        var lines = fence.lines[...]
        while lines.last?.allSatisfy({ $0 == " " }) == true { lines.removeLast() }
        if !lines.isEmpty { blocks.append(.code(language: fence.language, lines: Array(lines))) }
    }

    /// Languages that are only coloured; a forge draws diagrams, formulas, tables and suggestions of others.
    private static let languages: Set<String> = [
        "bash", "c", "css", "diff", "dockerfile", "go", "golang", "hcl", "html", "ini", "java", "javascript", "js",
        "json",
        "python", "rust", "sh", "shell", "sql", "text", "toml", "ts", "typescript", "xml", "yaml", "yml",
    ]

    private static func fence(_ body: ArraySlice<Unicode.Scalar>, _ indent: Int) -> Fence? {
        guard let sign = body.first, sign == "`" || sign == "~" else { return nil }
        let length = body.prefix { $0 == sign }.count
        let rest = body.dropFirst(length)
        guard length >= 3, sign == "~" || !rest.contains("`") else { return nil }
        let word = String(String.UnicodeScalarView(rest.drop { $0 == " " }.prefix { $0 != " " })).lowercased()
        return Fence(sign: sign, length: length, indent: indent, language: languages.contains(word) ? word : "")
    }

    // MARK: What a line is

    private static func heading(_ body: ArraySlice<Unicode.Scalar>) -> (Int, ArraySlice<Unicode.Scalar>)? {
        let level = body.prefix { $0 == "#" }.count
        let rest = body.dropFirst(level)
        guard (1...6).contains(level), rest.isEmpty || rest.first == " " else { return nil }
        var words = rest.drop { $0 == " " }
        while words.last == "#" || words.last == " " { words.removeLast() }
        return (level, words)
    }

    private static func isUnderline(_ body: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = body.first, first == "=" || first == "-" else { return false }
        return body.allSatisfy { $0 == first }
    }

    /// A line across the page, and all that could underline the line before.
    private static func isRule(_ body: ArraySlice<Unicode.Scalar>) -> Bool {
        guard let first = body.first, "-=*_+".unicodeScalars.contains(first) else { return false }
        return body.allSatisfy { $0 == first || $0 == " " }
    }

    private static func item(_ body: ArraySlice<Unicode.Scalar>) -> (String, ArraySlice<Unicode.Scalar>)? {
        guard let first = body.first else { return nil }
        if "-*+".unicodeScalars.contains(first), body.dropFirst().first == " " {
            return ("- ", body.dropFirst().drop { $0 == " " })
        }
        let digits = body.prefix { ("0"..."9").contains($0) }
        let rest = body.dropFirst(digits.count)
        guard (1...9).contains(digits.count), let sign = rest.first, sign == "." || sign == ")",
            rest.dropFirst().first == " "
        else { return nil }
        return (String(String.UnicodeScalarView(digits)) + ". ", rest.dropFirst().drop { $0 == " " })
    }

    private static func isTableRule(_ body: ArraySlice<Unicode.Scalar>) -> Bool {
        body.contains("|") && body.contains("-") && body.allSatisfy { "|-: ".unicodeScalars.contains($0) }
    }

    // MARK: Comments

    private mutating func withoutComments(_ line: [Unicode.Scalar], isClosed: Bool) -> ArraySlice<Unicode.Scalar> {
        var rest = line[...]
        var kept: [Unicode.Scalar] = []
        while true {
            if isInComment {
                guard let end = Self.find("-->", in: rest) else { return kept[...] }
                rest = rest[(end + 3)...]
                isInComment = false
            }
            guard let start = Self.find("<!--", in: rest) else { return (kept + rest)[...] }
            let inside = rest[(start + 4)...]
            guard Self.find("-->", in: inside) != nil || isClosed else { return (kept + rest)[...] }
            kept += rest[..<start]
            rest = inside
            isInComment = true
        }
    }

    private static func find(_ text: String, in line: ArraySlice<Unicode.Scalar>) -> Int? {
        let wanted = Array(text.unicodeScalars)
        guard line.count >= wanted.count else { return nil }
        return (line.startIndex...(line.endIndex - wanted.count)).first { start in
            line[start] == wanted[0] && line[start..<(start + wanted.count)].elementsEqual(wanted)
        }
    }
}
