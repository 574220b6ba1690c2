/// What a scalar and a flow collection are written as.
extension CommonYAMLReader {
    /// A scalar on one line.
    struct Scalar {
        var record: YAMLRecord
        /// The offset behind it, and behind its closing quote.
        var next: Int
    }

    /// The scalar that begins at `start`; nil when it is none, or none that stands on one line.
    func scanScalar(at start: Int, isFlow: Bool) -> Scalar? {
        switch byte(start) {
        case UInt8(ascii: "\""): return scanDoubleQuoted(at: start)
        case UInt8(ascii: "'"): return scanSingleQuoted(at: start)
        default: return scanPlain(at: start, isFlow: isFlow)
        }
    }

    private func scanDoubleQuoted(at start: Int) -> Scalar? {
        var offset = start + 1
        while true {
            switch byte(offset) {
            case UInt8(ascii: "\""): return scalar(.doubleQuoted, start + 1, offset, next: offset + 1)
            case UInt8(ascii: "\\"):
                guard Self.isEscape(byte(offset + 1)) else { return nil }
                offset += 2
            case 0, ByteText.lineFeed: return nil
            default: offset += 1
            }
        }
    }

    /// Whether a backslash and this byte are a whole escape; those with digits are left to libyaml.
    private static func isEscape(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "n"), UInt8(ascii: "t"), UInt8(ascii: "r"), UInt8(ascii: "\\"), UInt8(ascii: "\""),
            UInt8(ascii: "/"), UInt8(ascii: "0"), UInt8(ascii: "a"), UInt8(ascii: "b"), UInt8(ascii: "e"),
            UInt8(ascii: "f"), UInt8(ascii: "v"), ByteText.space:
            true
        default: false
        }
    }

    private func scanSingleQuoted(at start: Int) -> Scalar? {
        var offset = start + 1
        while true {
            switch byte(offset) {
            case UInt8(ascii: "'"):
                guard byte(offset + 1) == UInt8(ascii: "'") else {
                    return scalar(.singleQuoted, start + 1, offset, next: offset + 1)
                }
                offset += 2
            case 0, ByteText.lineFeed: return nil
            default: offset += 1
            }
        }
    }

    private func scanPlain(at start: Int, isFlow: Bool) -> Scalar? {
        guard mayBeginPlain(at: start) else { return nil }
        var offset = start
        var end = start
        scan: while offset < text.count {
            let byte = text[offset]
            // Most bytes mean nothing here: letters, digits and what lies around them.
            if byte > UInt8(ascii: ":") ? !(isFlow && mayBeBracket(byte)) : Self.isInNumber(byte) {
                offset += 1
                end = offset
                continue
            }
            switch byte {
            case ByteText.space:
                offset += 1
                continue scan
            case ByteText.lineFeed: break scan
            case ByteText.tab: return nil
            case UInt8(ascii: "#") where end < offset: break scan
            case UInt8(ascii: ":"):
                if isBlankOrEnd(offset + 1) { break scan }
                // libyaml refuses what the specification allows here.
                if isFlow, isFlowMark(self.byte(offset + 1)) || self.byte(offset + 1) == UInt8(ascii: "?") {
                    return nil
                }
            default: if isFlow, isFlowMark(byte) { break scan }
            }
            offset += 1
            end = offset
        }
        return scalar(.plain, start, end, next: offset)
    }

    /// Whether a byte is one of `[]{}`, or one of a few letters that share their bits.
    private func mayBeBracket(_ byte: UInt8) -> Bool { byte | 0x26 == 0x7F }

    /// Whether a byte is a digit, or one of `-./`.
    private static func isInNumber(_ byte: UInt8) -> Bool { byte > UInt8(ascii: ",") && byte < UInt8(ascii: ":") }

    private func mayBeginPlain(at start: Int) -> Bool {
        switch byte(start) {
        case UInt8(ascii: "-"):
            // A flow mark behind a dash is left to libyaml.
            return !isBlankOrEnd(start + 1) && byte(start + 1) != ByteText.tab && !isFlowMark(byte(start + 1))
        case 0, ByteText.space, ByteText.tab, ByteText.lineFeed, UInt8(ascii: "?"), UInt8(ascii: ":"),
            UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
            UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
            UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
            UInt8(ascii: "`"):
            return false
        default: return true
        }
    }

    private func isFlowMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): true
        default: false
        }
    }

    private func scalar(_ style: YAMLStyle, _ start: Int, _ end: Int, next: Int) -> Scalar {
        Scalar(
            record: YAMLRecord(
                kind: .scalar, style: style, start: base + Int32(truncatingIfNeeded: start),
                end: base + Int32(truncatingIfNeeded: end)),
            next: next)
    }

    // MARK: Block scalars

    /// Adds the block scalar whose `|` or `>` is at `start`. Returns the offset of the line below it.
    mutating func readBlockScalar(at start: Int) throws(Unknown) -> Int {
        guard let parent = column else { throw Unknown() }
        var offset = start + 1
        var indent = 0
        var isChomped = false
        // A digit and a sign, each at most once, in any order.
        while true {
            let byte = byte(offset)
            if (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(byte), indent == 0 {
                indent = parent + Int(byte - UInt8(ascii: "0"))
            } else if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-"), !isChomped {
                isChomped = true
            } else {
                break
            }
            offset += 1
        }
        while byte(offset) == ByteText.space { offset += 1 }
        guard isLineDone(offset) else { throw Unknown() }
        let end = try blockEnd(from: min(lineEnd(offset) + 1, text.count), indent: indent, parent: parent)
        add(scalar(style(of: start), start, end, next: end).record)
        return end
    }

    private func style(of start: Int) -> YAMLStyle { byte(start) == UInt8(ascii: "|") ? .literal : .folded }

    /// The offset of the first line that does not belong to a block scalar; empty lines at its end do belong to it.
    ///
    /// - Parameter indent: the column of its lines, or zero when its first line says it.
    private func blockEnd(from start: Int, indent: Int, parent: Int) throws(Unknown) -> Int {
        var indent = indent
        var widest = 0
        var line = start
        while true {
            var first = line
            while byte(first) == ByteText.space, indent == 0 || first - line < indent { first += 1 }
            let column = first - line
            if byte(first) == ByteText.tab, indent == 0 || column < indent { throw Unknown() }
            if byte(first) == ByteText.lineFeed {
                widest = max(widest, column)
                line = first + 1
                continue
            }
            if indent == 0 { indent = max(column, widest, parent + 1, 1) }
            guard column == indent, first < text.count else { return line }
            line = min(lineEnd(first) + 1, text.count)
        }
    }

    // MARK: Flow collections

    /// Adds the flow collection whose bracket is at `start`. Returns the offset behind it.
    mutating func readFlow(at start: Int) throws(Unknown) -> Int {
        let isMapping = byte(start) == UInt8(ascii: "{")
        let close = isMapping ? UInt8(ascii: "}") : UInt8(ascii: "]")
        // Two braces are a template.
        if isMapping, byte(start + 1) == UInt8(ascii: "{") { throw Unknown() }
        try push(isMapping ? .mapping : .sequence, .flow, at: start, column: Self.flow)
        var offset = try skipFlowSpace(from: start + 1)
        while byte(offset) != close {
            if isMapping { offset = try readFlowKey(at: offset) }
            offset = try skipFlowSpace(from: try readFlowNode(at: offset))
            if byte(offset) == UInt8(ascii: ",") {
                offset = try skipFlowSpace(from: offset + 1)
            } else if byte(offset) != close {
                throw Unknown()
            }
        }
        pop(end: offset + 1)
        return offset + 1
    }

    /// Adds a key with its colon. Returns the offset of its value.
    private mutating func readFlowKey(at start: Int) throws(Unknown) -> Int {
        guard let key = scanScalar(at: start, isFlow: true) else { throw Unknown() }
        var colon = key.next
        while byte(colon) == ByteText.space { colon += 1 }
        guard byte(colon) == UInt8(ascii: ":"), colon - start < Self.maximumKey else { throw Unknown() }
        add(key.record)
        return try skipFlowSpace(from: colon + 1)
    }

    private mutating func readFlowNode(at start: Int) throws(Unknown) -> Int {
        if byte(start) == UInt8(ascii: "{") || byte(start) == UInt8(ascii: "[") { return try readFlow(at: start) }
        guard let scalar = scanScalar(at: start, isFlow: true) else { throw Unknown() }
        add(scalar.record)
        return scalar.next
    }

    /// The offset of the next token of a flow collection, behind blanks, line breaks and comments.
    private func skipFlowSpace(from start: Int) throws(Unknown) -> Int {
        var offset = start
        while true {
            switch byte(offset) {
            case ByteText.space: offset += 1
            case ByteText.tab:
                // Below a block collection libyaml has an opinion about tabs.
                guard isFlowRoot else { throw Unknown() }
                offset += 1
            case ByteText.lineFeed:
                offset += 1
                // The end of a document, or a directive, may begin a line here too.
                let first = byte(offset)
                if first == UInt8(ascii: "-") || first == UInt8(ascii: ".") || first == UInt8(ascii: "%") {
                    throw Unknown()
                }
            case UInt8(ascii: "#"):
                guard ByteText.isSpace(byte(offset - 1)) else { throw Unknown() }
                offset = lineEnd(offset)
            default: return offset
            }
        }
    }
}

