/// One parse of a whole stream, with what to do when it fails: hide templates, then read document by document.
struct YAMLParse {
    private(set) var records: [YAMLRecord] = []
    private(set) var roots: [Int32] = []
    private(set) var failures: [YAMLFailure] = []
    /// Whether template actions were hidden.
    private(set) var isTemplated = false

    /// libyaml compares every `%TAG` line with all before it; real streams have one or two directives.
    private static let maximumDirectives = 10
    /// Each part of a split stream needs a parser of its own.
    private static let maximumParts = 5_000

    init(_ bytes: [UInt8]) {
        let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        guard bytes.count < Int(Int32.max) else {
            failures = [YAMLFailure(range: start..<bytes.count, offset: start, message: "too large")]
            return
        }
        var part = Self.read(bytes, start..<bytes.count)
        if part.failure == nil, !part.looksTemplated {
            adopt(part)
            return
        }
        var text = bytes
        if TemplateMask.isNeeded(bytes) {
            text = TemplateMask.masked(bytes)
            isTemplated = true
            part = Self.read(text, start..<bytes.count)
            if part.failure == nil {
                adopt(part)
                return
            }
        }
        adoptDocuments(of: text, from: start, whole: part)
    }

    private struct Part {
        var records: [YAMLRecord] = []
        var roots: [Int32] = []
        var failure: YAMLFailure?
        var looksTemplated = false
    }

    private mutating func adoptDocuments(of text: [UInt8], from start: Int, whole: Part) {
        let ranges = splitDocuments(text, from: start)
        if ranges.count == 1 { return adopt(whole) }
        for range in ranges.prefix(Self.maximumParts) { adopt(Self.read(text, range)) }
        guard let first = ranges.dropFirst(Self.maximumParts).first else { return }
        failures.append(
            YAMLFailure(
                range: first.lowerBound..<text.count, offset: first.lowerBound,
                message: "more than \(Self.maximumParts) documents beside a broken one"))
    }

    private static func read(_ text: [UInt8], _ range: Range<Int>) -> Part {
        guard hasFewDirectives(text, range) else {
            let message = "more than \(maximumDirectives) directives"
            return Part(failure: YAMLFailure(range: range, offset: range.lowerBound, message: message))
        }
        return text.withUnsafeBufferPointer { buffer in
            let buffer = UnsafeBufferPointer(rebasing: buffer[range])
            if let common = CommonYAMLReader.read(buffer, base: range.lowerBound) {
                return Part(records: common.records, roots: common.roots)
            }
            var composer = YAMLComposer(buffer, base: range.lowerBound)
            let failure = composer.run()
            return Part(
                records: composer.records, roots: composer.roots, failure: failure,
                looksTemplated: composer.looksTemplated)
        }
    }

    private static func hasFewDirectives(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        var count = 0
        var offset = range.lowerBound
        while let next = ByteText.firstIndex(of: "\n%", in: bytes, from: offset, rare: 1), next < range.upperBound {
            count += 1
            if count > maximumDirectives { return false }
            offset = next + 1
        }
        return true
    }

    /// Takes the documents of a part over; of a broken part only the failure, because its last nodes may be misread.
    private mutating func adopt(_ part: Part) {
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
        roots += part.roots.map { $0 + base }
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
