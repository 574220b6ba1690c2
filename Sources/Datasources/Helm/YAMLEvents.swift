import CYaml
import Domain
import Glibc

/// The events of a YAML (or JSON) text in a file, read as a stream: memory does not grow with the text.
///
/// Source: https://pyyaml.org/wiki/LibYAML.
final class YAMLEvents {
    enum Event {
        case scalar, alias, mappingStart, mappingEnd, sequenceStart, sequenceEnd, end
    }

    /// How many bytes may be read between two events: a longer text without structure is no index.
    private static let patience = 8 << 20
    private static let depthLimit = 200

    // Allocated, because libyaml keeps pointers into them.
    private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
    private let event = UnsafeMutablePointer<yaml_event_t>.allocate(capacity: 1)
    private let file: Int32
    private var readSinceEvent = 0
    private var depth = 0
    /// Set when the text begins as JSON does.
    private var escapes: SurrogateEscapes?
    private var hasBegun = false

    /// - Parameter file: a descriptor to read from its current position; it stays the caller's.
    init(file: Int32) throws {
        self.file = file
        parser.initialize(to: yaml_parser_t())
        event.initialize(to: yaml_event_t())
        guard yaml_parser_initialize(parser) == 1 else {
            throw LookupError(.tooLarge, "there is no memory for reading a chart index")
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        yaml_parser_set_input(
            parser,
            { events, buffer, size, count in
                guard let events, let buffer, let count else { return 0 }
                return Unmanaged<YAMLEvents>.fromOpaque(events).takeUnretainedValue().read(buffer, size, count)
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    deinit {
        yaml_event_delete(event)
        yaml_parser_delete(parser)
        event.deallocate()
        parser.deallocate()
    }

    /// Reads the next event; marks of documents and of the stream are passed over.
    ///
    /// - Throws: ``LookupError`` `.malformed`, without place, when the text is not YAML.
    func next() throws -> Event {
        while true {
            yaml_event_delete(event)
            guard yaml_parser_parse(parser, event) == 1 else { throw malformed() }
            readSinceEvent = 0
            switch event.pointee.type {
            case YAML_SCALAR_EVENT: return .scalar
            case YAML_ALIAS_EVENT: return .alias
            case YAML_MAPPING_START_EVENT: return try opened(.mappingStart)
            case YAML_SEQUENCE_START_EVENT: return try opened(.sequenceStart)
            case YAML_MAPPING_END_EVENT: return closed(.mappingEnd)
            case YAML_SEQUENCE_END_EVENT: return closed(.sequenceEnd)
            case YAML_STREAM_END_EVENT, YAML_NO_EVENT: return .end
            default: continue
            }
        }
    }

    /// Reads past the value that `event` begins, however deep it is.
    func skip(_ event: Event) throws {
        guard event == .mappingStart || event == .sequenceStart else { return }
        let outside = depth - 1
        while depth > outside {
            if try next() == .end { throw LookupError(.malformed, "the text ends in the middle") }
        }
    }

    /// Whether the scalar read last is `text`.
    func isScalar(_ text: StaticString) -> Bool {
        let scalar = event.pointee.data.scalar
        return scalar.length == text.utf8CodeUnitCount && memcmp(scalar.value, text.utf8Start, scalar.length) == 0
    }

    /// The scalar read last; empty for a null.
    var scalar: String {
        let scalar = event.pointee.data.scalar
        if scalar.style == YAML_PLAIN_SCALAR_STYLE, isScalar("null") || isScalar("~") { return "" }
        return String(decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
    }

    private func opened(_ event: Event) throws -> Event {
        depth += 1
        guard depth <= Self.depthLimit else { throw LookupError(.malformed, "it is nested too deeply") }
        return event
    }

    private func closed(_ event: Event) -> Event {
        depth -= 1
        return event
    }

    private func read(_ buffer: UnsafeMutablePointer<UInt8>, _ size: Int, _ count: UnsafeMutablePointer<Int>) -> Int32 {
        guard readSinceEvent < Self.patience else { return 0 }
        repeat {
            guard let got = readPiece(buffer, size) else { return 0 }
            readSinceEvent += got
            count.pointee = translate(buffer, got)
            // A piece may hold nothing but the beginning of an escape; zero would mean the end.
            if got == 0 { return 1 }
        } while count.pointee == 0
        return 1
    }

    /// Reads from the file; nil when it cannot be read. Leaves room for an escape that was begun before.
    private func readPiece(_ buffer: UnsafeMutablePointer<UInt8>, _ size: Int) -> Int? {
        let room = size - SurrogateEscapes.longest
        guard room > 0 else { return nil }
        while true {
            let got = Glibc.read(file, buffer, room)
            if got >= 0 { return got }
            if errno != EINTR { return nil }
        }
    }

    /// Translates the piece in `buffer` where it is, and returns its new length.
    private func translate(_ buffer: UnsafeMutablePointer<UInt8>, _ count: Int) -> Int {
        let piece = UnsafeBufferPointer(start: buffer, count: count)
        if !hasBegun {
            hasBegun = true
            let first = piece.first { !" \t\r\n\u{FEFF}".utf8.contains($0) }
            if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { escapes = SurrogateEscapes() }
        }
        guard escapes != nil, let text = escapes?.translate(piece, isLast: count == 0) else { return count }
        for (index, byte) in text.enumerated() { buffer[index] = byte }
        return text.count
    }

    private func malformed() -> LookupError {
        let problem = parser.pointee.problem.map { String(cString: $0) } ?? "it is not YAML"
        let isPlace = parser.pointee.error != YAML_READER_ERROR
        return LookupError(.malformed, isPlace ? "line \(parser.pointee.problem_mark.line + 1): \(problem)" : problem)
    }
}
