import CYaml

/// Reads libyaml's events into records. It holds one parse; nothing is expanded, so that aliases cannot explode.
///
/// libyaml's marks count code points, not bytes, and a scalar's start mark stands before its anchor and tag
/// (https://pyyaml.org/wiki/LibYAML): both are put right here.
struct YAMLComposer {
    /// Deeper nesting is refused: no real file needs it, and it would make libyaml's work grow with the depth.
    static let maximumDepth = 128
    /// More nodes are refused, so that memory is bounded.
    static let maximumNodes = 1_000_000

    private(set) var records: [YAMLRecord] = []
    private(set) var roots: [Int32] = []
    /// Whether a flow mapping begins with `{{`: a template that happens to parse.
    private(set) var looksTemplated = false

    private let text: UnsafeBufferPointer<UInt8>
    /// Added to every offset: where `text` begins in the stream.
    private let base: Int
    private var cursor: CodePointCursor
    private var anchors: [String: Int32] = [:]
    private var open: [Open] = []

    /// A collection whose end was not read yet.
    private struct Open {
        var record: Int32
        var last: Int32 = YAMLRecord.none
    }

    init(_ text: UnsafeBufferPointer<UInt8>, base: Int) {
        self.text = text
        self.base = base
        cursor = CodePointCursor(text)
        records.reserveCapacity(text.count / 16 + 8)
    }

