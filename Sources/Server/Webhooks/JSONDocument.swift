/// A JSON text and where its values are: read once, from front to back, without a value of its own for each of them.
///
/// A push of a forge has thousands of values, of which a dozen are looked at; making all of them is what would take the time.
/// Source: RFC 8259.
final class JSONDocument: Sendable {
    enum Kind: UInt8, Sendable { case object, array, string, escapedString, number, `true`, `false`, null }

    /// A value: where its text is, and which node comes after all that is in it. The members of an object are keys and
    /// values in turn.
    struct Node: Sendable {
        var kind: Kind
        var start: Int32
        var end: Int32
        var next: Int32
    }

    let bytes: [UInt8]
    let nodes: [Node]

    /// As deep as this, and no deeper, may values lie in each other.
    static let maximumDepth = 512

    /// - Returns: nil when `bytes` are no JSON text.
    init?(_ bytes: [UInt8]) {
        guard bytes.count < Int32.max, String(validating: bytes, as: UTF8.self) != nil else { return nil }
        let nodes = bytes.withUnsafeBufferPointer { buffer -> [Node]? in
            var scanner = JSONScanner(bytes: buffer)
            return scanner.scan() ? scanner.nodes : nil
        }
        guard let nodes else { return nil }
        self.bytes = bytes
        self.nodes = nodes
    }

    /// The text of a string, a number or a word.
    func text(_ node: Node) -> String {
        let raw = bytes[Int(node.start)..<Int(node.end)]
        return node.kind == .escapedString ? unescaped(raw) : String(decoding: raw, as: UTF8.self)
    }

    /// Whether a key is `name`.
    func isKey(_ node: Node, _ name: String.UTF8View) -> Bool {
        if node.kind == .escapedString { return text(node).utf8.elementsEqual(name) }
        guard Int(node.end - node.start) == name.count else { return false }
        return bytes[Int(node.start)..<Int(node.end)].elementsEqual(name)
    }
}

