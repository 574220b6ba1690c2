public import Domain

/// Tools of mise.
///
/// **Files**: `mise.toml`, `.mise.toml`, `mise.NAME.toml`, `mise/config.toml`, `.mise/config.toml`, `.config/mise.toml`,
/// `.config/mise/config.toml`, `conf.d/*.toml` beside these, and `.rtx.toml`.
///
/// **Fields**: `[tools]`, and `tools` of tasks: strings, lists, and tables with `version`. Names with a backend (`aqua:cli/cli`, `ubi:x/y`, `npm:prettier`)
/// say where they come from; others are looked up in a table.
///
/// **Skipped, with a reason**: `latest` and other words (`unspecified-version`), tools that are not in the table
/// (`unsupported-datasource`), templates (`contains-variable`).
///
/// Source: https://mise.jdx.dev/configuration.html
public struct Mise: Manager {
    public static let id: ManagerID = "mise"
    public static let summary = "tools in mise.toml"
    public static let filePatterns = [
        "**/{,.}mise{,.*}.toml", "**/{,.}mise/config{,.*}.toml", "**/.config/mise{,.*}.toml",
        "**/{,.}mise/conf.d/*.toml",
        "**/.rtx{,.*}.toml",
    ]
    public static let datasources: [DatasourceID] = [
        "crate", "dart-version", "flutter-version", "github-releases", "github-tags", "gitlab-releases", "go",
        "golang-version", "java-version", "node-version", "npm", "nuget", "pypi", "ruby-version", "rubygems",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        let name = file.traits.name
        guard name.hasSuffix(".toml") else { return false }
        if ["mise.", ".mise.", ".rtx."].contains(where: name.hasPrefix) { return true }
        let folders = file.folder.split(separator: "/").suffix(2)
        if name.hasPrefix("config."), let last = folders.last { return last == "mise" || last == ".mise" }
        return folders.count == 2 && folders.last == "conf.d" && folders.first?.hasSuffix("mise") == true
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for entry in TOMLStrings(file.bytes).entries {
            let isOfTask = entry.path.count > 3 && entry.path[0] == "tasks" && entry.path[2] == "tools"
            let path = isOfTask ? entry.path.dropFirst(2) : entry.path[...]
            guard path.first == "tools" else { continue }
            if path.count == 2 || path.count == 3 && path.last == "version" {
                pins.addTool(path[path.startIndex + 1], at: entry.range)
            }
        }
        return pins.extraction
    }
}
