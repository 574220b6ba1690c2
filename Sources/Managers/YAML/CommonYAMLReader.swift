/// Reads the YAML that most files are written in, many times as fast as libyaml does, and gives up on everything else.
///
/// It knows block mappings and sequences, scalars on one line, block scalars, flow collections and several documents. At
/// the first byte that could mean anything else (anchors, tags, tabs, CR, scalars over several lines, errors, ...) it
/// gives up, and ``YAMLComposer`` reads the text from its beginning. What it does read, it reads into the same records,
/// byte for byte: a test and a fuzz target hold both readers side by side.
///
/// Source: https://yaml.org/spec/1.1/, as libyaml reads it.
struct CommonYAMLReader: ~Copyable {
    private(set) var roots: [Int32] = []

    let text: UnsafeBufferPointer<UInt8>
    /// Added to every offset: where `text` begins in the stream.
    let base: Int32
    /// The records so far; an array's checks at every one of them would cost as much as reading the text.
    private var records: UnsafeMutablePointer<YAMLRecord>
    private(set) var count = 0
    private var capacity: Int
    /// The collections whose end was not read yet, from the top down.
    private let open: UnsafeMutablePointer<Open>
    private(set) var depth = 0
    /// Whether the document has its root already.
    private var hasRoot = false
    /// Whether a `---` line was read whose document has not begun yet.
    private var isExplicit = false

    /// Deeper nesting is left to libyaml's limits.
    private static let maximumDepth = 100
    /// The longest key on one line; libyaml's limit is 1,024 code points.
    static let maximumKey = 1_000
    /// In place of the column of a flow collection.
    static let flow = -2

    /// A block or flow collection whose end was not read yet.
    struct Open {
        var record: Int32
        var last: Int32 = YAMLRecord.none
        /// The column of its keys or dashes; of a flow collection ``flow``.
        var column: Int
        var isSequence: Bool
        /// Where the node that has to come next would stand if it were empty; negative when none has to come.
        var pending = -1
    }

    /// What ends the reading: something this reader does not know.
    struct Unknown: Error {}

    /// The records of `text`, or nil when it holds anything that this reader does not know.
    static func read(_ text: UnsafeBufferPointer<UInt8>, base: Int) -> (records: [YAMLRecord], roots: [Int32])? {
        guard text.count + base < Int(Int32.max), CommonText.isCommon(text) else { return nil }
        var reader = CommonYAMLReader(text, base: Int32(base))
        do {
            try reader.readStream()
        } catch {
            return nil
        }
        return reader.result
    }

    /// What was read, as values of their own: the memory of this reader goes with it.
    private var result: (records: [YAMLRecord], roots: [Int32]) {
        (Array(UnsafeBufferPointer(start: records, count: count)), roots)
    }

    private init(_ text: UnsafeBufferPointer<UInt8>, base: Int32) {
        self.text = text
        self.base = base
        capacity = text.count / 12 + 16
        records = .allocate(capacity: capacity)
        open = .allocate(capacity: Self.maximumDepth)
    }

    deinit {
        records.deallocate()
        open.deallocate()
    }

    /// The byte at `offset`; zero, which is in no text that is read, behind the end.
    func byte(_ offset: Int) -> UInt8 { offset < text.count ? text[offset] : 0 }

    /// Whether a blank, a line's end or the text's end is at `offset`.
    func isBlankOrEnd(_ offset: Int) -> Bool {
        let byte = byte(offset)
        return byte == ByteText.space || byte == ByteText.lineFeed || byte == 0
    }

    // MARK: Lines

    private mutating func readStream() throws(Unknown) {
        var offset = 0
        var line = 0
        while true {
            // Blank lines and comments up to the next token, which stands first on its line.
            offset = line
            while byte(offset) == ByteText.space { offset += 1 }
            let first = byte(offset)
            if first == ByteText.lineFeed {
                line = offset + 1
                continue
            }
            if first == UInt8(ascii: "#") {
                line = lineEnd(offset) + 1
                continue
            }
            if offset >= text.count { break }
            line = try readLine(from: offset, column: offset - line)
        }
        closeDocument(at: text.count)
        guard count < YAMLComposer.maximumNodes else { throw Unknown() }
    }

    /// The offset of the line feed at or after `offset`, or the end of the text.
    func lineEnd(_ offset: Int) -> Int {
        var end = offset
        while end < text.count, text[end] != ByteText.lineFeed { end += 1 }
        return end
    }

