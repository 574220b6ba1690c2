public import Domain

/// Charts and images of virtual clusters.
///
/// **Files**: `vcluster.yaml` and `vcluster.yml`, and variants such as `vcluster-dev.yaml`.
///
/// **Fields**: `experimental.deploy.vcluster.helm[]` and `experimental.deploy.host.helm[]` with `chart.name`, `chart.repo` and
/// `chart.version`; `controlPlane.distro.k8s.version`; images anywhere (`repository` and `tag`).
///
/// **Skipped, with a reason**: tags of images that only vCluster's own chart names (`invalid-name`).
/// Source: https://www.vcluster.com/docs/vcluster/configure/vcluster-yaml/
public struct VCluster: Manager {
    public static let id: ManagerID = "vcluster"
    public static let summary = "Charts, images and Kubernetes versions in vcluster.yaml"
    public static let filePatterns = ["**/vcluster*.{yaml,yml}"]
    public static let datasources: [DatasourceID] = ["docker", "github-releases", "helm"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        file.traits.isYAML && file.traits.name.hasPrefix("vcluster") && !file.traits.mentionsKind
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.yaml.roots {
            for key in ["vcluster", "host"] as [StaticString] {
                for item in root["experimental", "deploy"]?[key]?["helm"]?.items ?? [] {
                    guard let chart = item["chart"] else { continue }
                    ChartReference(pins: pins).add(
                        chart["name"], version: chart["version"], repository: chart["repo"]?.text,
                        offset: chart.fileOffset)
                }
            }
            if let version = root["controlPlane", "distro", "k8s"]?["version"]?.scalar, !version.text.isEmpty {
                pins.add(
                    pins.pin(
                        "kubernetes/kubernetes", version, datasource: "github-releases", versioning: "semver",
                        depType: "kubernetes"))
            }
            ImageWalker(pins: pins, place: .values).walk(root)
        }
        return pins.extraction
    }

    public func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        ValuesLayer.resolve(dependency, with: facts)
    }
}
