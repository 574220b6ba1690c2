import Domain

/// What the name of a file and a few cheap byte tests tell about it, found out once for all managers.
///
/// These tests decide which files are parsed at all: most files of a repository never are.
final class FileTraits {
    /// The last part of the path in lower case.
    let name: String
    /// Whether the name says YAML or JSON, also below the ending of a template (`.yaml.j2`).
    let isYAML: Bool
    /// Whether the bytes hold `image` in some case.
    let mentionsImage: Bool
    /// Whether the bytes hold both `apiVersion` and `kind`, as every Kubernetes resource does.
    let mentionsKind: Bool

    init(_ file: SourceFile) {
        name = file.name.lowercased()
        isYAML = Self.isYAML(name)
        let isLooked = isYAML && !file.bytes.isEmpty
        mentionsImage =
            isLooked
            && (ByteText.contains(file.bytes, "mage", rare: 2) || ByteText.contains(file.bytes, "MAGE", rare: 2))
        mentionsKind =
            isLooked && ByteText.contains(file.bytes, "kind", rare: 0)
            && ByteText.contains(file.bytes, "apiVersion", rare: 3)
    }

    private static let endings = [".yaml", ".yml", ".json", ".json5", ".jsonc"]
    private static let templateEndings = [
        ".j2", ".jinja", ".jinja2", ".tpl", ".tmpl", ".tftpl", ".gotmpl", ".template", ".erb", ".in", ".example",
        ".sample",
    ]

    private static func isYAML(_ name: String) -> Bool {
        if endings.contains(where: name.hasSuffix) { return true }
        guard let template = templateEndings.first(where: name.hasSuffix) else { return false }
        return isYAML(String(name.dropLast(template.count)))
    }
}

extension SourceFile {
    var traits: FileTraits { memo(FileTraits.self) { FileTraits($0) } }

    /// Whether the bytes hold `text`. `rare` is the offset of the byte of `text` to look for first.
    func mentions(_ text: StaticString, rare: Int? = nil) -> Bool { ByteText.contains(bytes, text, rare: rare) }

    /// The folder of the file, without a slash at the end; empty at the root.
    var folder: String { path.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(path[..<$0]) } ?? "" }
}

/// Follows `relative` from `folder`; nil when it leads out of the root or is no path.
func resolvedPath(_ relative: String, in folder: String) -> String? {
    var parts = relative.hasPrefix("/") ? [] : folder.split(separator: "/").map(String.init)
    for part in relative.split(separator: "/") {
        switch part {
        case ".": continue
        case "..": if parts.popLast() == nil { return nil }
        default: parts.append(String(part))
        }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "/")
}
