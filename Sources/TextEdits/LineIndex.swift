/// Finds the line of a byte offset. Lines end at LF; a CR before it belongs to the line.
public struct LineIndex: Sendable {
    private let starts: [Int]

    public init(_ bytes: [UInt8]) {
        var starts = [0]
        bytes.withUnsafeBufferPointer { buffer in
            for offset in buffer.indices where buffer[offset] == 0x0A { starts.append(offset + 1) }
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
