/// Replaces escaped surrogates of JSON (`\ud83d\ude80`) by the character itself, as the text passes by in pieces.
///
/// YAML knows `\u` too, but not halves of characters, so libyaml refuses what JSON encoders write for emoji. A half
/// without its other half becomes U+FFFD. The result is never longer than the text.
/// Source: RFC 8259, section 7.
struct SurrogateEscapes {
    /// The beginning of an escape whose end is in the next piece.
    private var rest: [UInt8] = []

    /// The longest escape: two halves.
    static let longest = 12

    /// Translates the next piece; `isLast` when no other comes.
    mutating func translate(_ piece: some Sequence<UInt8>, isLast: Bool) -> [UInt8] {
        let input = rest + piece
        rest = []
        var output: [UInt8] = []
        output.reserveCapacity(input.count)
        var position = 0
        while position < input.count {
            guard input[position] == UInt8(ascii: "\\") else {
                output.append(input[position])
                position += 1
                continue
            }
            if !isLast, input.count - position < Self.longest {
                rest = Array(input[position...])
                break
            }
            position += translateEscape(input, at: position, into: &output)
        }
        return output
    }

    /// Appends what the escape at `start` becomes, and returns how many bytes it has.
    private func translateEscape(_ input: [UInt8], at start: Int, into output: inout [UInt8]) -> Int {
        guard let first = unit(input, at: start), (0xD800...0xDFFF).contains(first) else {
            output += input[start..<min(start + 2, input.count)]
            return 2
        }
        if first < 0xDC00, let second = unit(input, at: start + 6), (0xDC00...0xDFFF).contains(second),
            let scalar = Unicode.Scalar((first - 0xD800) << 10 + (second - 0xDC00) + 0x1_0000)
        {
            output += String(Character(scalar)).utf8
            return 12
        }
        output += "\u{FFFD}".utf8
        return 6
    }

    /// The number of a `\uXXXX` at `start`; nil when there is none.
    private func unit(_ input: [UInt8], at start: Int) -> UInt32? {
        guard start + 6 <= input.count, input[start] == UInt8(ascii: "\\"), input[start + 1] == UInt8(ascii: "u") else {
            return nil
        }
        return UInt32(String(decoding: input[(start + 2)..<(start + 6)], as: UTF8.self), radix: 16)
    }
}
