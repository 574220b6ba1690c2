import Domain
import TextEdits

/// Finds `image: reference` in a text that is no YAML because of the templates in it, line by line.
func readLines(_ file: SourceFile, _ span: ByteSpan, _ firstLine: Int, _ pins: inout PinBuilder) {
    var line = firstLine
    var start = span.start
    while start < span.end {
        let end = file.bytes[start..<span.end].firstIndex(of: UInt8(ascii: "\n")) ?? span.end
        // A longer line is no YAML that a person wrote.
        if end - start < 2000 { readLine(file, start..<end, line, &pins) }
        start = end + 1
        line += 1
    }
}

private func readLine(_ file: SourceFile, _ range: Range<Int>, _ line: Int, _ pins: inout PinBuilder) {
    var rest = file.bytes[range].drop { $0 == 0x20 || $0 == 0x09 || $0 == UInt8(ascii: "-") }
    guard rest.starts(with: "image:".utf8) else { return }
    rest = rest.dropFirst(6).drop { $0 == 0x20 || $0 == 0x09 }
    guard let quote = rest.first else { return }
    let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
    if isQuoted { rest = rest.dropFirst() }
    let text = rest.prefix { byte in
        isQuoted ? byte != quote : ![0x20, 0x09, 0x0D, UInt8(ascii: "#")].contains(byte)
    }
    let value = String(decoding: text, as: UTF8.self)
    pins.addImage(value, at: ByteSpan(text.startIndex..<text.endIndex), line: line)
}

/// Whether a file is YAML or JSON by its name.
func isYAML(_ file: SourceFile) -> Bool {
    [".yaml", ".yml", ".json"].contains { file.path.hasSuffix($0) }
}
