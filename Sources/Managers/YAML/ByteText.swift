#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Byte tests that decide what is looked at; they make no strings.
enum ByteText {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")
    static let space = UInt8(ascii: " ")
    static let tab = UInt8(ascii: "\t")

    static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab }
    static func isBreak(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }
    static func isSpace(_ byte: UInt8) -> Bool { isBlank(byte) || isBreak(byte) }

    /// Whether `needle` occurs in `bytes`. `rare` is the offset of the byte of `needle` to look for first, where that is known.
    static func contains(_ bytes: [UInt8], _ needle: StaticString, rare: Int? = nil) -> Bool {
        firstIndex(of: needle, in: bytes, from: 0, rare: rare) != nil
    }

    /// The offset of the first `needle` at or after `from`; nil when there is none.
    static func firstIndex(of needle: StaticString, in bytes: [UInt8], from: Int, rare: Int? = nil) -> Int? {
        let count = needle.utf8CodeUnitCount
        guard count > 0, from >= 0, from <= bytes.count, bytes.count - from >= count, rare ?? 0 < count else {
            return nil
        }
        return bytes.withUnsafeBufferPointer {
            firstIndex(of: needle, in: $0, from: from, rare: rare ?? rarest(of: needle))
        }
    }

    /// The offset of a byte of `needle` that few texts are full of: the first that is neither a common letter nor a mark.
    fileprivate static func rarest(of needle: StaticString) -> Int {
        for offset in 0..<needle.utf8CodeUnitCount {
            switch needle.utf8Start[offset] {
            case UInt8(ascii: "a"), UInt8(ascii: "c"), UInt8(ascii: "d"), UInt8(ascii: "e"), UInt8(ascii: "i"),
                UInt8(ascii: "l"), UInt8(ascii: "m"), UInt8(ascii: "n"), UInt8(ascii: "o"), UInt8(ascii: "p"),
                UInt8(ascii: "r"), UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: " "), UInt8(ascii: ":"),
                UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "\n"):
                continue
            default: return offset
            }
        }
        return 0
    }

    fileprivate static func firstIndex(
        of needle: StaticString, in buffer: UnsafeBufferPointer<UInt8>, from: Int, rare: Int
    ) -> Int? {
        let count = needle.utf8CodeUnitCount
        guard let base = buffer.baseAddress, count > 0 else { return nil }
        let pattern = needle.utf8Start
        let limit = buffer.count - count
        var start = from
        while start <= limit {
            guard let hit = memchr(base + start + rare, Int32(pattern[rare]), limit - start + 1) else { return nil }
            let offset = base.distance(to: hit.assumingMemoryBound(to: UInt8.self)) - rare
            // Most hits differ at an end already; that costs no call.
            if base[offset] == pattern[0], base[offset + count - 1] == pattern[count - 1],
                memcmp(base + offset, pattern, count) == 0
            {
                return offset
            }
            start = offset + 1
        }
        return nil
    }

    /// Whether the bytes of `range` are those of `text`.
    static func equals(_ bytes: [UInt8], _ range: Range<Int>, _ text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount, range.lowerBound >= 0, range.upperBound <= bytes.count else {
            return false
        }
        return bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return range.isEmpty }
            return memcmp(base + range.lowerBound, text.utf8Start, range.count) == 0
        }
    }

    /// Whether the bytes of `range`, which lies in `bytes`, are those of `text`.
    static func equals(_ bytes: [UInt8], _ range: Range<Int>, _ text: String) -> Bool {
        var text = text
        return text.withUTF8 { text in
            guard text.count == range.count, let other = text.baseAddress else { return range.isEmpty }
            return bytes.withUnsafeBufferPointer { bytes in
                bytes.baseAddress.map { memcmp($0 + range.lowerBound, other, text.count) == 0 } ?? range.isEmpty
            }
        }
    }

    /// Whether no byte is above 127.
    static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        let raw = UnsafeRawBufferPointer(bytes)
        var offset = 0
        while offset + 8 <= raw.count {
            if raw.loadUnaligned(fromByteOffset: offset, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { return false }
            offset += 8
        }
        while offset < raw.count {
            if raw[offset] > 127 { return false }
            offset += 1
        }
        return true
    }

    /// The offset of the line break at or after `offset`, or the end of the bytes.
    static func lineEnd(_ bytes: [UInt8], from offset: Int) -> Int {
        var end = offset
        while end < bytes.count, bytes[end] != lineFeed { end += 1 }
        return end
    }

    /// The text of `range`; invalid UTF-8 is repaired, never trapped on.
    static func string(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        String(decoding: bytes[range], as: UTF8.self)
    }
}

extension StringProtocol {
    /// Whether the bytes of `needle` occur in this text; much faster than comparing characters.
    func contains(bytes needle: StaticString) -> Bool {
        utf8.withContiguousStorageIfAvailable {
            ByteText.firstIndex(of: needle, in: $0, from: 0, rare: ByteText.rarest(of: needle)) != nil
        }
            ?? String(self).contains(bytes: needle)
    }
}
