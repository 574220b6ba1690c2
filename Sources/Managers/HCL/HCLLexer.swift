/// Cuts HCL source into tokens, one after another and in linear time.
///
/// Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
struct HCLLexer {
    let bytes: [UInt8]
    private(set) var offset: Int
    private let end: Int
    /// What may still be read ahead in vain. Behind it, strings end with their line and heredocs are not looked for.
    private var patience: Int

    /// Interpolations that hold strings that hold interpolations, and so on.
    private static let maximumTemplateDepth = 256

    init(_ bytes: [UInt8], _ range: Range<Int>) {
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
        patience = 1_000_000 + 2 * range.count
    }

    mutating func next() -> HCLToken {
        skipBlanks()
        guard offset < end else { return HCLToken(kind: .end, start: end, end: end) }
        let start = offset
        let byte = bytes[start]
        if let kind = Self.marks[byte] { return take(kind, to: start + 1) }
        if byte == UInt8(ascii: "\"") { return takeString() }
        if (0x30...0x39).contains(byte) {
            var stop = start + 1
            while stop < end, Self.isNameByte(bytes[stop]) || bytes[stop] == UInt8(ascii: ".") { stop += 1 }
            return take(.number, to: stop)
        }
        if Self.isNameByte(byte), byte != UInt8(ascii: "-") {
            var stop = start + 1
            while stop < end, Self.isNameByte(bytes[stop]) { stop += 1 }
            return take(.identifier, to: stop)
        }
        if byte == UInt8(ascii: "<"), start + 1 < end, bytes[start + 1] == byte, let stop = heredocEnd(from: start) {
            return take(.heredoc, to: stop)
        }
        if byte == UInt8(ascii: "="), start + 1 < end, [byte, UInt8(ascii: ">")].contains(bytes[start + 1]) {
            // `=>` stands between key and value of a `for`, `==` compares.
            return take(.other, to: start + 2)
        }
        return take(byte == UInt8(ascii: "=") ? .equals : .other, to: start + 1)
    }

    private static let marks: [UInt8: HCLTokenKind] = [
        UInt8(ascii: "\n"): .newline, UInt8(ascii: "{"): .openBrace, UInt8(ascii: "}"): .closeBrace,
        UInt8(ascii: "["): .openBracket, UInt8(ascii: "]"): .closeBracket, UInt8(ascii: "("): .openParenthesis,
        UInt8(ascii: ")"): .closeParenthesis, UInt8(ascii: ":"): .colon, UInt8(ascii: ","): .comma,
        UInt8(ascii: "."): .dot,
    ]

    static func isNameByte(_ byte: UInt8) -> Bool {
        VariableText.isNameByte(byte) || byte == UInt8(ascii: "-") || byte >= 0x80
    }

    private mutating func take(_ kind: HCLTokenKind, to stop: Int) -> HCLToken {
        let token = HCLToken(kind: kind, start: offset, end: stop)
        offset = stop
        return token
    }

    // MARK: Blanks and comments

    private mutating func skipBlanks() {
        while offset < end {
            let byte = bytes[offset]
            let next = offset + 1 < end ? bytes[offset + 1] : 0
            if ByteText.isBlank(byte) || byte == ByteText.carriageReturn {
                offset += 1
            } else if byte == UInt8(ascii: "#") || (byte == UInt8(ascii: "/") && next == byte) {
                offset = lineEnd(from: offset)
            } else if byte == UInt8(ascii: "/"), next == UInt8(ascii: "*") {
                let close = ByteText.firstIndex(of: "*/", in: bytes, from: offset + 2)
                offset = close.map { min($0 + 2, end) } ?? end
            } else {
                return
            }
        }
    }

    private func lineEnd(from start: Int) -> Int { min(ByteText.lineEnd(bytes, from: start), end) }

    // MARK: Strings

