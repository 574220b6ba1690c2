import TextEdits

/// One node of a YAML document, with the places of its scalars in the file.
///
/// A class, because an alias is the anchored node itself: nothing is copied, so an alias bomb stays small.
final class YAMLNode {
    enum Content {
        case scalar(YAMLScalar)
        case sequence([YAMLNode])
        case mapping([(key: YAMLNode, value: YAMLNode)])
        /// A template expression that YAML reads as something else, such as `{{ .Values.tag }}`.
        case template
    }

    var content: Content
    /// The line where it begins, counted from 1.
    let line: Int

    init(_ content: Content, line: Int) {
        self.content = content
        self.line = line
    }

    /// The value of the first pair with this key.
    subscript(key: String) -> YAMLNode? {
        guard case .mapping(let pairs) = content else { return nil }
        return pairs.first { $0.key.scalar?.text == key }?.value
    }

    /// The value behind a path of keys.
    subscript(path: [String]) -> YAMLNode? {
        path.reduce(Optional(self)) { node, key in node?[key] }
    }

    var scalar: YAMLScalar? {
        guard case .scalar(let scalar) = content else { return nil }
        return scalar
    }

    /// The text of a scalar that is not empty.
    var text: String? {
        guard let scalar, !scalar.text.isEmpty else { return nil }
        return scalar.text
    }

    var items: [YAMLNode] {
        guard case .sequence(let items) = content else { return [] }
        return items
    }

    var pairs: [(key: YAMLNode, value: YAMLNode)] {
        guard case .mapping(let pairs) = content else { return [] }
        return pairs
    }
}

/// A scalar: what it says, and where.
struct YAMLScalar {
    enum Style { case plain, quoted, block }

    /// The decoded text. For an unquoted number it is the author's spelling.
    var text: String
    var style: Style
    var line: Int
    /// The bytes of the content, without quotes, anchor and tag; nil when the file spells it otherwise than `text`
    /// (escapes, folded lines), so that its bytes cannot be replaced.
    var span: ByteSpan?
    /// For a block scalar: its lines in the file.
    var block: BlockText?

    /// The span of the UTF-8 bytes `range` of `text`.
    func span(of range: Range<Int>) -> ByteSpan? {
        guard let span, range.upperBound <= span.count else { return nil }
        return ByteSpan(start: span.start + range.lowerBound, end: span.start + range.upperBound)
    }
}

/// The content of a literal block scalar, with the place of each of its lines in the file around it.
struct BlockText {
    /// The lines without their indentation, each with its line end.
    var bytes: [UInt8]
    /// Where each line begins, inside and in the file, and which line of the file it is.
    var lines: [(inner: Int, outer: Int, line: Int)]

    /// The place in the file of a span of the content; nil when it covers a line end.
    func outer(_ span: ByteSpan) -> ByteSpan? {
        guard let index = lines.lastIndex(where: { $0.inner <= span.start }) else { return nil }
        if index + 1 < lines.count, span.end > lines[index + 1].inner { return nil }
        let start = lines[index].outer + span.start - lines[index].inner
        return ByteSpan(start: start, end: start + span.count)
    }

    /// The line of the file for a line of the content, both counted from 1.
    func outerLine(_ line: Int) -> Int {
        lines.indices.contains(line - 1) ? lines[line - 1].line : lines.last?.line ?? line
    }
}