    /// Reads the tokens of one line, and of the lines below that belong to its last value. Returns the next line's offset.
    private mutating func readLine(from start: Int, column: Int) throws(Unknown) -> Int {
        if column == 0, let next = try readMarker(at: start) { return next }
        close(above: column, at: start)
        var offset = start
        var column = column
        while byte(offset) == UInt8(ascii: "-"), isBlankOrEnd(offset + 1) {
            try beginItem(at: offset, column: column)
            var next = offset + 1
            while byte(next) == ByteText.space { next += 1 }
            column += next - offset
            offset = next
            if isLineDone(offset) { return lineEnd(offset) + 1 }
        }
        closeIndentless(column: column, at: start)
        return try readContent(from: offset, column: column)
    }

    /// Reads a `---` line; nil when there is none. What else may begin in the first column is not read here.
    private mutating func readMarker(at start: Int) throws(Unknown) -> Int? {
        let first = byte(start)
        guard first == UInt8(ascii: "-") || first == UInt8(ascii: ".") || first == UInt8(ascii: "%") else { return nil }
        if first == UInt8(ascii: "%") { throw Unknown() }
        guard byte(start + 1) == first, byte(start + 2) == first else { return nil }
        guard first == UInt8(ascii: "-"), isBlankOrEnd(start + 3) else { throw Unknown() }
        closeDocument(at: start)
        isExplicit = true
        hasRoot = false
        var offset = start + 3
        while byte(offset) == ByteText.space { offset += 1 }
        guard isLineDone(offset) else { throw Unknown() }
        return lineEnd(offset) + 1
    }

    /// Whether nothing but a comment follows; `offset` stands behind a blank or an indicator.
    func isLineDone(_ offset: Int) -> Bool {
        let byte = byte(offset)
        return byte == ByteText.lineFeed || byte == 0
            || byte == UInt8(ascii: "#") && self.byte(offset - 1) == ByteText.space
    }

