/// Builds the nodes of an HCL file: bodies, attributes, objects, lists and calls; other expressions are skipped.
///
/// It keeps its own stack, so nesting costs no call depth. A part that is broken is skipped to the end of its line.
struct HCLParser {
    /// What is done about blocks that are never closed.
    enum Recovery {
        case none
        /// A name in the first column begins a new top-level item, whatever is open.
        case atFirstColumn
    }

    private(set) var records: [HCLRecord] = []
    private(set) var failures: [HCLFailure] = []
    /// Whether something was still open at the end of the file.
    private(set) var isLeftOpen = false

    private let bytes: [UInt8]
    private let recovery: Recovery
    private var lexer: HCLLexer
    private var token: HCLToken
    private var open: [Frame] = []

    static let maximumDepth = 128
    private static let maximumFailures = 20

    private struct Frame {
        var index: Int
        /// The last child, to link the next one to.
        var last: Int?
    }

    init(_ bytes: [UInt8], _ range: Range<Int>, recovery: Recovery) {
        self.bytes = bytes
        self.recovery = recovery
        lexer = HCLLexer(bytes, range)
        token = lexer.next()
        records.append(HCLRecord(kind: .block, start: Int32(range.lowerBound), end: Int32(range.upperBound)))
        open.append(Frame(index: 0))
    }

    mutating func run() {
        while let frame = open.last {
            if token.kind == .end { break }
            if isReset {
                closeAll()
                continue
            }
            switch token.kind {
            case .newline, .comma: advance()
            default:
                switch records[frame.index].kind {
                case .block: readBodyItem()
                case .object: readObjectItem()
                default: readListItem()
                }
            }
        }
        isLeftOpen = open.count > 1
        closeAll()
    }

    // MARK: Items

    private mutating func readBodyItem() {
        if token.kind == .closeBrace {
            if open.count > 1 { return close() }
            fail("a } without its {")
            return advance()
        }
        guard token.kind == .identifier || token.kind == .string else { return skipBroken("a name was expected") }
        let key = content(of: token)
        advance()
        if token.kind == .equals || token.kind == .colon {
            advance()
            return readValue(key)
        }
        var labels: [Range<Int>] = []
        while token.kind == .identifier || token.kind == .string, labels.count < 8 {
            labels.append(content(of: token))
            advance()
        }
        guard token.kind == .openBrace else { return skipBroken("= or { was expected behind the name") }
        guard begin(.block, key) else { return }
        for label in labels { add(.label, 0..<0, label) }
    }

    private mutating func readObjectItem() {
        if token.kind == .closeBrace { return close() }
        if isFor { return skipRest(of: .closeBrace) }
        let isKey = token.kind == .identifier || token.kind == .string || token.kind == .number
        let key = isKey ? content(of: token) : 0..<0
        if isKey { advance() }
        if isKey, token.kind == .equals || token.kind == .colon {
            advance()
            return readValue(key)
        }
        // A computed key, or no object at all.
        if token.closes, token.kind != .closeBrace { return closeWrongly() }
        skipExpression(endsAtEquals: true)
        if token.kind == .equals || token.kind == .colon {
            advance()
            readValue(0..<0)
        }
    }

    private mutating func readListItem() {
        if token.kind == .closeBracket || token.kind == .closeParenthesis { return close() }
        if token.kind == .closeBrace { return closeWrongly() }
        if isFor { return skipRest(of: .closeBracket) }
        if token.kind == .equals || token.kind == .colon {
            skipExpression()
        } else {
            readValue(0..<0)
        }
    }

    private var isFor: Bool { token.kind == .identifier && ByteText.equals(bytes, token.range, "for") && nextIsName }

    /// Whether a name follows the current token: `for` may be a key, too.
    private var nextIsName: Bool {
        var ahead = token.end
        while ahead < bytes.count, ByteText.isSpace(bytes[ahead]) { ahead += 1 }
        return ahead > token.end && ahead < bytes.count && HCLLexer.isNameByte(bytes[ahead])
    }

    // MARK: Values

    private mutating func readValue(_ key: Range<Int>) {
        let first = token
        switch first.kind {
        case .openBrace: _ = begin(.object, key)
        case .openBracket: _ = begin(.list, key)
        case .string, .heredoc, .number:
            advance()
            let kinds: [HCLTokenKind: HCLKind] = [.string: .string, .heredoc: .heredoc]
            finish(kinds[first.kind] ?? .number, key, first, content(of: first))
        case .brokenString:
            fail("a quote is not closed on its line")
            advance()
        case .identifier:
            advance()
            if token.kind == .openParenthesis {
                _ = begin(.call, key.isEmpty ? first.range : key, from: first.start)
                return
            }
            let end = skipTraversal(from: first.end)
            finish(.reference, key, first, first.start..<end)
        case .newline, .comma, .closeBrace, .closeBracket, .closeParenthesis, .end:
            fail("a value was expected")
        default: finish(.expression, key, first, first.range)
        }
    }

    /// Adds a value, or the whole expression when an operator follows.
    private mutating func finish(_ kind: HCLKind, _ key: Range<Int>, _ first: HCLToken, _ range: Range<Int>) {
        skipBreaks()
        if endsValue(token), kind != .expression { return add(kind, key, range) }
        let end = skipExpression()
        add(.expression, key, first.start..<max(first.end, end))
    }

