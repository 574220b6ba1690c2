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
    private(set) var records: [YAMLRecord] = []
    private(set) var failures: [YAMLFailure] = []
    /// Whether template actions were hidden to parse it.
    private(set) var isTemplated = false
    private var rootIndices: [Int32] = []
    /// How many steps lookups through merge keys may still take: many mappings that merge a large one would be slow.
    private var mergeSteps = 2_000_000
    /// libyaml compares every `%TAG` line with all before it; real streams have one or two directives.
    private static let maximumDirectives = 10
    /// Each part of a split stream needs a parser of its own.
    private static let maximumParts = 5_000

    /// Parses a whole file. Never fails: what cannot be read is in `failures`.
    convenience init(_ bytes: [UInt8]) {
        self.init(bytes, map: .verbatim(at: 0, count: bytes.count))
    }

    /// Parses the text of a scalar; `map` leads from it to the file.
    init(_ bytes: [UInt8], map: TextMap) {
        self.bytes = bytes
        self.map = map
        parse()
    }

    /// The top node of each document that is not empty, in the order of the stream.
    var roots: [YAMLNode] { rootIndices.map { YAMLNode(stream: self, index: $0) } }

    /// Counts one step through a merge key; false when there were too many.
    func spendOnMerging() -> Bool {
        mergeSteps -= 1
        return mergeSteps > 0
    }

    private func parse() {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard bytes.count < Int(Int32.max) else {
            failures = [YAMLFailure(range: start..<bytes.count, offset: start, message: "too large")]
            return
        }
        var part = read(bytes, start..<bytes.count)
        if part.failure == nil, !part.looksTemplated { return adopt(part) }
        var text = bytes
        if TemplateMask.isNeeded(bytes) {
            text = TemplateMask.masked(bytes)
            isTemplated = true
            part = read(text, start..<bytes.count)
            if part.failure == nil { return adopt(part) }
        }
        let ranges = splitDocuments(text, from: start)
        if ranges.count == 1 { return adopt(part) }
        for range in ranges.prefix(Self.maximumParts) { adopt(read(text, range)) }
        if let first = ranges.dropFirst(Self.maximumParts).first {
            let message = "more than \(Self.maximumParts) documents beside a broken one"
            failures.append(
                YAMLFailure(range: first.lowerBound..<bytes.count, offset: first.lowerBound, message: message))
        }
    }

    private struct Part {
        var records: [YAMLRecord]
        var roots: [Int32]
        var failure: YAMLFailure?
        var looksTemplated: Bool
    }

    private func read(_ text: [UInt8], _ range: Range<Int>) -> Part {
        guard Self.countDirectives(text, range) <= Self.maximumDirectives else {
            let failure = YAMLFailure(
                range: range, offset: range.lowerBound, message: "more than \(Self.maximumDirectives) directives")
            return Part(records: [], roots: [], failure: failure, looksTemplated: false)
        }
        return text.withUnsafeBufferPointer { buffer in
            var composer = YAMLComposer(UnsafeBufferPointer(rebasing: buffer[range]), base: range.lowerBound)
            let failure = composer.run()
            return Part(
                records: composer.records, roots: composer.roots, failure: failure,
                looksTemplated: composer.looksTemplated)
        }
    }

    private static func countDirectives(_ bytes: [UInt8], _ range: Range<Int>) -> Int {
        var count = 0
        for offset in range where bytes[offset] == UInt8(ascii: "%") {
            if offset == range.lowerBound || ByteText.isBreak(bytes[offset - 1]) { count += 1 }
        }
        return count
    }

    /// Takes the documents of a part over; of a broken part only the failure, because its last nodes may be misread.
    private func adopt(_ part: Part) {
        if let failure = part.failure {
            failures.append(failure)
            return
        }
        let base = Int32(records.count)
        if base == 0 {
            records = part.records
        } else {
            records += part.records.map { record in
                var moved = record
                if moved.child >= 0 { moved.child += base }
                if moved.next >= 0 { moved.next += base }
                return moved
            }
        }
        rootIndices += part.roots.map { $0 + base }
    }
}

/// The parts of a stream between its `---` lines; each part begins with its `---` line, if it has one.
func splitDocuments(_ bytes: [UInt8], from start: Int) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    var begin = start
    var line = start
    while line < bytes.count {
        let isMarker = line + 3 <= bytes.count && ByteText.equals(bytes, line..<(line + 3), "---")
        if isMarker, line + 3 == bytes.count || ByteText.isSpace(bytes[line + 3]), line > begin {
            ranges.append(begin..<line)
            begin = line
        }
        line = ByteText.lineEnd(bytes, from: line) + 1
    }
    if begin < bytes.count || ranges.isEmpty { ranges.append(begin..<bytes.count) }
    return ranges
}

extension SourceFile {
    /// The parse of this file, made once for all managers.
    var yaml: YAMLStream { memo(YAMLStream.self) { YAMLStream($0.bytes) } }

    /// Where the lines of this file begin, found once.
    var lines: LineIndex { memo(LineIndex.self) { LineIndex($0.bytes) } }

    /// The line, counted from 1, of a byte offset.
    func line(at offset: Int) -> Int { lines.line(at: offset) }
}
