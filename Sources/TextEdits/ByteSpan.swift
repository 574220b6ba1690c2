/// A half-open range of byte offsets in one file: `start` is inside, `end` is the first byte after.
public struct ByteSpan: Hashable, Sendable, Codable, Comparable {
    /// The offset of the first byte, counted from 0.
    public var start: Int
    /// The offset behind the last byte; never less than `start`.
    public var end: Int

    /// Makes the span `start..<end`.
    ///
    /// - Precondition: `0 <= start <= end`.
    public init(start: Int, end: Int) {
        precondition(start >= 0 && start <= end, "a span must not be negative or reversed")
        self.start = start
        self.end = end
    }

    /// Makes a span of a range.
    public init(_ range: Range<Int>) {
        self.init(start: range.lowerBound, end: range.upperBound)
    }

    /// The offsets as a range.
    public var range: Range<Int> { start..<end }

    /// The number of bytes.
    public var count: Int { end - start }

    /// Whether both spans have a byte in common.
    public func overlaps(_ other: ByteSpan) -> Bool {
        start < other.end && other.start < end
    }

    /// The same span, moved by `offset` bytes: for text that lies inside another file.
    public func shifted(by offset: Int) -> ByteSpan {
        ByteSpan(start: start + offset, end: end + offset)
    }

    /// Orders by start, then by end.
    public static func < (a: ByteSpan, b: ByteSpan) -> Bool {
        (a.start, a.end) < (b.start, b.end)
    }
}