    /// `.name`, `.0`, `.*` and `[index]` behind a name; returns where they end.
    private mutating func skipTraversal(from start: Int) -> Int {
        var end = start
        while token.start == end, token.kind == .dot || token.kind == .openBracket {
            if token.kind == .openBracket {
                end = skipBalanced()
            } else {
                advance()
                guard token.kind == .identifier || token.kind == .number || token.kind == .other else { return end }
                end = token.end
                advance()
            }
        }
        return end
    }

    private func endsValue(_ token: HCLToken) -> Bool {
        switch token.kind {
        case .newline: !isInParentheses
        case .comma, .end: true
        default: token.closes
        }
    }

    /// Whether line breaks mean nothing here.
    private var isInParentheses: Bool {
        guard let frame = open.last else { return false }
        let kind = records[frame.index].kind
        return kind == .list || kind == .call
    }

    // MARK: Skipping

    private mutating func skipBreaks() {
        while isInParentheses, token.kind == .newline { advance() }
    }

    /// Skips to the end of the expression; returns where its last token ended.
    @discardableResult
    private mutating func skipExpression(endsAtEquals: Bool = false) -> Int {
        var end = token.start
        while token.kind != .end, !isReset {
            if endsValue(token) || (endsAtEquals && (token.kind == .equals || token.kind == .colon)) { break }
            if token.opens {
                end = skipBalanced()
            } else {
                end = token.end
                advance()
            }
        }
        return end
    }

    /// Skips a bracket and all up to the one that closes it; returns where that ends.
    @discardableResult
    private mutating func skipBalanced() -> Int {
        var depth = 0
        var end = token.end
        while token.kind != .end, !isReset {
            if token.opens { depth += 1 }
            if token.closes { depth -= 1 }
            end = token.end
            advance()
            if depth <= 0 { break }
        }
        return end
    }

    /// Skips a `for` up to the bracket that closes what it stands in.
    private mutating func skipRest(of kind: HCLTokenKind) {
        while token.kind != .end, !token.closes, !isReset {
            if token.opens { skipBalanced() } else { advance() }
        }
        if token.closes { close() }
    }

    private mutating func skipBroken(_ message: String) {
        fail(message)
        var isFirst = true
        while token.kind != .end, token.kind != .newline, !(isReset && !isFirst) {
            if token.kind == .closeBrace, !isFirst { return }
            isFirst = false
            if token.opens { skipBalanced() } else { advance() }
        }
    }

    // MARK: Nodes

    private mutating func advance() { token = lexer.next() }

    private func content(of token: HCLToken) -> Range<Int> {
        token.kind == .string ? (token.start + 1)..<(token.end - 1) : token.range
    }

    private mutating func add(_ kind: HCLKind, _ key: Range<Int>, _ range: Range<Int>) {
        let index = records.count
        records.append(
            HCLRecord(
                kind: kind, keyStart: Int32(key.lowerBound), keyEnd: Int32(key.upperBound),
                start: Int32(range.lowerBound), end: Int32(range.upperBound)))
        guard let frame = open.last else { return }
        if let last = frame.last {
            records[last].next = Int32(index)
        } else {
            records[frame.index].child = Int32(index)
        }
        open[open.count - 1].last = index
    }

    /// Opens a collection at the bracket that is the current token.
    private mutating func begin(_ kind: HCLKind, _ key: Range<Int>, from start: Int? = nil) -> Bool {
        guard open.count <= Self.maximumDepth else {
            fail("nested deeper than \(Self.maximumDepth) levels")
            skipBalanced()
            return false
        }
        add(kind, key, (start ?? token.start)..<token.end)
        open.append(Frame(index: records.count - 1))
        advance()
        return true
    }

    /// Closes the innermost collection with the current token.
    private mutating func close() {
        guard open.count > 1, let frame = open.popLast() else { return advance() }
        records[frame.index].end = Int32(token.end)
        advance()
        skipBreaks()
        // What follows a value belongs to a larger expression: an index, an operator.
        if records[frame.index].kind != .block, !endsValue(token), token.kind != .end { skipExpression() }
    }

    /// The current bracket closes something further out.
    private mutating func closeWrongly() {
        fail("a bracket is closed by another kind of bracket")
        guard open.count > 1, let frame = open.popLast() else { return advance() }
        records[frame.index].end = Int32(token.start)
    }

    private mutating func closeAll() {
        while open.count > 1, let frame = open.popLast() {
            let record = records[frame.index]
            if open.count == 1 { fail("a bracket is never closed", at: Int(record.start)) }
            records[frame.index].end = Int32(token.start)
        }
    }

    /// Whether the current token begins a new top-level item although something is open.
    private var isReset: Bool {
        recovery == .atFirstColumn && open.count > 1 && token.kind == .identifier
            && (token.start == 0 || bytes[token.start - 1] == ByteText.lineFeed)
    }

    private mutating func fail(_ message: String, at offset: Int? = nil) {
        if failures.count < Self.maximumFailures {
            failures.append(HCLFailure(offset: offset ?? token.start, message: message))
        }
    }
}
