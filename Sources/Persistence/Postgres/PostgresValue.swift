/// A value that goes into a statement.
enum PostgresValue: Sendable {
    case null
    case text(String)
    case integer(Int64)
    case number(Double)
    case boolean(Bool)
    case bytes([UInt8])
    /// An array of texts; nil stands for NULL.
    case texts([String?])
    case integers([Int64])
    case numbers([Double])

    static func text(_ text: String?) -> PostgresValue { text.map { .text($0) } ?? .null }
    static func integer(_ number: Int) -> PostgresValue { .integer(Int64(number)) }

    /// The bytes for libpq; nil is NULL. All but `bytes` are in PostgreSQL's text form.
    var wire: (bytes: [UInt8], isBinary: Bool)? {
        switch self {
        case .null: nil
        case .text(let text): (Self.storable(text), false)
        case .integer(let number): (Array(String(number).utf8), false)
        case .number(let number): (Array(Self.spelling(number).utf8), false)
        case .boolean(let flag): ([UInt8(ascii: flag ? "t" : "f")], false)
        case .bytes(let bytes): (bytes, true)
        case .texts(let texts): (Self.array(texts.map { $0.map(Self.quoted) }), false)
        case .integers(let numbers): (Self.array(numbers.map { Array(String($0).utf8) }), false)
        case .numbers(let numbers): (Self.array(numbers.map { Array(Self.spelling($0).utf8) }), false)
        }
    }

    /// PostgreSQL's text cannot hold NUL, and libpq would end the text there: its picture takes its place.
    private static func storable(_ text: String) -> [UInt8] {
        guard text.utf8.contains(0) else { return Array(text.utf8) }
        return text.utf8.flatMap { $0 == 0 ? Array("\u{2400}".utf8) : [$0] }
    }

    private static func spelling(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        return "\(number)"
    }

    /// An element of an array, quoted.
    ///
    /// Source: https://www.postgresql.org/docs/15/arrays.html#ARRAYS-IO.
    private static func quoted(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "\"")]
        for byte in storable(text) {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
        }
        return bytes + [UInt8(ascii: "\"")]
    }

    private static func array(_ elements: [[UInt8]?]) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "{")]
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += element ?? Array("NULL".utf8)
        }
        return bytes + [UInt8(ascii: "}")]
    }
}
