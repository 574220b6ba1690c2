import Domain

/// A file whose first line that is no comment is the version of one program, as version managers read it.
struct ProgramVersionFile {
    let file: SourceFile
    let manager: ManagerID

    /// A longer file is something else.
    private static let maximumLength = 4096

    /// Reads the version of a program that is released at GitHub.
    ///
    /// Words such as `latest`, `latest:^1.5` and `min-required` pin nothing that can be moved.
    func read(_ name: String) -> Extraction {
        let bytes = file.bytes
        guard bytes.count <= Self.maximumLength, let range = firstLine() else { return Extraction() }
        let pins = PinBuilder(file, manager)
        // Both `1.2.3` and `v1.2.3` are read; the v is no part of the version.
        let isPrefixed = bytes[range.lowerBound] == UInt8(ascii: "v") && range.count > 1
        let start = range.lowerBound + (isPrefixed ? 1 : 0)
        let value = YAMLScalar(
            text: ByteText.string(bytes, start..<range.upperBound),
            map: .verbatim(at: start, count: range.upperBound - start))
        var pin = pins.pin(name, value, datasource: "github-releases", versioning: "hashicorp")
        pin.extractVersion = "^v(?<version>.+)$"
        if value.text.first?.isNumber != true { pin.skipReason = .unspecifiedVersion }
        pins.add(pin)
        return pins.extraction
    }

    private func firstLine() -> Range<Int>? {
        let bytes = file.bytes
        var line = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while line < bytes.count {
            let end = ByteText.lineEnd(bytes, from: line)
            let content = bytes[line..<end].prefix { $0 != UInt8(ascii: "#") }
            if let first = content.firstIndex(where: { !ByteText.isSpace($0) }),
                let last = content.lastIndex(where: { !ByteText.isSpace($0) })
            {
                return first..<(last + 1)
            }
            line = end + 1
        }
        return nil
    }
}
