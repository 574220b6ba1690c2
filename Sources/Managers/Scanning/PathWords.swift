/// A path in lower case, to look for words in.
struct PathWords {
    /// A word, and the pairs of letters in it.
    struct Word {
        let text: StaticString
        fileprivate let pairs: Pairs

        init(_ text: StaticString) {
            self.text = text
            pairs = text.withUTF8Buffer { Pairs($0) }
        }
    }

    /// nil for a path with letters beyond ASCII, whose lower case only Unicode knows.
    private let bytes: [UInt8]?
    private let pairs: Pairs

    init(_ path: String) {
        var path = path
        let lowered = path.withUTF8 { path in
            [UInt8](unsafeUninitializedCapacity: path.count) { buffer, count in
                count = path.count
                for offset in 0..<count {
                    let byte = path[offset]
                    buffer[offset] = byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
                }
            }
        }
        let isASCII = lowered.withUnsafeBufferPointer { ByteText.isASCII($0) }
        bytes = isASCII ? lowered : nil
        pairs = lowered.withUnsafeBufferPointer { Pairs($0) }
    }

    /// Whether the path may hold `word`: it is looked for only where all its pairs of letters are there.
    func mayHold(_ word: Word) -> Bool {
        guard let bytes else { return true }
        return pairs.holds(word.pairs) && ByteText.contains(bytes, word.text)
    }

    /// Which pairs of neighbouring letters a text has, as bits; different pairs may share one.
    fileprivate struct Pairs {
        private var low: UInt64 = 0
        private var high: UInt64 = 0

        init(_ text: UnsafeBufferPointer<UInt8>) {
            guard var previous = text.first else { return }
            for byte in text.dropFirst() {
                let bit = (previous &* 37 &+ byte) & 127
                if bit < 64 { low |= 1 << UInt64(bit) } else { high |= 1 << UInt64(bit - 64) }
                previous = byte
            }
        }

        func holds(_ other: Pairs) -> Bool { low & other.low == other.low && high & other.high == other.high }
    }
}
