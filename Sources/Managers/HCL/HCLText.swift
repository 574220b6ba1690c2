import TextEdits

/// Decodes strings and heredocs, and keeps where each byte came from. Interpolations stay as they are written.
struct HCLText {
    private let bytes: [UInt8]
    private var text: [UInt8] = []
    private var map = TextMap()

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The text of a string, heredoc or number; nil for other nodes.
    static func scalar(of node: HCLNode) -> YAMLScalar? {
        guard let (text, map) = decoded(node) else { return nil }
        return YAMLScalar(text: String(decoding: text, as: UTF8.self), map: map)
    }

    /// The bytes of the text, and the way from them to the file.
    static func decoded(_ node: HCLNode) -> ([UInt8], TextMap)? {
        var decoder = HCLText(node.tree.bytes)
        switch node.kind {
        case .string: decoder.decodeString(node.range)
        case .heredoc: decoder.decodeHeredoc(node.range)
        case .number, .label: decoder.copy(node.range)
        default: return nil
        }
        return (decoder.text, node.tree.map.composed(with: decoder.map))
    }

    /// The node as it is written, for what cannot be resolved.
    static func verbatim(_ node: HCLNode) -> YAMLScalar {
        var decoder = HCLText(node.tree.bytes)
        decoder.copy(node.range)
        return YAMLScalar(
            text: String(decoding: decoder.text, as: UTF8.self), map: node.tree.map.composed(with: decoder.map))
    }

    private mutating func copy(_ range: Range<Int>) {
        map.append(inner: text.count, outer: range.lowerBound, count: range.count)
        text += bytes[range]
    }

    private static let escapes: [UInt8: UInt8] = [
        UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "\""): UInt8(ascii: "\""),
        UInt8(ascii: "\\"): UInt8(ascii: "\\"), UInt8(ascii: "/"): UInt8(ascii: "/"), UInt8(ascii: "b"): 8,
        UInt8(ascii: "f"): 12,
    ]

    private mutating func decodeString(_ range: Range<Int>) {
        var start = range.lowerBound
        while let slash = bytes[start..<range.upperBound].firstIndex(of: UInt8(ascii: "\\")) {
            copy(start..<slash)
            start = min(unescape(at: slash, range.upperBound), range.upperBound)
        }
        copy(start..<range.upperBound)
    }

    /// Returns where the text goes on behind the escape at `slash`.
    private mutating func unescape(at slash: Int, _ end: Int) -> Int {
        guard slash + 1 < end else { return slash + 1 }
        let byte = bytes[slash + 1]
        if let plain = Self.escapes[byte] {
            text.append(plain)
            return slash + 2
        }
        let digits = byte == UInt8(ascii: "u") ? 4 : byte == UInt8(ascii: "U") ? 8 : 0
        let stop = min(slash + 2 + digits, end)
        let code = UInt32(ByteText.string(bytes, (slash + 2)..<stop), radix: 16)
        guard digits > 0, let scalar = code.flatMap(Unicode.Scalar.init) else {
            text.append(byte)
            return slash + 2
        }
        text += Array(String(scalar).utf8)
        return stop
    }

    private mutating func decodeHeredoc(_ range: Range<Int>) {
        guard let header = HCLHeredocHeader(bytes, from: range.lowerBound, to: range.upperBound) else { return }
        // The last line holds the marker.
        var end = range.upperBound
        while end > header.contentStart, bytes[end - 1] != ByteText.lineFeed { end -= 1 }
        let indent = header.isIndented ? indentation(of: header.contentStart..<end) : 0
        var line = header.contentStart
        while line < end {
            let stop = min(ByteText.lineEnd(bytes, from: line) + 1, end)
            var start = line
            while start < stop, start - line < indent, ByteText.isBlank(bytes[start]) { start += 1 }
            copy(start..<stop)
            line = stop
        }
    }

    /// The blanks before the least indented line that is not empty.
    private func indentation(of range: Range<Int>) -> Int {
        var least = Int.max
        var line = range.lowerBound
        while line < range.upperBound {
            let stop = min(ByteText.lineEnd(bytes, from: line), range.upperBound)
            let first = bytes[line..<stop].firstIndex { !ByteText.isBlank($0) } ?? stop
            if first < stop, !ByteText.isBreak(bytes[first]) { least = min(least, first - line) }
            line = stop + 1
        }
        return least == Int.max ? 0 : least
    }
}