    private mutating func takeString() -> HCLToken {
        let start = offset
        let (stop, isClosed) = templateEnd(from: start)
        if isClosed { return take(.string, to: stop) }
        patience -= stop - start
        return take(.brokenString, to: lineEnd(from: start))
    }

    /// Where the template whose quote stands at `start` ends, or where it was given up.
    private func templateEnd(from start: Int) -> (stop: Int, isClosed: Bool) {
        // What is open: quotes, and braces of interpolations and of objects in them.
        var open = [UInt8(ascii: "\"")]
        var at = start + 1
        while at < end, open.count <= Self.maximumTemplateDepth {
            let byte = bytes[at]
            if byte == ByteText.lineFeed, open.last == UInt8(ascii: "\"") || patience <= 0 { return (at, false) }
            if open.last == UInt8(ascii: "{") {
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "{"): open.append(byte)
                case UInt8(ascii: "}"): open.removeLast()
                default: break
                }
                at += 1
            } else if byte == UInt8(ascii: "\"") {
                open.removeLast()
                at += 1
                if open.isEmpty { return (at, true) }
            } else if byte == UInt8(ascii: "\\") {
                at += 2
            } else if let opening = opening(at: at) {
                if opening.isInterpolation { open.append(UInt8(ascii: "{")) }
                at = opening.end
            } else {
                at += 1
            }
        }
        return (min(at, end), false)
    }

    /// `${` and `%{`, or `$${` and `%%{`, which stand for themselves.
    private func opening(at start: Int) -> (end: Int, isInterpolation: Bool)? {
        let byte = bytes[start]
        guard byte == UInt8(ascii: "$") || byte == UInt8(ascii: "%"), start + 1 < end else { return nil }
        if bytes[start + 1] == UInt8(ascii: "{") { return (start + 2, true) }
        guard bytes[start + 1] == byte, start + 2 < end, bytes[start + 2] == UInt8(ascii: "{") else { return nil }
        return (start + 3, false)
    }

    // MARK: Heredocs

    /// Where the heredoc that begins at `start` ends; nil when it is none, or its marker does not come again.
    private mutating func heredocEnd(from start: Int) -> Int? {
        guard patience > 0, let header = HCLHeredocHeader(bytes, from: start, to: end) else { return nil }
        var line = header.contentStart
        while line < end {
            let stop = lineEnd(from: line)
            if header.isMarker(bytes, line..<stop) { return stop }
            line = stop + 1
        }
        patience -= end - start
        return nil
    }
}

/// The first line of a heredoc: `<<EOF` or `<<-EOF`.
struct HCLHeredocHeader {
    let marker: Range<Int>
    /// Whether the indentation of the least indented line is no part of the text.
    let isIndented: Bool
    let contentStart: Int

    init?(_ bytes: [UInt8], from start: Int, to end: Int) {
        var at = start + 2
        isIndented = at < end && bytes[at] == UInt8(ascii: "-")
        if isIndented { at += 1 }
        let first = at
        while at < end, HCLLexer.isNameByte(bytes[at]) || bytes[at] == UInt8(ascii: ".") { at += 1 }
        marker = first..<at
        while at < end, ByteText.isBlank(bytes[at]) || bytes[at] == ByteText.carriageReturn { at += 1 }
        guard !marker.isEmpty, marker.count < 256, at < end, bytes[at] == ByteText.lineFeed else { return nil }
        contentStart = at + 1
    }

    /// Whether a line is the one that ends the heredoc.
    func isMarker(_ bytes: [UInt8], _ line: Range<Int>) -> Bool {
        var (start, end) = (line.lowerBound, line.upperBound)
        while start < end, ByteText.isBlank(bytes[start]) { start += 1 }
        guard end - start >= marker.count, bytes[start] == bytes[marker.lowerBound] else { return false }
        while end > start, ByteText.isSpace(bytes[end - 1]) { end -= 1 }
        return end - start == marker.count && bytes[start..<end].elementsEqual(bytes[marker])
    }
}
