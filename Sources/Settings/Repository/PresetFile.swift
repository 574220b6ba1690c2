import Domain

/// A preset that is a file, as `extends` names it: `github>owner/repository//folder/name.json5`, `local>owner/repository`.
///
/// Source: https://docs.renovatebot.com/config-presets/
enum PresetFile {
    /// How many files may lead to one another.
    static let maximumDepth = 10

    private static let hosts = ["github>", "gitlab>", "local>", "gitea>", "forgejo>", "bitbucket-server>"]

    /// The paths that `text` may mean in its repository, the likeliest one first; empty when it names no file.
    ///
    /// Which repository is meant cannot be told from a folder alone. A path that is there counts: teams that split their
    /// settings name their own repository.
    static func paths(of text: String) -> [String] {
        guard let host = hosts.first(where: text.hasPrefix) else {
            return text.contains(">") || !text.hasPrefix("./") ? [] : withEndings(String(text.dropFirst(2)))
        }
        var name = text.dropFirst(host.count)
        if let sign = name.firstIndex(where: { $0 == "#" || $0 == "(" }) { name = name[..<sign] }
        guard let slashes = firstDoubleSlash(name) else { return [] }
        return withEndings(String(name[name.index(slashes, offsetBy: 2)...]))
    }

    private static func firstDoubleSlash(_ text: Substring) -> Substring.Index? {
        text.indices.first { text[$0...].hasPrefix("//") }
    }

    static func withEndings(_ path: String) -> [String] {
        guard !path.isEmpty, !path.contains("..") else { return [] }
        let endings = [".json", ".json5", ".jsonc", ".yaml", ".yml"]
        return endings.contains(where: path.hasSuffix) ? [path] : [path + ".json", path + ".json5", path]
    }
}

extension RepositorySettings {
    /// The paths of files in the same repository that `file` may name in `extends`.
    ///
    /// Read those that exist, ask again about each, and give all of them to ``read(_:over:versionings:)``.
    public static func presets(of file: RepositorySettingsFile) -> [String] {
        extended(by: file).flatMap(PresetFile.paths)
    }

    /// What stands in `extends` of a file.
    static func extended(by file: RepositorySettingsFile) -> [String] {
        let isYAML = file.path.hasSuffix(".yaml") || file.path.hasSuffix(".yml")
        guard let text = try? SettingsText(file.bytes), let parsed = try? isYAML ? readYAML(text) : readJSON(text),
            case .map(let members)? = parsed.root?.content,
            let extends = members.first(where: { $0.name == "extends" })?.value
        else { return [] }
        var names: [String] = []
        switch extends.content {
        case .text(let name): names = [name]
        case .list(let items):
            names = items.compactMap { if case .text(let name) = $0.content { name } else { nil } }
        default: break
        }
        return Array(names.prefix(100))
    }
}
