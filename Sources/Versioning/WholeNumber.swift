/// A whole number of any size, as versions hold them; leading zeros do not count.
struct WholeNumber: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// The value when it has at most 18 digits; 0 otherwise.
    private let small: UInt64
    /// The digits without leading zeros when there are more than 18; empty otherwise.
    private let large: [UInt8]

    static let zero = WholeNumber(0)

    init(_ value: UInt64) {
        if value <= 999_999_999_999_999_999 {
            small = value
            large = []
        } else {
            small = 0
            large = Array(String(value).utf8)
        }
    }

    /// Makes a number of ASCII digits; nil when there are none, or other bytes among them.
    init?(_ digits: some Collection<UInt8>) {
        guard !digits.isEmpty, digits.allSatisfy(\.isDigit) else { return nil }
        let significant = digits.drop { $0 == UInt8(ascii: "0") }
        if significant.count <= 18 {
            small = significant.reduce(0) { $0 * 10 + UInt64($1 - UInt8(ascii: "0")) }
            large = []
        } else {
            small = 0
            large = Array(significant)
        }
    }

    /// The value, or `Int.max` when it is larger.
    var clamped: Int { large.isEmpty ? Int(clamping: small) : Int.max }

    /// The number of digits without leading zeros; 1 for 0.
    var digitCount: Int { large.isEmpty ? String(small).utf8.count : large.count }

    /// The number after this one.
    var successor: WholeNumber {
        if large.isEmpty { return WholeNumber(small + 1) }
        var digits = large
        for index in digits.indices.reversed() {
            if digits[index] < UInt8(ascii: "9") {
                digits[index] += 1
                return WholeNumber(digits) ?? self
            }
            digits[index] = UInt8(ascii: "0")
        }
        return WholeNumber([UInt8(ascii: "1")] + digits) ?? self
    }

    var description: String { large.isEmpty ? String(small) : String(decoding: large, as: UTF8.self) }

    static func < (a: WholeNumber, b: WholeNumber) -> Bool {
        if a.large.isEmpty || b.large.isEmpty {
            return (a.large.count, a.small) < (b.large.count, b.small)
        }
        if a.large.count != b.large.count { return a.large.count < b.large.count }
        return a.large.lexicographicallyPrecedes(b.large)
    }
}

extension UInt8 {
    var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
    var isLetter: Bool { (self | 0x20) >= UInt8(ascii: "a") && (self | 0x20) <= UInt8(ascii: "z") }
    var isLowerHex: Bool { isDigit || (self >= UInt8(ascii: "a") && self <= UInt8(ascii: "f")) }
}
