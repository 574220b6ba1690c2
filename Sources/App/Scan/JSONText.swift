/// JSON that is written as it goes, for results of many thousand rows: an encoder that first builds a tree of all values
/// takes longer than finding them did.
///
/// Source: RFC 8259.
struct JSONText {
    private(set) var bytes: [UInt8] = []
    /// Whether a comma belongs in front of the next value.
    private var needsComma = false

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
        bytes.append(UInt8(ascii: "\""))
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    /// A text, or null.
    mutating func value(_ text: String?) {
        separate()
        guard var text else {
            bytes.append(contentsOf: "null".utf8)
            return
        }
        bytes.append(UInt8(ascii: "\""))
        text.withUTF8 { for byte in $0 { append(byte) } }
        bytes.append(UInt8(ascii: "\""))
    }

    /// A whole number, or null.
    mutating func value(_ number: Int?) {
        separate()
        bytes.append(contentsOf: (number.map { String($0) } ?? "null").utf8)
    }

    private mutating func begin(_ bracket: Unicode.Scalar) {
        separate()
        bytes.append(UInt8(ascii: bracket))
        needsComma = false
    }

    private mutating func end(_ bracket: Unicode.Scalar) {
        bytes.append(UInt8(ascii: bracket))
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func append(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(byte)
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            bytes.append(contentsOf: "\\u00".utf8)
            bytes.append(digits[Int(byte >> 4)])
            bytes.append(digits[Int(byte & 15)])
        default: bytes.append(byte)
        }
    }
}
