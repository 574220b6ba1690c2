import Domain
import TextEdits

/// Finds images in text that is no YAML because of the templates in it, line by line.
///
/// Reads `image: reference` and its likes, and `repository:` with the `tag:` that stands next at the same indentation.
struct LineReader {
    let pins: PinBuilder

    /// A longer line is nothing that a person wrote.
    private static let maximumLineLength = 4096

    private struct Line {
        var indent: Int
        var key: String
        var value: YAMLScalar
    }

    /// Reads the lines of `range`; returns how many pins it added.
    @discardableResult
    func read(_ range: Range<Int>) -> Int {
        let before = pins.extraction.dependencies.count
        var repository: Line?
        var offset = range.lowerBound
        while offset < range.upperBound {
            let end = min(ByteText.lineEnd(pins.file.bytes, from: offset), range.upperBound)
            if end - offset <= Self.maximumLineLength, let line = line(offset..<end) {
                take(line, &repository)
            }
            offset = end + 1
        }
        return pins.extraction.dependencies.count - before
    }

    private func take(_ line: Line, _ repository: inout Line?) {
        let key = line.key.lowercased()
        if key == "repository" || key.hasSuffix("imagerepository") {
            repository = line
        } else if key == "tag" || key.hasSuffix("imagetag"), let name = repository, name.indent == line.indent {
            pins.addImage(name: name.value.text, tag: line.value, unpinned: .ignore)
            repository = nil
        } else if key.hasSuffix("image") {
            pins.addImage(line.value, unpinned: .ignore)
        } else if let name = repository, line.indent < name.indent {
            repository = nil
        }
    }

    /// Reads `[- ]key: value [# comment]`; nil for any other line.
    private func line(_ range: Range<Int>) -> Line? {
        let bytes = pins.file.bytes
        var offset = range.lowerBound
        while offset < range.upperBound, ByteText.isBlank(bytes[offset]) || bytes[offset] == UInt8(ascii: "-") {
            offset += 1
        }
        let start = offset
        while offset < range.upperBound, isKeyByte(bytes[offset]) { offset += 1 }
        guard offset > start, offset + 1 < range.upperBound, bytes[offset] == UInt8(ascii: ":"),
            ByteText.isBlank(bytes[offset + 1])
        else { return nil }
        let key = ByteText.string(bytes, start..<offset)
        offset += 1
        while offset < range.upperBound, ByteText.isBlank(bytes[offset]) { offset += 1 }
        guard let value = value(offset..<range.upperBound), !value.isEmpty else { return nil }
        let text = ByteText.string(bytes, value)
        // Where bytes are no UTF-8, their replacements are longer, and no offset would hold.
        guard text.utf8.count == value.count else { return nil }
        let scalar = YAMLScalar(text: text, map: .verbatim(at: value.lowerBound, count: value.count))
        return Line(indent: start - range.lowerBound, key: key, value: scalar)
    }

    /// The value without quotes, comment and blanks behind it.
    private func value(_ range: Range<Int>) -> Range<Int>? {
        let bytes = pins.file.bytes
        guard let first = bytes[range].first else { return nil }
        if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
            guard let close = bytes[range].dropFirst().firstIndex(of: first) else { return nil }
            return (range.lowerBound + 1)..<close
        }
        var end = range.lowerBound
        while end < range.upperBound, !ByteText.isBreak(bytes[end]) {
            if bytes[end] == UInt8(ascii: "#"), ByteText.isBlank(bytes[end - 1]) { break }
            end += 1
        }
        while end > range.lowerBound, ByteText.isSpace(bytes[end - 1]) { end -= 1 }
        return range.lowerBound..<end
    }

    private func isKeyByte(_ byte: UInt8) -> Bool { VariableText.isNameByte(byte) || byte == UInt8(ascii: ".") }
}
