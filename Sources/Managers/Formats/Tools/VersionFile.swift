public import Domain
import TextEdits

/// Files that hold the version of one tool and nothing else.
///
/// **Files**: `.node-version`, `.nvmrc`, `.python-version`, `.ruby-version`, `.go-version`, `.java-version`, `.bun-version`;
/// those of Terraform, OpenTofu and Terragrunt have managers of their own.
///
/// **Fields**: the first line that is no comment.
///
/// **Skipped, with a reason**: words such as `lts/*` (`unspecified-version`).
///
/// Source: https://github.com/nodenv/nodenv, https://github.com/nvm-sh/nvm#nvmrc, https://github.com/pyenv/pyenv
public struct VersionFile: Manager {
    public static let id: ManagerID = "version-file"
    public static let summary = "the version in files such as .node-version and .nvmrc"
    public static let filePatterns = tools.keys.sorted().map { "**/" + $0 }
    public static let datasources = Mise.datasources

    /// What people call the tool, and its name in the table of tools.
    private static let tools: [String: (name: String, tool: String)] = [
        ".node-version": ("node", "node"), ".nvmrc": ("node", "node"), ".python-version": ("python", "python"),
        ".ruby-version": ("ruby", "ruby"), ".go-version": ("go", "go"), ".java-version": ("java", "java"),
        ".bun-version": ("bun", "bun"),
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool { Self.tools[file.traits.name] != nil && file.bytes.count < 65_536 }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        guard let tool = Self.tools[file.traits.name], let range = version(in: file.bytes) else {
            return pins.extraction
        }
        pins.addTool(tool.tool, at: range)
        var result = pins.extraction
        for index in result.dependencies.indices { result.dependencies[index].depName = tool.name }
        return result
    }

    private func version(in bytes: [UInt8]) -> Range<Int>? {
        var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while offset < bytes.count {
            let end = ByteText.lineEnd(bytes, from: offset)
            let line = bytes[offset..<end].drop { ByteText.isSpace($0) }
            let word = line.prefix { !ByteText.isSpace($0) }
            if !word.isEmpty, word.first != UInt8(ascii: "#") { return word.indices }
            offset = end + 1
        }
        return nil
    }
}