    /// Reads all documents of the text. Returns why it stopped early, or nil; documents read before stay.
    mutating func run() -> YAMLFailure? {
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else { return failure(at: 0, "out of memory") }
        defer { yaml_parser_delete(parser) }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, text.baseAddress, text.count)
        var event = yaml_event_t()
        while true {
            guard yaml_parser_parse(parser, &event) == 1 else {
                let problem = parser.pointee.problem.map { String(cString: $0) } ?? "not YAML"
                let isReader = parser.pointee.error == YAML_READER_ERROR
                let offset =
                    isReader ? parser.pointee.problem_offset : cursor.byte(of: Int(parser.pointee.problem_mark.index))
                return failure(at: offset, problem)
            }
            let type = event.type
            let problem = take(&event)
            yaml_event_delete(&event)
            if let problem { return problem }
            if type == YAML_STREAM_END_EVENT { return nil }
        }
    }

    private mutating func take(_ event: inout yaml_event_t) -> YAMLFailure? {
        switch event.type {
        case YAML_DOCUMENT_START_EVENT:
            anchors.removeAll(keepingCapacity: true)
        case YAML_SCALAR_EVENT:
            addScalar(event)
        case YAML_ALIAS_EVENT:
            addAlias(event)
        case YAML_MAPPING_START_EVENT:
            let data = event.data.mapping_start
            return push(.mapping, data.anchor, event, isFlow: data.style == YAML_FLOW_MAPPING_STYLE)
        case YAML_SEQUENCE_START_EVENT:
            let data = event.data.sequence_start
            return push(.sequence, data.anchor, event, isFlow: data.style == YAML_FLOW_SEQUENCE_STYLE)
        case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
            if let closed = open.popLast() {
                records[Int(closed.record)].end = Int32(base + cursor.byte(of: Int(event.end_mark.index)))
            }
        default: break
        }
        guard records.count < Self.maximumNodes else {
            return failure(at: cursor.byte(of: Int(event.start_mark.index)), "more than \(Self.maximumNodes) nodes")
        }
        return nil
    }

    private mutating func push(
        _ kind: YAMLKind, _ anchor: UnsafeMutablePointer<yaml_char_t>?, _ event: yaml_event_t, isFlow: Bool
    ) -> YAMLFailure? {
        let start = cursor.byte(of: Int(event.start_mark.index))
        guard open.count < Self.maximumDepth else {
            return failure(at: start, "nested deeper than \(Self.maximumDepth) levels")
        }
        if kind == .mapping, isFlow, start + 1 < text.count, text[start] == UInt8(ascii: "{"),
            text[start + 1] == UInt8(ascii: "{")
        {
            looksTemplated = true
        }
        let offset = Int32(base + start)
        let record = YAMLRecord(kind: kind, style: isFlow ? .flow : .block, start: offset, end: offset)
        open.append(Open(record: add(record, anchor: anchor)))
        return nil
    }

    private mutating func addAlias(_ event: yaml_event_t) {
        let start = Int32(base + cursor.byte(of: Int(event.start_mark.index)))
        let end = Int32(base + cursor.byte(of: Int(event.end_mark.index)))
        var record = YAMLRecord(kind: .alias, style: .plain, start: start, end: end)
        if let name = event.data.alias.anchor {
            record.child = anchors[String(cString: UnsafePointer(name).withCharacters)] ?? YAMLRecord.none
        }
        _ = add(record, anchor: nil)
    }

    private mutating func addScalar(_ event: yaml_event_t) {
        var start = cursor.byte(of: Int(event.start_mark.index))
        var end = max(start, cursor.byte(of: Int(event.end_mark.index)))
        let data = event.data.scalar
        if data.anchor != nil || data.tag != nil { start = skipProperties(from: start, to: end) }
        var style = YAMLStyle.plain
        switch data.style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE: style = .singleQuoted
        case YAML_DOUBLE_QUOTED_SCALAR_STYLE: style = .doubleQuoted
        case YAML_LITERAL_SCALAR_STYLE: style = .literal
        case YAML_FOLDED_SCALAR_STYLE: style = .folded
        default: break
        }
        if style == .singleQuoted || style == .doubleQuoted, end - start >= 2 {
            start += 1
            end -= 1
        }
        let record = YAMLRecord(kind: .scalar, style: style, start: Int32(base + start), end: Int32(base + end))
        _ = add(record, anchor: data.anchor)
    }

    /// Appends the record behind its elder siblings, or as the root of a document.
    private mutating func add(_ record: YAMLRecord, anchor: UnsafeMutablePointer<yaml_char_t>?) -> Int32 {
        let index = Int32(records.count)
        records.append(record)
        if let anchor { anchors[String(cString: UnsafePointer(anchor).withCharacters)] = index }
        guard let parent = open.indices.last else {
            roots.append(index)
            return index
        }
        if open[parent].last == YAMLRecord.none {
            records[Int(open[parent].record)].child = index
        } else {
            records[Int(open[parent].last)].next = index
        }
        open[parent].last = index
        return index
    }

    /// The offset behind anchors (`&a`), tags (`!t`) and the blanks, breaks and comments that follow them.
    private func skipProperties(from start: Int, to end: Int) -> Int {
        var offset = start
        while offset < end {
            switch text[offset] {
            case UInt8(ascii: "&"), UInt8(ascii: "!"):
                while offset < end, !ByteText.isSpace(text[offset]) { offset += 1 }
            case UInt8(ascii: "#") where offset > start && ByteText.isSpace(text[offset - 1]):
                while offset < end, !ByteText.isBreak(text[offset]) { offset += 1 }
            case let byte where ByteText.isSpace(byte):
                offset += 1
            default:
                return offset
            }
        }
        return end
    }

    private func failure(at offset: Int, _ message: String) -> YAMLFailure {
        let place = base + min(max(offset, 0), text.count)
        return YAMLFailure(range: base..<(base + text.count), offset: place, message: message)
    }
}

extension UnsafePointer<yaml_char_t> {
    /// The same memory, read as C characters.
    fileprivate var withCharacters: UnsafePointer<CChar> {
        UnsafeRawPointer(self).assumingMemoryBound(to: CChar.self)
    }
}

/// Turns libyaml's code point indices into byte offsets; costs nothing in an ASCII text, one pass in others.
struct CodePointCursor {
    private let text: UnsafeBufferPointer<UInt8>
    private let isASCII: Bool
    private var codePoint = 0
    private var offset = 0

    init(_ text: UnsafeBufferPointer<UInt8>) {
        self.text = text
        isASCII = ByteText.isASCII(text)
    }

    /// The offset of the first byte of the code point at `index`; behind the end, the number of bytes.
    mutating func byte(of index: Int) -> Int {
        if isASCII { return min(index, text.count) }
        while codePoint < index, offset < text.count {
            offset += 1
            while offset < text.count, text[offset] & 0xC0 == 0x80 { offset += 1 }
            codePoint += 1
        }
        while codePoint > index, offset > 0 {
            offset -= 1
            while offset > 0, text[offset] & 0xC0 == 0x80 { offset -= 1 }
            codePoint -= 1
        }
        return offset
    }
}
