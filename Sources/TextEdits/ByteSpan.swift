/// A half-open range of byte offsets in one file: `start` is inside, `end` is the first byte after.
public struct ByteSpan: Hashable, Sendable, Codable, Comparable {
    /// The offset of the first byte, counted from 0.
    public let start: Int
    /// The offset behind the last byte; never less than `start`.
    public let end: Int

    /// Makes the span `start..<end`.
    ///
    /// - Precondition: `0 <= start <= end`.
    public init(start: Int, end: Int) {
        precondition(start >= 0 && start <= end, "a span must not be negative or reversed")
        self.start = start
        self.end = end
    }

    /// Reads a span.
    ///
    /// - Throws: `DecodingError` when it is negative or reversed, so that no file we read can break the promise above.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let start = try container.decode(Int.self, forKey: .start)
        let end = try container.decode(Int.self, forKey: .end)
        guard start >= 0, start <= end else {
            throw DecodingError.dataCorruptedError(
                forKey: .end, in: container,
                debugDescription: "a span must not be negative or reversed: \(start)..<\(end)")
        }
        self.init(start: start, end: end)
    }

    /// Makes a span of a range.
    public init(_ range: Range<Int>) {
        self.init(start: range.lowerBound, end: range.upperBound)
    }

    /// The offsets as a range.
    public var range: Range<Int> { start..<end }

    /// The number of bytes.
    public var count: Int { end - start }

    /// Whether both spans have a byte in common; an empty span has none.
    public func overlaps(_ other: ByteSpan) -> Bool {
        max(start, other.start) < min(end, other.end)
    }

    /// The same span, moved by `offset` bytes: for text that lies inside another file.
    ///
    /// - Precondition: the result is not negative.
    public func shifted(by offset: Int) -> ByteSpan {
        ByteSpan(start: start + offset, end: end + offset)
    }

    /// Orders by start, then by end.
    public static func < (a: ByteSpan, b: ByteSpan) -> Bool {
        (a.start, a.end) < (b.start, b.end)
    }
}