/// Tells texts that hold nothing but common code points.
enum CommonText {
    /// Whether `text` is UTF-8 without control characters (but tab and line feed), CR, byte order marks and YAML's other line breaks.
    static func isCommon(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(text)
        var high: UInt64 = 0
        var offset = 0
        while offset + 8 <= raw.count {
            let bytes = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            high |= bytes
            // The high bit of each byte that is below 0x20 or is 0x7F, and maybe of one above such a byte.
            let marked = (bytes &- 0x2020_2020_2020_2020) | ((bytes ^ 0x7F7F_7F7F_7F7F_7F7F) &- 0x0101_0101_0101_0101)
            if marked & 0x8080_8080_8080_8080 != 0, holdsControl(raw[offset..<(offset + 8)]) { return false }
            offset += 8
        }
        for byte in raw[offset...] { high |= UInt64(byte) }
        if holdsControl(raw[offset...]) { return false }
        return high & 0x8080_8080_8080_8080 == 0 || isCommonUnicode(text)
    }

    private static func holdsControl(_ bytes: Slice<UnsafeRawBufferPointer>) -> Bool {
        bytes.contains { $0 < 0x20 && $0 != ByteText.lineFeed && $0 != ByteText.tab || $0 == 0x7F }
    }

    private static func isCommonUnicode(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var decoder = Unicode.UTF8.ForwardParser()
        var bytes = text.makeIterator()
        while true {
            switch decoder.parseScalar(from: &bytes) {
            case .valid(let encoded):
                switch Unicode.UTF8.decode(encoded).value {
                case 0..<0x7F, 0xA0..<0x2028, 0x202A..<0xFEFF, 0xFF00..<0xFFFE, 0x1_0000...: continue
                default: return false
                }
            case .emptyInput: return true
            case .error: return false
            }
        }
    }
}
