import CYaml

/// What libyaml's event parser saw, in Swift's terms.
enum YAMLEvent {
    case streamStart, streamEnd
    case documentStart, documentEnd
    case alias(String)
    case scalar(YAMLScalar)
    case listStart(anchor: String?, tag: String?)
    case listEnd
    case mapStart(anchor: String?, tag: String?)
    case mapEnd
}

/// One scalar as the author wrote it, before its type is known.
struct YAMLScalar {
    var value: String
    var anchor: String?
    var tag: String?
    /// Without quotes and not a block, so that it may be a number or a flag.
    var isPlain: Bool
}

/// Owns one libyaml parser and the bytes that it reads.
final class YAMLEvents {
    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: UnsafeMutableBufferPointer<UInt8>
    private let text: SettingsText

    /// - Throws: ``SettingsSyntaxError`` when there is no memory for a parser.
    init(_ text: SettingsText) throws(SettingsSyntaxError) {
        self.text = text
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        input = .allocate(capacity: text.bytes.count + 1)
        _ = input.initialize(from: text.bytes + [0])
        guard yaml_parser_initialize(parser) == 1 else {
            throw SettingsSyntaxError(message: "there is not enough memory to read the file")
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input_string(parser, input.baseAddress, text.bytes.count)
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deinitialize(count: 1)
        parser.deallocate()
        input.deallocate()
    }

    /// Reads the next event and the line it begins on, counted from 1.
    ///
    /// - Throws: ``SettingsSyntaxError`` where the text stops being YAML.
    func next() throws(SettingsSyntaxError) -> (event: YAMLEvent, line: Int) {
        var event = yaml_event_t()
        guard yaml_parser_parse(parser, &event) == 1 else { throw makeError() }
        defer { yaml_event_delete(&event) }
        return (Self.translate(event), Self.line(event.start_mark.line))
    }

    private static func translate(_ event: yaml_event_t) -> YAMLEvent {
        switch event.type {
        case YAML_STREAM_START_EVENT: .streamStart
        case YAML_DOCUMENT_START_EVENT: .documentStart
        case YAML_DOCUMENT_END_EVENT: .documentEnd
        case YAML_ALIAS_EVENT: .alias(string(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT: .scalar(scalar(event.data.scalar))
        case YAML_SEQUENCE_START_EVENT:
            .listStart(anchor: string(event.data.sequence_start.anchor), tag: string(event.data.sequence_start.tag))
        case YAML_SEQUENCE_END_EVENT: .listEnd
        case YAML_MAPPING_START_EVENT:
            .mapStart(anchor: string(event.data.mapping_start.anchor), tag: string(event.data.mapping_start.tag))
        case YAML_MAPPING_END_EVENT: .mapEnd
        default: .streamEnd
        }
    }

    private static func scalar(_ data: yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar) -> YAMLScalar {
        YAMLScalar(
            value: String(decoding: UnsafeBufferPointer(start: data.value, count: data.length), as: UTF8.self),
            anchor: string(data.anchor), tag: string(data.tag), isPlain: data.style == YAML_PLAIN_SCALAR_STYLE)
    }

    private static func string(_ pointer: UnsafeMutablePointer<UInt8>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private static func line(_ zeroBased: Int) -> Int { max(0, zeroBased) &+ 1 }

    /// libyaml's own words name what it met, never the text itself.
    private func makeError() -> SettingsSyntaxError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "it cannot be read"
        let line =
            parser.pointee.error == YAML_READER_ERROR
            ? text.line(at: Int(clamping: parser.pointee.problem_offset))
            : Self.line(Int(clamping: parser.pointee.problem_mark.line))
        return SettingsSyntaxError(line: line, message: "the file is not valid YAML: \(problem)")
    }
}
