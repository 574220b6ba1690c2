/// A 128-bit FNV-1a hash that tells whether the same edits would be made to the same files again.
///
/// It guards against rebuilding a branch for nothing, not against an attacker: whoever can write the description could
/// as well write the branch. Source: http://www.isthe.com/chongo/tech/comp/fnv/ (offset basis and prime for 128 bits).
public struct Fingerprint: Hashable, Sendable {
    private var state: UInt128 = (0x6c62_272e_07bb_0142 << 64) | 0x62b8_2175_6295_c58d
    private static let prime: UInt128 = (0x0000_0000_0100_0000 << 64) | 0x0000_0000_0000_013b

    public init() {}

    /// Adds a text. Its end counts, so that `ab`, `c` differs from `a`, `bc`.
    public mutating func add(_ text: String) {
        for byte in text.utf8 { mix(byte) }
        mix(0)
    }

    private mutating func mix(_ byte: UInt8) {
        state = (state ^ UInt128(byte)) &* Self.prime
    }

    /// 32 hexadecimal digits.
    public var text: String {
        let digits = String(state, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