    /// Reads a key with what stands behind it, or the value that the line above asked for.
    private mutating func readContent(from start: Int, column: Int) throws(Unknown) -> Int {
        let first = byte(start)
        if first == UInt8(ascii: "|") || first == UInt8(ascii: ">") {
            try expectNode(column: column)
            return try readBlockScalar(at: start)
        }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            try expectNode(column: column)
            return try finish(after: try readFlow(at: start))
        }
        guard let scalar = scanScalar(at: start, isFlow: false) else { throw Unknown() }
        var colon = scalar.next
        while byte(colon) == ByteText.space { colon += 1 }
        guard byte(colon) == UInt8(ascii: ":") else {
            try expectNode(column: column)
            guard depth > 0 else { throw Unknown() }
            add(scalar.record)
            return try finish(after: scalar.next)
        }
        guard isBlankOrEnd(colon + 1), colon - start < Self.maximumKey else { throw Unknown() }
        try beginKey(at: start, column: column)
        add(scalar.record)
        open[depth - 1].pending = colon + 1
        return try readValue(from: colon + 1)
    }

    /// Reads the value behind a key on the same line; it may be none.
    private mutating func readValue(from colon: Int) throws(Unknown) -> Int {
        var offset = colon
        while byte(offset) == ByteText.space { offset += 1 }
        if isLineDone(offset) { return lineEnd(offset) + 1 }
        switch byte(offset) {
        case UInt8(ascii: "|"), UInt8(ascii: ">"):
            open[depth - 1].pending = -1
            return try readBlockScalar(at: offset)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            open[depth - 1].pending = -1
            return try finish(after: try readFlow(at: offset))
        default:
            guard let scalar = scanScalar(at: offset, isFlow: false) else { throw Unknown() }
            open[depth - 1].pending = -1
            add(scalar.record)
            return try finish(after: scalar.next)
        }
    }

    /// The line below one whose last value ends before `offset`. That line must not belong to the value.
    private func finish(after offset: Int) throws(Unknown) -> Int {
        var end = offset
        while byte(end) == ByteText.space { end += 1 }
        guard isLineDone(end) else { throw Unknown() }
        let next = lineEnd(end) + 1
        // A token that stands deeper than the collection would continue a plain scalar, or be an error.
        var line = next
        while line < text.count {
            var first = line
            while byte(first) == ByteText.space { first += 1 }
            if byte(first) == ByteText.lineFeed {
                line = first + 1
            } else if byte(first) == UInt8(ascii: "#") {
                line = lineEnd(first) + 1
            } else {
                if byte(first) != 0, first - line > (column ?? -1) { throw Unknown() }
                break
            }
        }
        return next
    }

    // MARK: Collections

    /// The column of the collection that is read, of a flow collection ``flow``; nil at the top.
    var column: Int? { depth > 0 ? open[depth - 1].column : nil }
    /// Whether the document's root is a flow collection that is still read.
    var isFlowRoot: Bool { depth > 0 && open[0].column == Self.flow }

    /// Makes room for a node at `column` that is no key: a root, an item, or a value below its key.
    private mutating func expectNode(column: Int) throws(Unknown) {
        guard depth > 0 else {
            guard !hasRoot else { throw Unknown() }
            return
        }
        guard open[depth - 1].pending >= 0, column > open[depth - 1].column else { throw Unknown() }
        open[depth - 1].pending = -1
    }

    /// Makes room for a key at `column`: in the mapping of that column, or in a new one.
    private mutating func beginKey(at start: Int, column: Int) throws(Unknown) {
        if depth > 0, open[depth - 1].column == column {
            guard !open[depth - 1].isSequence else { throw Unknown() }
            addPending()
            return
        }
        try expectNode(column: column)
        try push(.mapping, .block, at: start, column: column)
    }

    /// Makes room for the item of a dash at `column`: in the sequence of that column, or in a new one.
    private mutating func beginItem(at start: Int, column: Int) throws(Unknown) {
        if depth > 0, open[depth - 1].column == column {
            if open[depth - 1].isSequence {
                addPending()
                open[depth - 1].pending = start + 1
                return
            }
            // The dashes of a value may stand in the column of its key.
            guard open[depth - 1].pending >= 0 else { throw Unknown() }
            open[depth - 1].pending = -1
        } else {
            try expectNode(column: column)
        }
        try push(.sequence, .block, at: start, column: column)
        open[depth - 1].pending = start + 1
    }

    /// Adds an empty scalar where a node had to come and none came.
    private mutating func addPending() {
        guard depth > 0, open[depth - 1].pending >= 0 else { return }
        let place = base + Int32(truncatingIfNeeded: open[depth - 1].pending)
        open[depth - 1].pending = -1
        add(YAMLRecord(kind: .scalar, style: .plain, start: place, end: place))
    }

    /// Closes the block collections that stand deeper than `column`.
    private mutating func close(above column: Int, at offset: Int) {
        while depth > 0, open[depth - 1].column > column { pop(end: offset) }
    }

    /// Closes a sequence in the column of its key when no dash comes next.
    private mutating func closeIndentless(column: Int, at offset: Int) {
        guard depth > 1, open[depth - 1].isSequence, open[depth - 1].column == column, open[depth - 2].column == column
        else { return }
        pop(end: offset)
    }

    private mutating func closeDocument(at offset: Int) {
        while depth > 0 { pop(end: offset) }
        if isExplicit, !hasRoot {
            let place = base + Int32(truncatingIfNeeded: offset)
            add(YAMLRecord(kind: .scalar, style: .plain, start: place, end: place))
        }
        isExplicit = false
    }

    mutating func pop(end: Int) {
        addPending()
        depth -= 1
        records[Int(open[depth].record)].end = base + Int32(truncatingIfNeeded: end)
    }

    mutating func push(_ kind: YAMLKind, _ style: YAMLStyle, at start: Int, column: Int) throws(Unknown) {
        guard depth < Self.maximumDepth else { throw Unknown() }
        let place = base + Int32(truncatingIfNeeded: start)
        let index = add(YAMLRecord(kind: kind, style: style, start: place, end: place))
        (open + depth).initialize(to: Open(record: index, column: column, isSequence: kind == .sequence))
        depth += 1
    }

    /// Appends the record behind its elder siblings, or as the root of the document.
    @discardableResult
    mutating func add(_ record: YAMLRecord) -> Int32 {
        if count == capacity { grow() }
        let index = Int32(truncatingIfNeeded: count)
        (records + count).initialize(to: record)
        count += 1
        guard depth > 0 else {
            roots.append(index)
            hasRoot = true
            return index
        }
        let last = open[depth - 1].last
        if last == YAMLRecord.none {
            records[Int(open[depth - 1].record)].child = index
        } else {
            records[Int(last)].next = index
        }
        open[depth - 1].last = index
        return index
    }

    private mutating func grow() {
        let larger = UnsafeMutablePointer<YAMLRecord>.allocate(capacity: capacity * 2)
        larger.moveInitialize(from: records, count: count)
        records.deallocate()
        records = larger
        capacity *= 2
    }
}
