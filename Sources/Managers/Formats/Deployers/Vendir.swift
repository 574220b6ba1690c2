public import Domain

/// What vendir copies into a repository.
///
/// **Files**: any YAML of `vendir.k14s.io` with `kind: Config`, `vendir.yml` as a rule. `vendir.lock.yml` is written by vendir and left
/// alone.
///
/// **Fields**: of `directories[].contents[]`: `git.ref` (a tag or a commit), `helmChart.version` at `helmChart.repository.url`,
/// `image.url`, `imgpkgBundle.image`, `githubRelease.tag`, and `http.url` that names a file of a release or a tag.
///
/// **Skipped, with a reason**: branches (`unspecified-version`), charts without a version (`unspecified-version`).
/// Source: https://carvel.dev/vendir/docs/latest/vendir-spec/
public struct Vendir: Manager {
    public static let id: ManagerID = "vendir"
    public static let summary = "Repositories, charts, images and releases that vendir copies"
    public static let filePatterns = ["**/vendir.{yaml,yml}"]
    public static let datasources: [DatasourceID] = [
        "docker", "git-tags", "github-releases", "github-tags", "gitlab-tags", "helm",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        file.traits.mentionsKind && file.mentions("vendir.k14s.io", rare: 7)
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for resource in file.resources.all where resource.group == "vendir.k14s.io" && resource.kind == "Config" {
            for directory in resource.node["directories"]?.items ?? [] {
                for content in directory["contents"]?.items ?? [] { read(content, pins) }
            }
        }
        return pins.extraction
    }

    private func read(_ content: YAMLNode, _ pins: PinBuilder) {
        if let git = content["git"] { readGit(git, pins) }
        if let chart = content["helmChart"], let name = chart["name"]?.text, !name.isEmpty {
            pins.addChart(
                name, version: chart["version"]?.scalar, repository: chart["repository", "url"]?.text,
                offset: chart.fileOffset)
        }
        pins.addImage(content["image", "url"], unpinned: .ignore)
        pins.addImage(content["imgpkgBundle", "image"], depType: "bundle", unpinned: .ignore)
        if let release = content["githubRelease"], let name = release["slug"]?.text, let tag = release["tag"]?.scalar {
            pins.add(
                pins.pin(
                    name, tag, datasource: "github-releases", versioning: "semver-coerced", depType: "release"))
        }
        if let address = content["http", "url"] { RemoteBase.add(address, pins, depType: "http") }
    }

    private func readGit(_ git: YAMLNode, _ pins: PinBuilder) {
        guard let reference = git["ref"]?.scalar, let address = git["url"]?.text.flatMap(GitAddress.init) else {
            return
        }
        pins.addRevision(reference, of: address)
    }
}
