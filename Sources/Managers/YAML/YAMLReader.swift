import CYaml
import TextEdits

/// Reads one YAML document into nodes with byte spans, from libyaml's events.
///
/// libyaml's marks count code points and include anchors and tags, so they are converted and cut; what cannot be placed to the byte
/// has no span. Aliases are not expanded. Depth and size are bounded.
/// Source: https://yaml.org/spec/1.2.2/, https://pyyaml.org/wiki/LibYAML.
struct YAMLReader {
    /// Why a text is not read.
    struct Failure: Error {
        var line: Int
        var message: String
    }

    private static let depthLimit = 100
    private static let nodeLimit = 2_000_000

    private let bytes: ArraySlice<UInt8>
    private let firstLine: Int
    private var cursor: MarkCursor
    private var anchors: [String: YAMLNode] = [:]
    private var nodeCount = 0

    /// - Parameters:
    ///   - bytes: the document; its indices are the offsets in the file.
    ///   - firstLine: the line of the file where it begins, counted from 1.
    init(_ bytes: ArraySlice<UInt8>, firstLine: Int) {
        self.bytes = bytes
        self.firstLine = firstLine
        cursor = MarkCursor(bytes)
    }

    /// Reads the document; nil when it is empty.
    mutating func read() throws(Failure) -> YAMLNode? {
        if bytes.contains(0) { throw Failure(line: firstLine, message: "holds NUL bytes, so it is no text") }
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        defer {
            yaml_parser_delete(parser)
            parser.deinitialize(count: 1)
            parser.deallocate()
        }
        guard yaml_parser_initialize(parser) == 1 else { throw Failure(line: firstLine, message: "no memory for a parser") }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // libyaml reads from this copy while events are taken; it outlives the parser.
        let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: bytes.count + 1)
        defer { input.deallocate() }
        _ = input.initialize(from: Array(bytes) + [0])
        yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
        return try readDocument(parser)
    }

    private mutating func readDocument(_ parser: UnsafeMutablePointer<yaml_parser_t>) throws(Failure) -> YAMLNode? {
        while true {
            var event = try next(parser)
            let type = event.type
            if type == YAML_STREAM_END_EVENT || type == YAML_STREAM_START_EVENT || type == YAML_DOCUMENT_START_EVENT
                || type == YAML_DOCUMENT_END_EVENT
            {
                yaml_event_delete(&event)
                if type == YAML_STREAM_END_EVENT { return nil }
                continue
            }
            let root = try node(parser, event, depth: 0)
            // Read to the end, so that a broken rest is noticed.
            while true {
                var rest = try next(parser)
                defer { yaml_event_delete(&rest) }
                if rest.type == YAML_STREAM_END_EVENT { return root }
            }
        }
    }

    private func next(_ parser: UnsafeMutablePointer<yaml_parser_t>) throws(Failure) -> yaml_event_t {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else {
            let problem = parser.pointee.problem.map { String(cString: $0) } ?? "cannot be read"
            throw Failure(line: firstLine + Int(clamping: parser.pointee.problem_mark.line), message: problem)
        }
        return event
    }

    /// Makes a node of an event and those behind it; frees the event.
    private mutating func node(
        _ parser: UnsafeMutablePointer<yaml_parser_t>, _ first: yaml_event_t, depth: Int
    ) throws(Failure) -> YAMLNode {
        var event = first
        defer { yaml_event_delete(&event) }
        let line = firstLine + Int(clamping: event.start_mark.line)
        nodeCount += 1
        guard depth < Self.depthLimit else { throw Failure(line: line, message: "is nested deeper than \(Self.depthLimit)") }
        guard nodeCount < Self.nodeLimit else { throw Failure(line: line, message: "has more than \(Self.nodeLimit) values") }
        switch event.type {
        case YAML_SCALAR_EVENT:
            let node = YAMLNode(.scalar(scalar(event, line: line)), line: line)
            remember(node, event.data.scalar.anchor)
            return node
        case YAML_ALIAS_EVENT:
            let name = event.data.alias.anchor.map { String(cString: $0) } ?? ""
            // An alias that nobody anchored, or one inside its own anchor, stands for nothing.
            return anchors[name] ?? YAMLNode(.template, line: line)
        case YAML_SEQUENCE_START_EVENT:
            return try sequence(parser, anchor: event.data.sequence_start.anchor, line: line, depth: depth)
        case YAML_MAPPING_START_EVENT:
            let start = cursor.offset(of: event.start_mark.index)
            let isTemplate = bytes[start...].starts(with: [UInt8(ascii: "{"), UInt8(ascii: "{")])
            let node = try mapping(parser, anchor: event.data.mapping_start.anchor, line: line, depth: depth)
            if isTemplate { node.content = .template }
            return node
        default:
            throw Failure(line: line, message: "cannot be read")
        }
    }

    private mutating func sequence(
        _ parser: UnsafeMutablePointer<yaml_parser_t>, anchor: UnsafeMutablePointer<UInt8>?, line: Int, depth: Int
    ) throws(Failure) -> YAMLNode {
        let name = anchor.map { String(cString: $0) }
        var items: [YAMLNode] = []
        while true {
            var event = try next(parser)
            if event.type == YAML_SEQUENCE_END_EVENT {
                yaml_event_delete(&event)
                let node = YAMLNode(.sequence(items), line: line)
                if let name { anchors[name] = node }
                return node
            }
            items.append(try node(parser, event, depth: depth + 1))
        }
    }

    private mutating func mapping(
        _ parser: UnsafeMutablePointer<yaml_parser_t>, anchor: UnsafeMutablePointer<UInt8>?, line: Int, depth: Int
    ) throws(Failure) -> YAMLNode {
        let name = anchor.map { String(cString: $0) }
        var pairs: [(key: YAMLNode, value: YAMLNode)] = []
        while true {
            var event = try next(parser)
            if event.type == YAML_MAPPING_END_EVENT {
                yaml_event_delete(&event)
                let node = YAMLNode(.mapping(pairs), line: line)
                if let name { anchors[name] = node }
                return node
            }
            let key = try node(parser, event, depth: depth + 1)
            let value = try node(parser, try next(parser), depth: depth + 1)
            pairs.append((key, value))
        }
    }

    private mutating func remember(_ node: YAMLNode, _ anchor: UnsafeMutablePointer<UInt8>?) {
        if let anchor { anchors[String(cString: anchor)] = node }
    }

    // MARK: Scalars

    private mutating func scalar(_ event: yaml_event_t, line: Int) -> YAMLScalar {
        let data = event.data.scalar
        let value = UnsafeBufferPointer(start: data.value, count: data.length)
        let text = String(decoding: value, as: UTF8.self)
        let start = cursor.offset(of: event.start_mark.index)
        let end = cursor.offset(of: event.end_mark.index)
        switch data.style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE:
            let span = exact(end - 1 - value.count, end - 1, value)
            return YAMLScalar(text: text, style: .quoted, line: line, span: span)
        case YAML_LITERAL_SCALAR_STYLE:
            return YAMLScalar(
                text: text, style: .block, line: line,
                block: BlockText(bytes, from: start, to: end, headerLine: line, value: value))
        case YAML_FOLDED_SCALAR_STYLE:
            return YAMLScalar(text: text, style: .block, line: line)
        default:
            return YAMLScalar(text: text, style: .plain, line: line, span: exact(end - value.count, end, value))
        }
    }

    /// The span, if the file holds exactly these bytes there.
    private func exact(_ start: Int, _ end: Int, _ value: UnsafeBufferPointer<UInt8>) -> ByteSpan? {
        guard start >= bytes.startIndex, end <= bytes.endIndex, start <= end, bytes[start..<end].elementsEqual(value) else {
            return nil
        }
        return ByteSpan(start: start, end: end)
    }
}

