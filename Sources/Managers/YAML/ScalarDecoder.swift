/// Resolves escapes, folded lines and block indentation, and keeps where each byte came from.
///
/// libyaml gives the value but not its origin; this walks the source once more, by the rules of YAML 1.1 chapter 9.
struct ScalarDecoder {
    let bytes: [UInt8]
    let range: Range<Int>
    private(set) var text: [UInt8] = []
    private(set) var map = TextMap()

    init(bytes: [UInt8], range: Range<Int>) {
        self.bytes = bytes
        self.range = range
    }

    private mutating func copy(_ outer: Range<Int>) {
        map.append(inner: text.count, outer: outer.lowerBound, count: outer.count)
        text += bytes[outer]
    }

    // MARK: Plain and quoted scalars

    mutating func decodeFlow(_ style: YAMLStyle) {
        var offset = range.lowerBound
        while offset < range.upperBound {
            let byte = bytes[offset]
            if ByteText.isBreak(byte) {
                offset = fold(from: offset)
            } else if style == .singleQuoted, byte == UInt8(ascii: "'"), offset + 1 < range.upperBound {
                copy(offset..<(offset + 1))
                offset += 2
            } else if style == .doubleQuoted, byte == UInt8(ascii: "\\"), offset + 1 < range.upperBound {
                offset = unescape(from: offset)
            } else {
                copy(offset..<(offset + 1))
                offset += 1
            }
        }
    }

    /// One line break becomes a blank, more become one break less; blanks around them go.
    private mutating func fold(from start: Int) -> Int {
        while let last = text.last, ByteText.isBlank(last) { text.removeLast() }
        map.cut(to: text.count)
        var breaks = 0
        var offset = start
        while offset < range.upperBound, ByteText.isSpace(bytes[offset]) {
            if bytes[offset] == ByteText.lineFeed { breaks += 1 }
            offset += 1
        }
        text += breaks > 1 ? [UInt8](repeating: ByteText.lineFeed, count: breaks - 1) : [ByteText.space]
        return offset
    }

    private static let simpleEscapes: [UInt8: UInt8] = [
        0x30: 0, 0x61: 7, 0x62: 8, 0x74: 9, 0x09: 9, 0x6E: 10, 0x76: 11, 0x66: 12, 0x72: 13, 0x65: 27, 0x20: 0x20,
        0x22: 0x22, 0x2F: 0x2F, 0x5C: 0x5C,
    ]

    private mutating func unescape(from start: Int) -> Int {
        let byte = bytes[start + 1]
        if let plain = Self.simpleEscapes[byte] {
            text.append(plain)
            return start + 2
        }
        if ByteText.isBreak(byte) {
            var offset = start + 1
            while offset < range.upperBound, ByteText.isSpace(bytes[offset]) { offset += 1 }
            return offset
        }
        let digits = [UInt8(ascii: "x"): 2, UInt8(ascii: "u"): 4, UInt8(ascii: "U"): 8][byte] ?? 0
        let end = min(start + 2 + digits, range.upperBound)
        let code = UInt32(ByteText.string(bytes, (start + 2)..<end), radix: 16)
        if digits > 0, let scalar = code.flatMap(Unicode.Scalar.init) { text += Array(String(scalar).utf8) }
        return end
    }

    // MARK: Block scalars

    mutating func decodeBlock(isFolded: Bool) {
        let header = bytes[range].firstIndex(where: ByteText.isBreak) ?? range.upperBound
        let first = lineStart(after: header)
        let indent = blockIndent(header: range.lowerBound..<header, first: first)
        var pendingBreak = false
        var emptyLines = 0
        var previousWasIndented = false
        var line = first
        while line < range.upperBound {
            let end = min(ByteText.lineEnd(bytes, from: line), range.upperBound)
            let content = contentRange(line..<end, indent: indent)
            if content.isEmpty {
                emptyLines += 1
            } else {
                let isIndented = ByteText.isBlank(bytes[content.lowerBound])
                if pendingBreak {
                    let folds = isFolded && !previousWasIndented && !isIndented
                    if !folds { text.append(ByteText.lineFeed) } else if emptyLines == 0 { text.append(ByteText.space) }
                }
                text += [UInt8](repeating: ByteText.lineFeed, count: emptyLines)
                copy(content)
                (pendingBreak, emptyLines, previousWasIndented) = (true, 0, isIndented)
            }
            line = end + 1
        }
        if pendingBreak { text.append(ByteText.lineFeed) }
    }

    private func lineStart(after header: Int) -> Int {
        min(ByteText.lineEnd(bytes, from: header) + 1, range.upperBound)
    }

    /// The part of a line behind the block's indentation and before a CR at its end.
    private func contentRange(_ line: Range<Int>, indent: Int) -> Range<Int> {
        var end = line.upperBound
        if end > line.lowerBound, bytes[end - 1] == ByteText.carriageReturn { end -= 1 }
        var start = line.lowerBound
        while start < end, start - line.lowerBound < indent, bytes[start] == ByteText.space { start += 1 }
        return start..<end
    }

    /// The indentation of the block: written in its header (relative to the parent), else that of its first line.
    private func blockIndent(header: Range<Int>, first: Int) -> Int {
        for byte in bytes[header].dropFirst().prefix(2) where (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(byte) {
            return max(0, parentIndent(of: header.lowerBound)) + Int(byte - UInt8(ascii: "0"))
        }
        var line = first
        while line < range.upperBound {
            var offset = line
            while offset < range.upperBound, bytes[offset] == ByteText.space { offset += 1 }
            if offset < range.upperBound, !ByteText.isBreak(bytes[offset]) { return offset - line }
            line = ByteText.lineEnd(bytes, from: offset) + 1
        }
        return 0
    }

    /// The column of the key or dash that the block scalar belongs to.
    private func parentIndent(of header: Int) -> Int {
        var line = header
        while line > 0, bytes[line - 1] != ByteText.lineFeed { line -= 1 }
        var offset = line
        var column = 0
        while offset < header {
            while offset < header, bytes[offset] == ByteText.space { offset += 1 }
            guard offset < header else { break }
            column = offset - line
            let isDash = bytes[offset] == UInt8(ascii: "-") && bytes[offset + 1] == ByteText.space
            guard isDash else { break }
            offset += 1
        }
        return column
    }
}
