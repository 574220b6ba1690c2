import TextEdits

/// The decoded text of a scalar, and where its bytes stand in the file.
struct YAMLScalar {
    /// The value as YAML reads it: escapes resolved, lines folded. A number stays as written.
    let text: String
    /// From offsets of the text's UTF-8 bytes to the file.
    let map: TextMap

    /// The bytes of the file that hold `range` of the text; nil when they cannot be replaced as one piece.
    func span(of range: Range<Int>) -> ByteSpan? { map.span(of: range) }

    /// The bytes of the whole text.
    var span: ByteSpan? { map.span(of: 0..<text.utf8.count) }

    /// A part of this scalar, by offsets of the text's UTF-8 bytes.
    func part(_ range: Range<Int>) -> YAMLScalar {
        let range = range.clamped(to: 0..<text.utf8.count)
        return YAMLScalar(text: text(of: range), map: map.part(range))
    }

    /// A part of the text, by offsets of its UTF-8 bytes.
    func text(of range: Range<Int>) -> String {
        let bytes = text.utf8
        let start = bytes.index(bytes.startIndex, offsetBy: range.lowerBound)
        return String(decoding: bytes[start..<bytes.index(start, offsetBy: range.count)], as: UTF8.self)
    }
}

extension YAMLNode {
    /// The decoded scalar; nil for collections. An alias gives the scalar of its anchor.
    var scalar: YAMLScalar? {
        let node = resolved
        if node.isScalar, node.isVerbatim {
            return YAMLScalar(
                text: ByteText.string(node.stream.bytes, node.range), map: node.stream.map.part(node.range))
        }
        guard let (bytes, map) = node.decoded else { return nil }
        return YAMLScalar(text: String(decoding: bytes, as: UTF8.self), map: map)
    }

    /// The text of a scalar; nil for collections.
    var text: String? {
        let node = resolved
        guard node.isScalar else { return nil }
        if node.isVerbatim { return ByteText.string(stream.bytes, node.range) }
        return node.decoded.map { String(decoding: $0.0, as: UTF8.self) }
    }

    /// The bytes of the file that hold a scalar's text; nil when it is not written in one piece.
    var span: ByteSpan? { scalar?.span }

    /// The offset in the file where the node begins.
    var fileOffset: Int { stream.map.nearest(to: range.lowerBound) }

    /// Whether this is an empty plain scalar or one of YAML's words for nothing.
    var isNull: Bool {
        guard isScalar, style == .plain else { return false }
        return range.isEmpty || reads("null") || reads("~")
    }

    /// The comment behind a scalar on the same line, without `#` and blanks; nil when there is none.
    var trailingComment: String? { trailingCommentScalar?.text }

    /// The same with the place of its text.
    var trailingCommentScalar: YAMLScalar? {
        let bytes = stream.bytes
        var offset = range.upperBound
        while offset < bytes.count, !ByteText.isBreak(bytes[offset]) {
            if bytes[offset] == UInt8(ascii: "#"), offset > 0, ByteText.isBlank(bytes[offset - 1]) {
                let end = bytes[offset...].firstIndex(where: ByteText.isBreak) ?? bytes.count
                let start = bytes[(offset + 1)..<end].firstIndex { !ByteText.isBlank($0) } ?? end
                let inner = TextMap.verbatim(at: start, count: end - start)
                return YAMLScalar(text: ByteText.string(bytes, start..<end), map: stream.map.composed(with: inner))
            }
            let mayFollow: Set<UInt8> = [0x20, 0x09, 0x22, 0x27, 0x2C, 0x5D, 0x7D]
            guard mayFollow.contains(bytes[offset]) else { return nil }
            offset += 1
        }
        return nil
    }

    /// The documents written in a block or quoted scalar; their spans point into the outer file.
    var embedded: YAMLStream? {
        let node = resolved
        guard node.isScalar, node.style != .plain, node.range.count > 2, let (bytes, map) = node.decoded else {
            return nil
        }
        return YAMLStream(bytes, map: map)
    }

    /// Whether the bytes as written are the text.
    private var isVerbatim: Bool {
        let mark: UInt8
        switch style {
        case .plain: mark = ByteText.lineFeed
        case .singleQuoted: mark = UInt8(ascii: "'")
        case .doubleQuoted: mark = UInt8(ascii: "\\")
        default: return false
        }
        let range = range
        return stream.bytes.withUnsafeBufferPointer { bytes in
            for offset in range where bytes[offset] == mark || ByteText.isBreak(bytes[offset]) { return false }
            return true
        }
    }

    private var decoded: ([UInt8], TextMap)? {
        guard isScalar else { return nil }
        if isVerbatim {
            let inner = TextMap.verbatim(at: range.lowerBound, count: range.count)
            return (Array(stream.bytes[range]), stream.map.composed(with: inner))
        }
        var decoder = ScalarDecoder(bytes: stream.bytes, range: range)
        switch style {
        case .literal, .folded: decoder.decodeBlock(isFolded: style == .folded)
        default: decoder.decodeFlow(style)
        }
        return (decoder.text, stream.map.composed(with: decoder.map))
    }
}
