import Domain
import TextEdits

/// How a YAML document is laid out, and how something is added to it in the same manner: indentation, quotes, line ends.
struct YAMLLayout {
    let file: SourceFile
    let document: YAMLNode

    private var bytes: [UInt8] { file.bytes }
    private var isJSON: Bool { file.name.lowercased().hasSuffix(".json") }

    /// Writes a value in the place of nothing: behind the colon, or over the word that says so.
    func fill(_ empty: YAMLNode, _ text: String, jsonText: String) -> (TextEdit, at: Int)? {
        guard empty.stream === file.yaml else { return nil }
        let range = empty.range
        let blank = range.isEmpty && range.lowerBound > 0 && !ByteText.isSpace(bytes[range.lowerBound - 1]) ? " " : ""
        let value = isJSON ? jsonText : text
        return (TextEdit(ByteSpan(start: range.lowerBound, end: range.upperBound), blank + value), range.lowerBound)
    }

    /// Adds an item behind the last one of a list.
    func append(_ item: String, to list: YAMLNode) -> (TextEdit, at: Int)? {
        var last: YAMLNode?
        for child in list.children { last = child }
        if list.style == .flow {
            guard let last else {
                let place = list.range.lowerBound + 1
                return (insertion(quoted(item, like: nil), at: place), place)
            }
            guard let end = end(of: last) else { return nil }
            return (insertion(", " + quoted(item, like: last), at: end), end)
        }
        let start = list.range.lowerBound
        guard let last, let end = end(of: last), bytes.indices.contains(start), bytes[start] == UInt8(ascii: "-")
        else { return nil }
        return line(blanks(column(of: start)) + "- " + quoted(item, like: last), behind: end)
    }

    /// Adds `path: [item]` behind the last entry of a mapping, which is the value of `parent`.
    func add(path: [String], item: String, to mapping: YAMLNode, below parent: YAMLNode) -> (TextEdit, at: Int)? {
        var last: YAMLNode?
        for child in mapping.children { last = child }
        if mapping.style == .flow { return addFlow(path, item, mapping, last) }
        var first: YAMLNode?
        for child in mapping.children where first == nil { first = child }
        guard let last, let first, let end = end(of: last) else { return nil }
        var indent = column(of: opening(of: first))
        let step = max(1, indent - column(of: opening(of: parent)))
        var lines: [String] = []
        for key in path {
            lines.append(blanks(indent) + key + ":")
            indent += step
        }
        lines.append(blanks(indent - step + dashOffset) + "- " + item)
        return line(lines.joined(separator: lineBreak), behind: end)
    }

    private func addFlow(
        _ path: [String], _ item: String, _ mapping: YAMLNode, _ last: YAMLNode?
    ) -> (TextEdit, at: Int)? {
        var first: YAMLNode?
        for child in mapping.children where first == nil { first = child }
        let hasQuotes = isJSON || first?.style == .doubleQuoted
        let word = { (text: String) in hasQuotes ? "\"\(text)\"" : text }
        var text = "[" + word(item) + "]"
        for (depth, key) in path.reversed().enumerated() {
            text = word(key) + ": " + text
            if depth < path.count - 1 { text = "{" + text + "}" }
        }
        guard let last else {
            let place = mapping.range.lowerBound + 1
            return (insertion(text, at: place), place)
        }
        guard let end = end(of: last) else { return nil }
        return (insertion(", " + text, at: end), end)
    }

    // MARK: Places

    /// Where a node begins, with its quote.
    private func opening(of node: YAMLNode) -> Int {
        node.range.lowerBound - (node.style == .doubleQuoted || node.style == .singleQuoted ? 1 : 0)
    }

    /// Behind the last byte of a node, with its quote or bracket; blank lines behind a text are not part of it.
    private func end(of node: YAMLNode) -> Int? {
        var node = node
        while node.isMapping || node.isSequence, node.style == .block {
            var last: YAMLNode?
            for child in node.children { last = child }
            guard let last else { return nil }
            node = last
        }
        guard node.stream === file.yaml, node.range.upperBound <= bytes.count else { return nil }
        var end = node.range.upperBound
        switch node.style {
        case .singleQuoted, .doubleQuoted: return end + 1
        case .literal, .folded:
            while end > node.range.lowerBound, ByteText.isSpace(bytes[end - 1]) { end -= 1 }
            return end
        default: return end
        }
    }

    /// A line of its own behind the line that `offset` is in.
    private func line(_ text: String, behind offset: Int) -> (TextEdit, at: Int) {
        let end = bytes[offset...].firstIndex(where: ByteText.isBreak) ?? bytes.count
        return (insertion(lineBreak + text, at: end), offset)
    }

    private func insertion(_ text: String, at offset: Int) -> TextEdit {
        TextEdit(ByteSpan(start: offset, end: offset), text)
    }

    private func column(of offset: Int) -> Int {
        var start = min(offset, bytes.count)
        while start > 0, !ByteText.isBreak(bytes[start - 1]) { start -= 1 }
        // A byte order mark takes no column.
        if start == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { start = 3 }
        return max(0, offset - start)
    }

    private func blanks(_ count: Int) -> String { String(repeating: " ", count: max(0, count)) }

    /// The first line end of the file.
    private var lineBreak: String {
        guard let first = bytes.firstIndex(where: ByteText.isBreak) else { return "\n" }
        guard bytes[first] == ByteText.carriageReturn else { return "\n" }
        let isPair = first + 1 < bytes.count && bytes[first + 1] == ByteText.lineFeed
        return isPair ? "\r\n" : "\r"
    }

    /// How far dashes stand to the right of the key that they belong to, as the document does it elsewhere.
    private var dashOffset: Int {
        var open = [document]
        var steps = 0
        while let node = open.popLast(), steps < 10_000 {
            steps += 1
            for (key, value) in node.entries where value.isSequence && value.style == .block {
                let start = value.range.lowerBound
                guard bytes.indices.contains(start), bytes[start] == UInt8(ascii: "-") else { continue }
                return max(0, column(of: start) - column(of: opening(of: key)))
            }
            for child in node.children where child.isMapping || child.isSequence { open.append(child) }
        }
        return 2
    }

    /// A text with the quotes of its neighbour.
    private func quoted(_ text: String, like node: YAMLNode?) -> String {
        switch node?.style {
        case .doubleQuoted?: "\"\(text)\""
        case .singleQuoted?: "'\(text)'"
        default: isJSON ? "\"\(text)\"" : text
        }
    }
}