/// Goes over the bytes once. Every read is behind a look at the count.
private struct JSONScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    var place = 0
    var nodes: [JSONDocument.Node] = []
    /// The containers that are not closed yet.
    private var open: [Int] = []

    init(bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
        nodes.reserveCapacity(bytes.count / 16 + 8)
    }

    private var byte: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func take(_ wanted: UInt8) -> Bool {
        guard byte == wanted else { return false }
        place += 1
        return true
    }

    /// Scans the whole text; false when it is not JSON.
    mutating func scan() -> Bool {
        repeat {
            guard scanValue() else { return false }
            // Closes what ends here, until something follows.
            while let container = open.last, !isNewlyOpened {
                skipSpace()
                let isObject = nodes[container].kind == .object
                if take(UInt8(ascii: ",")) {
                    if isObject, !scanKey() { return false }
                    break
                }
                guard take(UInt8(ascii: isObject ? "}" : "]")) else { return false }
                close(container)
            }
            isNewlyOpened = false
        } while !open.isEmpty
        skipSpace()
        return place == bytes.count
    }

    /// Whether the value that was scanned last is a container that has something in it, which comes next.
    private var isNewlyOpened = false

    private mutating func close(_ container: Int) {
        nodes[container].end = Int32(truncatingIfNeeded: place)
        nodes[container].next = Int32(truncatingIfNeeded: nodes.count)
        open.removeLast()
    }

    private mutating func scanValue() -> Bool {
        skipSpace()
        switch byte {
        case UInt8(ascii: "{"): return scanOpening(.object, UInt8(ascii: "}"))
        case UInt8(ascii: "["): return scanOpening(.array, UInt8(ascii: "]"))
        case UInt8(ascii: "\""): return scanString()
        case UInt8(ascii: "t"): return scanWord("true", .true)
        case UInt8(ascii: "f"): return scanWord("false", .false)
        case UInt8(ascii: "n"): return scanWord("null", .null)
        default: return scanNumber()
        }
    }

    private mutating func scanOpening(_ kind: JSONDocument.Kind, _ closing: UInt8) -> Bool {
        guard open.count < JSONDocument.maximumDepth else { return false }
        open.append(nodes.count)
        add(kind, from: place)
        place += 1
        skipSpace()
        if take(closing) {
            close(nodes.count - 1)
            return true
        }
        isNewlyOpened = true
        return kind == .array || scanKey()
    }

    private mutating func scanKey() -> Bool {
        skipSpace()
        guard byte == UInt8(ascii: "\""), scanString() else { return false }
        skipSpace()
        return take(UInt8(ascii: ":"))
    }

    private mutating func add(_ kind: JSONDocument.Kind, from start: Int) {
        let next = Int32(truncatingIfNeeded: nodes.count + 1)
        nodes.append(
            JSONDocument.Node(
                kind: kind, start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: place), next: next))
    }

    private mutating func scanString() -> Bool {
        place += 1
        let start = place
        var kind = JSONDocument.Kind.string
        while place < bytes.count {
            let byte = bytes[place]
            if byte == UInt8(ascii: "\"") {
                add(kind, from: start)
                place += 1
                return true
            }
            guard byte >= 0x20 else { return false }
            place += 1
            if byte == UInt8(ascii: "\\") {
                kind = .escapedString
                guard scanEscape() else { return false }
            }
        }
        return false
    }

    private mutating func scanEscape() -> Bool {
        guard let byte else { return false }
        place += 1
        switch byte {
        case UInt8(ascii: "u"):
            guard bytes.count - place >= 4, bytes[place..<place + 4].allSatisfy({ hexadecimalValue($0) != nil }) else {
                return false
            }
            place += 4
            return true
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
            UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
            return true
        default: return false
        }
    }

    private mutating func scanWord(_ word: StaticString, _ kind: JSONDocument.Kind) -> Bool {
        let start = place
        let count = word.utf8CodeUnitCount
        let matches = word.withUTF8Buffer { wanted in
            bytes.count - place >= count && bytes[place..<place + count].elementsEqual(wanted)
        }
        guard matches else { return false }
        place += count
        add(kind, from: start)
        return true
    }

    private mutating func scanNumber() -> Bool {
        let start = place
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")), scanDigits() == 0 { return false }
        if take(UInt8(ascii: ".")), scanDigits() == 0 { return false }
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            place += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { place += 1 }
            if scanDigits() == 0 { return false }
        }
        add(.number, from: start)
        return true
    }

    private mutating func scanDigits() -> Int {
        let start = place
        while let byte, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { place += 1 }
        return place - start
    }
}

private func hexadecimalValue(_ digit: UInt8) -> UInt32? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit) - 0x30
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(digit) - 0x57
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(digit) - 0x37
    default: nil
    }
}

/// The text of a string whose escapes were checked before; half of a surrogate pair becomes the replacement character.
private func unescaped(_ raw: ArraySlice<UInt8>) -> String {
    let plain: [UInt8: UInt8] = [
        UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12, UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9,
    ]
    var units: [UInt16] = []
    var result: [UInt8] = []
    func flush() {
        guard !units.isEmpty else { return }
        result += Array(String(decoding: units, as: UTF16.self).utf8)
        units = []
    }
    var rest = raw
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "\\"), let escape = rest.popFirst() else {
            flush()
            result.append(byte)
            continue
        }
        if escape == UInt8(ascii: "u") {
            let value = rest.prefix(4).reduce(UInt32(0)) { $0 << 4 | (hexadecimalValue($1) ?? 0) }
            units.append(UInt16(truncatingIfNeeded: value))
            rest = rest.dropFirst(4)
        } else {
            flush()
            result.append(plain[escape] ?? escape)
        }
    }
    flush()
    return String(decoding: result, as: UTF8.self)
}
