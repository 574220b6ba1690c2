public import Domain

/// What packages of Zarf and bundles of UDS take into a cluster without the internet.
///
/// **Files**: any YAML whose `kind` is `ZarfPackageConfig`, `ZarfInitConfig` or `UDSBundle`; they have no `apiVersion`.
///
/// **Fields**: of each of `components`: `charts[].version` with its `url` (a chart repository, an OCI registry, or a Git
/// repository whose tag the version is), `images[]`, `repos[]` (`https://...@tag`), the releases and tags in the addresses of
/// `files[].source`, `manifests[].files` and `manifests[].kustomizations`, and the package that `import.url` names; of a bundle:
/// `packages[].ref` with its `repository`.
///
/// **Skipped, with a reason**: charts of this repository (`local-chart`), repositories on a branch (`unspecified-version`), values
/// that Zarf fills in (`contains-variable`). Packages that a bundle takes from a folder are left out.
/// Source: https://docs.zarf.dev/ref/components/ and https://uds.defenseunicorns.com/reference/bundles/overview/
public struct Zarf: Manager {
    public static let id: ManagerID = "zarf"
    public static let summary = "Charts, images and repositories of Zarf packages and UDS bundles"
    public static let filePatterns = ["**/zarf.yaml", "**/uds-bundle.yaml"]
    public static let datasources: [DatasourceID] = [
        "docker", "git-tags", "github-releases", "github-tags", "gitlab-tags", "helm",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        guard file.traits.isYAML else { return false }
        return file.mentions("kind: Zarf", rare: 6) || file.mentions("kind: UDSBundle", rare: 6)
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.yaml.roots {
            switch root["kind"]?.text {
            case "ZarfPackageConfig", "ZarfInitConfig":
                for component in root["components"]?.items ?? [] { readComponent(component, pins) }
            case "UDSBundle":
                for key in ["packages", "zarf-packages"] as [StaticString] {
                    for package in root[key]?.items ?? [] { readPackage(package, pins) }
                }
            default: break
            }
        }
        return pins.extraction
    }

    private func readComponent(_ component: YAMLNode, _ pins: PinBuilder) {
        for chart in component["charts"]?.items ?? [] { readChart(chart, pins) }
        for image in component["images"]?.items ?? [] { pins.addImage(image, unpinned: .ignore) }
        for repository in component["repos"]?.items ?? [] { readRepository(repository, pins) }
        for file in component["files"]?.items ?? [] {
            if let address = file["source"] {
                RemoteBase.add(address, pins, depType: "file", isChecked: file["shasum"] != nil)
            }
        }
        for manifest in component["manifests"]?.items ?? [] {
            for key in ["files", "kustomizations"] as [StaticString] {
                for address in manifest[key]?.items ?? [] { RemoteBase.add(address, pins, depType: "manifest") }
            }
        }
        pins.addImage(component["import", "url"], depType: "package", unpinned: .ignore)
    }

    /// The address of an OCI chart ends in its name; a Git repository's version is a tag.
    private func readChart(_ chart: YAMLNode, _ pins: PinBuilder) {
        guard let name = chart["name"]?.text, !name.isEmpty, let version = chart["version"]?.scalar,
            !version.text.isEmpty
        else { return }
        guard let address = chart["url"]?.text, !address.isEmpty else {
            // Without an address it is a chart of this repository, or the chart of an imported component.
            if chart["localPath"] != nil {
                pins.addChart(name, version: version, repository: "file://", offset: chart.fileOffset)
            }
            return
        }
        let isGit = chart["gitPath"] != nil || address.hasSuffix(".git") || address.contains(bytes: ".git@")
        if isGit {
            pins.addRevision(chart["version"], of: address, depType: "chart")
        } else if address.hasPrefix("oci://") {
            ChartReference(pins: pins).add(chart["url"], version: chart["version"], offset: chart.fileOffset)
        } else {
            pins.addChart(
                chart["repoName"]?.text ?? name, version: version, repository: address, offset: chart.fileOffset)
        }
    }

    /// `https://host/path.git@revision`; a revision may be written `refs/tags/v1`.
    private func readRepository(_ node: YAMLNode, _ pins: PinBuilder) {
        guard let scalar = node.scalar, let at = scalar.text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return }
        var start = scalar.text.utf8.distance(from: scalar.text.utf8.startIndex, to: at) + 1
        let address = String(decoding: Array(scalar.text.utf8)[..<(start - 1)], as: UTF8.self)
        guard address.contains(bytes: "://"), let place = GitAddress(address) else { return }
        if scalar.text.utf8.dropFirst(start).starts(with: "refs/tags/".utf8) { start += 10 }
        let revision = scalar.part(start..<scalar.text.utf8.count)
        guard !revision.text.isEmpty else { return }
        pins.addRevision(revision, of: place, depType: "repository")
    }

    private func readPackage(_ package: YAMLNode, _ pins: PinBuilder) {
        guard let name = package["repository"]?.text, !name.isEmpty else { return }
        pins.addImage(name: name, tag: package["ref"]?.scalar, depType: "package", offset: package.fileOffset)
    }
}