/// Turns libyaml's code point indices into byte offsets, moving forward only.
private struct MarkCursor {
    private let bytes: ArraySlice<UInt8>
    private let isASCII: Bool
    private var index = 0
    private var offset: Int

    init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        isASCII = bytes.allSatisfy { $0 < 0x80 }
        offset = bytes.startIndex
    }

    mutating func offset(of mark: Int) -> Int {
        if isASCII { return min(bytes.startIndex + mark, bytes.endIndex) }
        if mark < index {
            index = 0
            offset = bytes.startIndex
        }
        while index < mark, offset < bytes.endIndex {
            offset += 1
            while offset < bytes.endIndex, bytes[offset] & 0xC0 == 0x80 { offset += 1 }
            index += 1
        }
        return offset
    }
}

extension BlockText {
    /// Finds the lines of a literal block scalar in the file; nil when they do not add up to `value`.
    init?(
        _ bytes: ArraySlice<UInt8>, from start: Int, to end: Int, headerLine: Int, value: UnsafeBufferPointer<UInt8>
    ) {
        guard let header = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        var lines: [(inner: Int, outer: Int, line: Int)] = []
        var content: [UInt8] = []
        var position = header + 1
        var line = headerLine
        var indent: Int?
        while position < max(end, position), position < bytes.endIndex, content.count < value.count {
            line += 1
            let lineEnd = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
            let blanks = bytes[position..<lineEnd].prefix { $0 == UInt8(ascii: " ") }.count
            var textEnd = lineEnd
            if textEnd > position, bytes[textEnd - 1] == UInt8(ascii: "\r") { textEnd -= 1 }
            let isBlank = blanks == textEnd - position
            if indent == nil, !isBlank { indent = blanks }
            let textStart = min(position + (indent ?? blanks), textEnd)
            lines.append((content.count, textStart, line))
            content += bytes[textStart..<textEnd]
            content.append(UInt8(ascii: "\n"))
            position = lineEnd + 1
        }
        guard content.prefix(value.count).elementsEqual(value) || content.dropLast().elementsEqual(value) else { return nil }
        self.bytes = content
        self.lines = lines
    }
}
