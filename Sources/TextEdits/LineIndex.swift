#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Finds the line of a byte offset. Lines end at LF; a CR before it belongs to the line.
public struct LineIndex: Sendable {
    private let starts: [Int]

    public init(_ bytes: [UInt8]) {
        var starts = [0]
        starts.reserveCapacity(bytes.count / 24 + 2)
        bytes.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return }
            var offset = 0
            while offset < buffer.count, let hit = memchr(base + offset, 0x0A, buffer.count - offset) {
                offset = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(hit)) + 1
                starts.append(offset)
            }
        }
        self.starts = starts
    }

    /// The line of `offset`, counted from 1. An offset behind the end belongs to the last line.
    public func line(at offset: Int) -> Int {
        var low = 0
        var high = starts.count
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle + 1 } else { high = middle }
        }
        return max(low, 1)
    }

    /// The offset of the first byte of `line` (counted from 1), or nil when there is no such line.
    public func start(ofLine line: Int) -> Int? {
        line >= 1 && line <= starts.count ? starts[line - 1] : nil
    }

    /// The number of lines; an empty file has one.
    public var count: Int { starts.count }
}
