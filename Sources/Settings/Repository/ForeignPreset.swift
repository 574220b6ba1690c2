/// A preset in another repository of the same forge, as `extends` names it.
///
/// - `local>group/repository`: its `default.json`, else its `renovate.json`.
/// - `local>group/repository:name`: its `name.json` or `name.json5`.
/// - `local>group/repository//folder/name`: the file at that path.
///
/// It is read at the head of the default branch; a name with a tag (`#1.2.0`) is not one of these.
/// Source: https://docs.renovatebot.com/config-presets/
public struct ForeignPreset: Hashable, Sendable {
    /// As `extends` names it, without arguments; also the path under which ``RepositorySettings/read(_:over:versionings:)`` looks for it.
    public let name: String
    /// The full path of the repository.
    public let repository: String
    /// The files that it may be, the likeliest one first.
    public let paths: [String]

    /// - Returns: nil when `text` names no such preset.
    public init?(_ text: String) {
        let prefix = "local>"
        let name = text.prefix { $0 != "(" }
        guard name.hasPrefix(prefix), !name.contains("#"), !name.contains(".."), name.utf8.count <= 1000 else {
            return nil
        }
        let rest = String(name.dropFirst(prefix.count))
        if let slashes = rest.firstRange(of: "//") {
            repository = String(rest[..<slashes.lowerBound])
            paths = PresetFile.withEndings(String(rest[slashes.upperBound...]))
        } else if let colon = rest.firstIndex(of: ":") {
            repository = String(rest[..<colon])
            paths = PresetFile.withEndings(String(rest[rest.index(after: colon)...]))
        } else {
            repository = rest
            paths = ["default.json", "default.json5", "renovate.json"]
        }
        self.name = String(name)
        guard repository.contains("/"), !repository.hasPrefix("/"), !repository.hasSuffix("/"), !paths.isEmpty,
            !repository.contains("*"), repository.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { return nil }
    }
}

extension RepositorySettings {
    /// The presets in other repositories that `file` names in `extends`.
    ///
    /// Read each, and give it to ``read(_:over:versionings:)`` as a file whose path is its name.
    public static func foreignPresets(of file: RepositorySettingsFile) -> [ForeignPreset] {
        extended(by: file).compactMap(ForeignPreset.init)
    }
}
