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
        for index in elements.indices { write(&self, elements[index]) }
        end("]")
    }

    /// The name of a field; its value is written next.
    mutating func name(_ name: StaticString) {
        let length = name.utf8CodeUnitCount
        reserve(length + 4)
        if needsComma { put(UInt8(ascii: ",")) }
        put(UInt8(ascii: "\""))
        (buffer + count).update(from: name.utf8Start, count: length)
        count += length
        put(UInt8(ascii: "\""))
        put(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A text, or null.
    mutating func value(_ text: String?) {
        separate()
        guard var text else { return appendNull() }
        append("\"")
        text.withUTF8 { bytes in
            // Pieces that fit with every byte written as an escape.
            let step = (Self.capacity - 1) / 6
            for start in stride(from: 0, to: bytes.count, by: step) {
                let end = min(start + step, bytes.count)
                reserve((end - start) * 6)
                put(UnsafeBufferPointer(rebasing: bytes[start..<end]))
            }
        }
        append("\"")
    }

    /// A whole number, or null.
    mutating func value(_ number: Int?) {
        separate()
        guard let number else { return appendNull() }
        reserve(20)
        if number < 0 { put(UInt8(ascii: "-")) }
        var rest = number.magnitude
        let start = count
        repeat {
            put(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        var digits = UnsafeMutableBufferPointer(start: buffer + start, count: count - start)
        digits.reverse()
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

    private mutating func append(_ scalar: Unicode.Scalar) {
        reserve(1)
        put(UInt8(ascii: scalar))
    }

    private mutating func appendNull() {
        reserve(4)
        for byte in "null".utf8 { put(byte) }
    }

    /// Makes room for `length` bytes, which is at most the buffer's.
    private mutating func reserve(_ length: Int) {
        if Self.capacity - count < length { flush() }
    }

    /// Writes a byte for which there is room.
    private mutating func put(_ byte: UInt8) {
        buffer[count] = byte
        count += 1
    }

    /// Writes text for which there is room, also if every byte of it became an escape.
    private mutating func put(_ text: UnsafeBufferPointer<UInt8>) {
        guard let start = text.baseAddress else { return }
        if Self.isPlain(text) {
            (buffer + count).update(from: start, count: text.count)
            count += text.count
        } else {
            for byte in text { putEscaped(byte) }
        }
    }

    /// Whether no byte needs an escape: eight at a time, and too often no where bytes above 127 stand.
    private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(text)
        let ones: UInt64 = 0x0101_0101_0101_0101
        var marked: UInt64 = 0
        var offset = 0
        while offset + 8 <= raw.count {
            let bytes = raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            marked |= bytes &- ones &* 0x20
            marked |= (bytes ^ ones &* 0x22) &- ones
            marked |= (bytes ^ ones &* 0x5C) &- ones
            offset += 8
        }
        guard marked & (ones &* 0x80) == 0 else { return false }
        return !raw[offset...].contains(where: needsEscape)
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
    }

    private mutating func putEscaped(_ byte: UInt8) {
        guard Self.needsEscape(byte) else { return put(byte) }
        put(UInt8(ascii: "\\"))
        guard byte < 0x20 else { return put(byte) }
        for digit in "u00".utf8 { put(digit) }
        for half in [byte >> 4, byte & 15] {
            put(half < 10 ? UInt8(ascii: "0") + half : UInt8(ascii: "a") + half - 10)
        }
    }
}
