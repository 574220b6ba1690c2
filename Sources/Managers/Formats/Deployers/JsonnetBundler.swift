public import Domain

/// Libraries that jsonnet-bundler installs.
///
/// **Files**: `jsonnetfile.json`. `jsonnetfile.lock.json` is written by `jb` and left alone.
///
/// **Fields**: `dependencies[].version` of a Git source (`source.git.remote`): a tag or a commit. The name is the repository's path,
/// with the folder of the library behind it.
///
/// **Skipped, with a reason**: branches (`unspecified-version`), folders of the same repository (`local-chart`).
/// Source: https://github.com/jsonnet-bundler/jsonnet-bundler
public struct JsonnetBundler: Manager {
    public static let id: ManagerID = "jsonnet-bundler"
    public static let summary = "Libraries in jsonnetfile.json"
    public static let filePatterns = ["**/jsonnetfile.json"]
    public static let datasources: [DatasourceID] = ["git-tags", "github-tags", "gitlab-tags"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool { file.traits.name == "jsonnetfile.json" }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for item in file.yaml.roots.first?["dependencies"]?.items ?? [] { read(item, pins) }
        return pins.extraction
    }

    private func read(_ item: YAMLNode, _ pins: PinBuilder) {
        if let folder = item["source", "local", "directory"]?.text {
            pins.add(
                Dependency(
                    file: pins.file.path, line: pins.file.line(at: item.fileOffset), manager: Self.id, depName: folder,
                    datasource: "git-tags", versioning: "semver-coerced", depType: "library", skipReason: .localPath))
        }
        guard let remote = item["source", "git", "remote"]?.text, let address = GitAddress(remote) else { return }
        let folder = (item["source", "git", "subdir"]?.text ?? "").split(separator: "/").joined(separator: "/")
        let name = folder.isEmpty ? address.path : address.path + "/" + folder
        pins.addRevision(item["version"], of: remote, name: name, depType: "library")
    }
}
