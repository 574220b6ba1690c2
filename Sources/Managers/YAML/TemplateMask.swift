/// Hides template actions from the YAML parser without moving a byte.
///
/// Helm, Go and Jinja templates put `{{ ... }}` and `{% ... %}` where YAML does not expect them. Control actions, and
/// actions alone on their line, become blanks; actions inside a value become letters, so that the value stays a
/// scalar. Every byte keeps its offset, so spans of the parse hold for the file.
/// Sources: https://helm.sh/docs/chart_template_guide/control_structures/, https://jinja.palletsprojects.com/templates/
enum TemplateMask {
    /// Actions that make no text of their own.
    private static let control: Set<String> = [
        "if", "else", "end", "range", "with", "define", "block", "break", "continue", "elif", "endif", "for", "endfor",
        "set", "macro", "endmacro", "raw", "endraw",
    ]

    /// Whether `bytes` may hold template actions.
    static func isNeeded(_ bytes: [UInt8]) -> Bool {
        ByteText.contains(bytes, "{{") || ByteText.contains(bytes, "{%", rare: 1)
            || ByteText.contains(bytes, "{#", rare: 1)
    }

    /// `bytes` with all template actions hidden.
    static func masked(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        var closers = Closers(bytes)
        var offset = 0
        while offset + 1 < bytes.count {
            guard bytes[offset] == UInt8(ascii: "{"), let close = closing(bytes[offset + 1]) else {
                offset += 1
                continue
            }
            let end = closers.end(of: close, from: offset + 2) ?? ByteText.lineEnd(bytes, from: offset + 2)
            let filler = hides(bytes, offset..<end) ? ByteText.space : UInt8(ascii: "x")
            for index in offset..<end where !ByteText.isBreak(bytes[index]) { result[index] = filler }
            offset = end
        }
        return result
    }

    /// The first byte of the closing pair, for the byte behind `{`.
    private static func closing(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "{"): UInt8(ascii: "}")
        case UInt8(ascii: "%"): UInt8(ascii: "%")
        case UInt8(ascii: "#"): UInt8(ascii: "#")
        default: nil
        }
    }

    /// Where actions are closed. Each byte is looked at once for each kind, however many actions are left open.
    private struct Closers {
        private let bytes: [UInt8]
        /// The offset of the next closing pair of a kind, from the last search on; the end when there is none.
        private var next: [UInt8: Int] = [:]
        /// Nobody writes a longer action.
        private static let maximumLength = 65_536

        init(_ bytes: [UInt8]) { self.bytes = bytes }

        /// Behind the pair that closes an action whose text begins at `start`; nil when it stays open.
        mutating func end(of close: UInt8, from start: Int) -> Int? {
            var offset = next[close] ?? start
            if offset < start { offset = start }
            while offset + 1 < bytes.count, bytes[offset] != close || bytes[offset + 1] != UInt8(ascii: "}") {
                offset += 1
            }
            next[close] = offset
            return offset + 1 < bytes.count && offset - start < Self.maximumLength ? offset + 2 : nil
        }
    }

    /// Whether the action in `range` leaves nothing behind: a control action, a comment, or alone on its line.
    private static func hides(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        if bytes[range.lowerBound + 1] != UInt8(ascii: "{") { return true }
        var start = range.lowerBound + 2
        while start < range.upperBound, bytes[start] == UInt8(ascii: "-") || ByteText.isSpace(bytes[start]) {
            start += 1
        }
        var end = start
        while end < range.upperBound, isLetter(bytes[end]) { end += 1 }
        if start < range.upperBound, bytes[start] == UInt8(ascii: "/") { return true }
        if control.contains(ByteText.string(bytes, start..<end)) { return true }
        return isAloneOnLine(bytes, range)
    }

    private static func isAloneOnLine(_ bytes: [UInt8], _ range: Range<Int>) -> Bool {
        var before = range.lowerBound
        while before > 0, ByteText.isBlank(bytes[before - 1]) { before -= 1 }
        guard before == 0 || ByteText.isBreak(bytes[before - 1]) else { return false }
        var after = range.upperBound
        while after < bytes.count, ByteText.isBlank(bytes[after]) { after += 1 }
        return after == bytes.count || ByteText.isBreak(bytes[after])
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
