public import Domain
import TextEdits

/// Comments that say what the version beside them is a version of.
///
/// **Files**: any text file, but for JSON files of Renovate's settings.
///
/// **Fields**: `# renovate: datasource=... depName=...` (or `windlass:`), with `packageName`, `versioning`, `registryUrl`,
/// `extractVersion`, `depType`, `currentValue` and `digestVersion` as needed. The comment may begin with `#`, `//`, `--`, `;`, `%`,
/// `/*`, `<!--`, `{#` or `{{/*`, in Markdown only with `<!--`. It speaks of the version-like part of the code before it on its line, else of the next line
/// that has one, blank lines passed over: a value, a tag, a part of an address, a commit or checksum. Where another manager finds the same
/// bytes, the hint counts.
///
/// **Skipped, with a reason**: values with variables (`contains-variable`). A hint that lacks a source or name, or that leads to no
/// version, is a diagnostic. Hints without a datasource are left to the custom managers of settings.
///
/// Source: https://docs.renovatebot.com/presets-customManagers/
public struct CommentHints: Manager {
    public static let id: ManagerID = "comment-hints"
    public static let summary = "versions beside comments such as # renovate: datasource=docker depName=nginx"
    public static let filePatterns: [String] = []
    /// Those that hints mostly name; they may name any.
    public static let datasources: [DatasourceID] = [
        "docker", "git-refs", "git-tags", "github-releases", "github-tags", "gitlab-releases", "gitlab-tags", "helm",
        "npm",
        "pypi", "terraform-provider",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        (file.mentions("renovate", rare: 4) || file.mentions("windlass", rare: 0))
            && !file.bytes.prefix(1024).contains(0) && !isSettings(file)
    }

    /// Files of settings hold hints as examples.
    private func isSettings(_ file: SourceFile) -> Bool {
        let name = file.traits.name
        return [".json", ".json5", ".jsonc"].contains(where: name.hasSuffix)
            && ("/" + file.path).lowercased().contains(bytes: "renovate")
    }

    public func extract(from file: SourceFile) -> Extraction {
        var reader = HintReader(pins: PinBuilder(file, Self.id))
        reader.read("renovate", rare: 4)
        reader.read("windlass", rare: 0)
        var result = reader.pins.extraction
        result.diagnostics += reader.diagnostics
        return result
    }
}
