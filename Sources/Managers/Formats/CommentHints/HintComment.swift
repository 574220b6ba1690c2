import Domain
import TextEdits

/// A comment that says what the version beside it is a version of: `# renovate: datasource=docker depName=nginx`.
struct HintComment {
    /// The bytes from the opening of the comment to the end of its line.
    var range: Range<Int>
    /// What stands before the comment on the same line.
    var code: Range<Int>
    /// Where the fields begin.
    var start: Int
    var fields: [String: Field] = [:]
    /// Words without `=`, such as `ignore` or `docker-image`.
    var words: [String] = []

    struct Field {
        var text: String
        var range: Range<Int>
    }

    /// A longer line is nothing that a person wrote.
    static let maximumLineLength = 4096

    /// Reads the comment in which the word (`renovate:`) stands at `word`; nil when it stands in no comment.
    init?(_ bytes: [UInt8], line: Range<Int>, word: Int, end: Int) {
        guard line.count <= Self.maximumLineLength,
            let opening = Self.opening(bytes, line.lowerBound..<word),
            !Self.isInText(bytes[line.lowerBound..<opening])
        else { return nil }
        range = opening..<line.upperBound
        code = line.lowerBound..<opening
        start = end
        readFields(bytes)
    }

    /// Where the comment begins that `text` ends with; only the opening may stand before the word.
    private static func opening(_ bytes: [UInt8], _ text: Range<Int>) -> Int? {
        var end = text.upperBound
        while end > text.lowerBound, ByteText.isBlank(bytes[end - 1]) { end -= 1 }
        for opener in openers where end - opener.utf8CodeUnitCount >= text.lowerBound {
            let start = end - opener.utf8CodeUnitCount
            if ByteText.equals(bytes, start..<end, opener) {
                return repeated(bytes, start, text.lowerBound)
            }
        }
        return nil
    }

    /// Whether `code` leaves a text open, so that what follows is no comment but a part of it, as in tests of tools.
    private static func isInText(_ code: ArraySlice<UInt8>) -> Bool {
        if code.count(where: { $0 == UInt8(ascii: "\"") }) % 2 == 1 { return true }
        guard let last = code.last(where: { !ByteText.isBlank($0) }), last == 0x27 || last == 0x60 else { return false }
        return code.count { $0 == last } % 2 == 1
    }

    /// The first of several equal characters: `##`, `///`, `;;`.
    private static func repeated(_ bytes: [UInt8], _ start: Int, _ limit: Int) -> Int {
        var start = start
        while start > limit, bytes[start - 1] == bytes[start] { start -= 1 }
        return start
    }

    private static let openers: [StaticString] = [
        "{{/*", "{{- /*", "<!--", "{#-", "{#", "/*", "//", "--", "#", ";", "*", "%",
    ]

    /// Reads `name=value` and `name="value with blanks"` up to the end of the comment.
    private mutating func readFields(_ bytes: [UInt8]) {
        var offset = start
        while offset < range.upperBound {
            if ByteText.isSpace(bytes[offset]) || bytes[offset] == UInt8(ascii: ",") {
                offset += 1
                continue
            }
            var end = offset
            while end < range.upperBound, !ByteText.isSpace(bytes[end]), bytes[end] != UInt8(ascii: "=") { end += 1 }
            let name = ByteText.string(bytes, offset..<end)
            guard end < range.upperBound, bytes[end] == UInt8(ascii: "=") else {
                if Self.closers.contains(name) { break }
                words.append(name)
                offset = end
                continue
            }
            let value = value(bytes, from: end + 1)
            fields[name] = Field(text: ByteText.string(bytes, value.inner), range: value.inner)
            offset = value.end
        }
    }

    private static let closers: Set<String> = ["-->", "*/", "#}", "-#}", "*/}}", "*/-}}", "%}"]

    private func value(_ bytes: [UInt8], from start: Int) -> (inner: Range<Int>, end: Int) {
        if start < range.upperBound, bytes[start] == UInt8(ascii: "\"") || bytes[start] == UInt8(ascii: "'"),
            let close = bytes[(start + 1)..<range.upperBound].firstIndex(of: bytes[start])
        {
            return ((start + 1)..<close, close + 1)
        }
        var end = start
        while end < range.upperBound, !ByteText.isSpace(bytes[end]) { end += 1 }
        let isListed = end > start && bytes[end - 1] == UInt8(ascii: ",")
        return (start..<(isListed ? end - 1 : end), end)
    }
}
