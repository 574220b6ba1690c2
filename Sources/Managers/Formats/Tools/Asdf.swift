public import Domain

/// Tools of asdf, one a line.
///
/// **Files**: `.tool-versions`.
///
/// **Fields**: `name version`; of several versions on a line, the first one is in use and the only one that is read.
///
/// **Skipped, with a reason**: `system`, `latest`, `path:` and `ref:` (`unspecified-version`), tools that are not in the table
/// (`unsupported-datasource`).
///
/// Source: https://asdf-vm.com/manage/configuration.html#tool-versions
public struct Asdf: Manager {
    public static let id: ManagerID = "asdf"
    public static let summary = "tools in .tool-versions"
    public static let filePatterns = ["**/.tool-versions"]
    public static let datasources = Mise.datasources

    public init() {}

    public func claims(_ file: SourceFile) -> Bool { file.traits.name == ".tool-versions" }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        let bytes = file.bytes
        var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while offset < bytes.count {
            let end = ByteText.lineEnd(bytes, from: offset)
            let words = bytes[offset..<end].prefix { $0 != UInt8(ascii: "#") }
                .split(maxSplits: 2, omittingEmptySubsequences: true) { ByteText.isSpace($0) }
            if words.count >= 2, words[1].count <= 200, words[0].count <= 200 {
                pins.addTool(ByteText.string(bytes, words[0].indices), at: words[1].indices)
            }
            offset = end + 1
        }
        return pins.extraction
    }
}
