/// Reads the data types of RFC 4251, section 5, from the front of a byte string.
struct SSHReader {
    private(set) var rest: ArraySlice<UInt8>

    init(_ bytes: some Sequence<UInt8>) { rest = ArraySlice(Array(bytes)) }

    mutating func take(_ count: Int) throws(SigningError) -> ArraySlice<UInt8> {
        guard count >= 0, rest.count >= count else {
            throw SigningError(.unreadableKey, "the key ends too early; copy the whole file")
        }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func uint32() throws(SigningError) -> UInt32 {
        try take(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func string() throws(SigningError) -> [UInt8] {
        Array(try take(Int(try uint32())))
    }
}

/// Writes the data types of RFC 4251, section 5.
struct SSHWriter {
    private(set) var bytes: [UInt8] = []

    mutating func raw(_ text: String) { bytes += Array(text.utf8) }

    mutating func uint32(_ value: UInt32) {
        bytes += [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    mutating func string(_ value: [UInt8]) {
        uint32(UInt32(truncatingIfNeeded: value.count))
        bytes += value
    }

    mutating func string(_ value: String) { string(Array(value.utf8)) }
}
