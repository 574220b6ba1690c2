/// JSON that is written as it goes, for results of many thousand rows: an encoder that first builds a tree of all values
/// takes longer than finding them did.
///
/// What is written goes to `sink` in large pieces, so that memory does not grow with the number of rows.
/// Source: RFC 8259.
struct JSONText: ~Copyable {
    private let sink: (UnsafeRawBufferPointer) -> Void
    private let buffer: UnsafeMutablePointer<UInt8>
    private var count = 0
    /// Whether a comma belongs in front of the next value.
    private var needsComma = false

    private static let capacity = 1 << 16

    init(to sink: @escaping (UnsafeRawBufferPointer) -> Void) {
        self.sink = sink
        buffer = .allocate(capacity: Self.capacity)
    }

    deinit { buffer.deallocate() }

    /// The bytes that `write` makes.
    static func bytes(_ write: (inout JSONText) -> Void) -> [UInt8] {
        let collected = Collected()
        var json = JSONText { collected.bytes.append(contentsOf: $0) }
        write(&json)
        json.flush()
        return collected.bytes
    }

    private final class Collected {
        var bytes: [UInt8] = []
    }

    /// Ends a line of JSON, and gives it to the sink.
    mutating func endLine() {
        append("\n")
        needsComma = false
        flush()
    }

    /// Gives what is left to the sink; the last call.
    mutating func flush() {
        sink(UnsafeRawBufferPointer(start: buffer, count: count))
        count = 0
    }

    /// `{`, what `fields` writes, `}`.
    mutating func object(_ fields: (inout JSONText) -> Void) {
        begin("{")
        fields(&self)
        end("}")
    }

    /// `[`, a value for each element, `]`.
    mutating func array<Element>(_ elements: [Element], _ write: (inout JSONText, Element) -> Void) {
        begin("[")
        for element in elements { write(&self, element) }
        end("]")
    }

    /// The name of a field; its value is written next.
    mutating func name(_ name: StaticString) {
        separate()
        append("\"")
        append(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        append("\"")
        append(":")
        needsComma = false
    }

    /// A text, or null.
    mutating func value(_ text: String?) {
        separate()
        guard var text else { return appendNull() }
        append("\"")
        text.withUTF8 { bytes in
            if bytes.contains(where: Self.needsEscape) {
                for byte in bytes { appendEscaped(byte) }
            } else {
                append(UnsafeRawBufferPointer(bytes))
            }
        }
        append("\"")
    }

    /// A whole number, or null.
    mutating func value(_ number: Int?) {
        separate()
        guard let number else { return appendNull() }
        var text = String(number)
        text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    private mutating func begin(_ bracket: Unicode.Scalar) {
        separate()
        append(bracket)
        needsComma = false
    }

    private mutating func end(_ bracket: Unicode.Scalar) {
        append(bracket)
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { append(",") }
        needsComma = true
    }

    private mutating func append(_ scalar: Unicode.Scalar) { append(byte: UInt8(ascii: scalar)) }

    private mutating func append(byte: UInt8) {
        if count == Self.capacity { flush() }
        buffer[count] = byte
        count += 1
    }

    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        if bytes.count > Self.capacity - count {
            flush()
            if bytes.count > Self.capacity { return sink(bytes) }
        }
        guard let start = bytes.baseAddress else { return }
        (buffer + count).update(from: start.assumingMemoryBound(to: UInt8.self), count: bytes.count)
        count += bytes.count
    }

    private mutating func appendNull() {
        let null: StaticString = "null"
        append(UnsafeRawBufferPointer(start: null.utf8Start, count: 4))
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func appendEscaped(_ byte: UInt8) {
        guard Self.needsEscape(byte) else { return append(byte: byte) }
        append("\\")
        guard byte < 0x20 else { return append(byte: byte) }
        for scalar in ["u", "0", "0"] as [Unicode.Scalar] { append(scalar) }
        let digits = Array("0123456789abcdef".utf8)
        append(byte: digits[Int(byte >> 4)])
        append(byte: digits[Int(byte & 15)])
    }
}
