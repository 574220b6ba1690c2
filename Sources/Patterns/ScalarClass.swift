/// A set of bytes.
struct ByteSet: Hashable, Sendable {
    private var first: UInt64 = 0
    private var second: UInt64 = 0
    private var third: UInt64 = 0
    private var fourth: UInt64 = 0

    func contains(_ byte: UInt8) -> Bool {
        let word =
            switch byte >> 6 {
            case 0: first
            case 1: second
            case 2: third
            default: fourth
            }
        return word & (1 << UInt64(byte & 63)) != 0
    }

    mutating func insert(_ byte: UInt8) {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: first |= bit
        case 1: second |= bit
        case 2: third |= bit
        default: fourth |= bit
        }
    }

    mutating func formUnion(_ other: ByteSet) {
        first |= other.first
        second |= other.second
        third |= other.third
        fourth |= other.fourth
    }
}

/// A ``ScalarSet`` made fast for ASCII.
struct ScalarClass: Sendable {
    private let set: ScalarSet
    /// The members below 128, and, where any other character is one, all bytes from 128 on.
    let leadingBytes: ByteSet

    init(_ set: ScalarSet) {
        self.set = set
        var bytes = ByteSet()
        for byte in UInt8(0)..<128 where set.contains(Unicode.Scalar(byte)) { bytes.insert(byte) }
        if set.isNegated || set.ranges.contains(where: { $0.upperBound > 127 }) {
            for byte in UInt8(128)...255 { bytes.insert(byte) }
        }
        leadingBytes = bytes
    }

    func contains(_ value: UInt32) -> Bool {
        if value < 0x80 { return leadingBytes.contains(UInt8(truncatingIfNeeded: value)) }
        return Unicode.Scalar(value).map { set.contains($0) } ?? false
    }
}
