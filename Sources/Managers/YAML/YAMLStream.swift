import Domain
import TextEdits

/// A parsed YAML stream: all its documents as light nodes with byte spans, and what could not be parsed.
///
/// One parse serves all managers. A document that is broken does not lose the others: the stream is then split at its
/// `---` lines and every part is read for itself. Templates are hidden first when they are in the way. A stream may also
/// be the text of a scalar in another file (YAML in YAML); spans then still point into the outer file. It is used by
/// one task, like its file, and never changes after its making.
final class YAMLStream {
    /// The text: the file's bytes, or those of the scalar it stands in.
    let bytes: [UInt8]
    /// From `bytes` to the file.
    let map: TextMap
    /// The nodes, by their index; memory of its own, because walks look at every one of them.
    let records: UnsafeBufferPointer<YAMLRecord>
    let failures: [YAMLFailure]
    /// Whether template actions were hidden to parse it.
    let isTemplated: Bool
    private let rootIndices: [Int32]
    /// How many steps lookups through merge keys may still take: many mappings that merge a large one would be slow.
    private var mergeSteps = 2_000_000

    /// Parses a whole file. Never fails: what cannot be read is in `failures`.
    convenience init(_ bytes: [UInt8]) {
        self.init(bytes, map: .verbatim(at: 0, count: bytes.count))
    }

    /// Parses the text of a scalar; `map` leads from it to the file.
    init(_ bytes: [UInt8], map: TextMap) {
        self.bytes = bytes
        self.map = map
        let parse = YAMLParse(bytes)
        records = Self.copy(of: parse.records)
        failures = parse.failures
        isTemplated = parse.isTemplated
        rootIndices = parse.roots
    }

    deinit { records.deallocate() }

    private static func copy(of records: [YAMLRecord]) -> UnsafeBufferPointer<YAMLRecord> {
        let copy = UnsafeMutableBufferPointer<YAMLRecord>.allocate(capacity: records.count)
        _ = copy.initialize(fromContentsOf: records)
        return UnsafeBufferPointer(copy)
    }

    /// The record of a node; the stream lives at least until it was read.
    @inline(__always)
    func record(_ index: Int32) -> YAMLRecord { withExtendedLifetime(self) { records[Int(index)] } }

    /// The top node of each document that is not empty, in the order of the stream.
    var roots: [YAMLNode] { rootIndices.map { YAMLNode(stream: self, index: $0) } }

    /// The nodes of the last `key` and of the last `<<` in a mapping whose first key is `first`; nil when that took too long.
    ///
    /// - Parameter isMerged: whether the mapping is looked at through a merge key.
    func find(_ key: StaticString, from first: Int32, isMerged: Bool) -> (value: Int32, merged: Int32)? {
        let count = key.utf8CodeUnitCount
        var value = YAMLRecord.none
        var merged = YAMLRecord.none
        var position = first
        while position >= 0 {
            let name = record(position)
            guard name.next >= 0 else { break }
            if isMerged, !spendOnMerging() { return nil }
            if name.kind == .scalar {
                let range = Int(name.start)..<Int(max(name.start, name.end))
                if range.count == count, ByteText.equals(bytes, range, key) { value = name.next }
                if range.count == 2, ByteText.equals(bytes, range, "<<") { merged = name.next }
            }
            position = record(name.next).next
        }
        return (value, merged)
    }

    /// Whether one of the keys of a mapping whose first key is `first` passes `test`, which sees the bytes as written.
    func anyKey(from first: Int32, _ test: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
        bytes.withUnsafeBufferPointer { bytes in
            var position = first
            while position >= 0 {
                let name = record(position)
                guard name.next >= 0 else { return false }
                let range = Int(name.start)..<Int(max(name.start, name.end))
                if name.kind == .scalar, range.upperBound <= bytes.count,
                    test(UnsafeBufferPointer(rebasing: bytes[range]))
                {
                    return true
                }
                position = record(name.next).next
            }
            return false
        }
    }

    /// Counts one step through a merge key; false when there were too many.
    func spendOnMerging() -> Bool {
        mergeSteps -= 1
        return mergeSteps > 0
    }
}

extension SourceFile {
    /// The parse of this file, made once for all managers.
    var yaml: YAMLStream {
        memo(YAMLStream.self) {
            YAMLStream(JSONComments.mayBeIn($0.name.lowercased()) ? JSONComments.masked($0.bytes) : $0.bytes)
        }
    }

    /// Where the lines of this file begin, found once.
    var lines: LineIndex { memo(LineIndex.self) { LineIndex($0.bytes) } }

    /// The line, counted from 1, of a byte offset.
    func line(at offset: Int) -> Int { lines.line(at: offset) }
}
