import Domain
import Testing

@testable import Managers

/// Version fields of well-known custom resources that the golden files cannot hold.
@Suite struct KnownVersionsTests {
    private func pins(_ group: String, _ kind: String, _ spec: String) -> [Dependency] {
        let text = "apiVersion: \(group)/v1\nkind: \(kind)\nmetadata: {name: a}\nspec: \(spec)\n"
        return FixtureTree(["a.yaml": text]).scan().dependencies
    }

    @Test(
        "the build of a version says whose release it is",
        arguments: [("v1.31.2+rke2r1", "rancher/rke2"), ("v1.31.2+k3s1", "k3s-io/k3s")])
    func distributions(_ version: String, _ name: String) {
        let found = pins("provisioning.cattle.io", "Cluster", "{kubernetesVersion: \(version)}")
        #expect(found.map(\.depName) == [name] && found.map(\.currentValue) == [version])
        #expect(pins("provisioning.cattle.io", "Cluster", "{kubernetesVersion: v1.31.2}").isEmpty)
    }

    @Test("a tag beside a repository belongs to it, not to the table")
    func repository() {
        let found = pins(
            "operator.victoriametrics.com", "VMAgent", "{image: {repository: r.example.com/a, tag: v1.0.0}}")
        #expect(found.map(\.depName) == ["r.example.com/a"])
    }

    @Test("a version that is a whole image is one")
    func wholeImage() {
        let found = pins("grafana.integreatly.org", "Grafana", "{version: registry.example.com/grafana:11.2.0}")
        #expect(found.map(\.depName) == ["registry.example.com/grafana"] && found.map(\.currentValue) == ["11.2.0"])
    }

    @Test("operators from catalogs are reported with the reason", arguments: ["1.2.3", "1.2.3-rc.1"])
    func operators(_ version: String) {
        let found = pins("operators.coreos.com", "Subscription", "{name: shop, startingCSV: shop-operator.v\(version)}")
        #expect(found.map(\.skipReason) == [.unsupportedDatasource] && found.map(\.currentValue) == [version])
    }

    @Test("releases of Knative are called more than their version")
    func extract() {
        let found = pins("operator.knative.dev", "KnativeServing", "{version: 1.16.0}")
        #expect(found.map(\.extractVersion) == ["^knative-(?<version>.+)$"])
    }

    @Test("knows a group by its end, and no group that only looks alike")
    func groups() {
        #expect(!pins("elasticsearch.k8s.elastic.co", "Elasticsearch", "{version: 8.1.0}").isEmpty)
        #expect(pins("notk8s.elastic.co.example.com", "Elasticsearch", "{version: 8.1.0}").isEmpty)
        #expect(pins("xk8s.elastic.co", "Elasticsearch", "{version: 8.1.0}").isEmpty)
    }

    @Test("what nobody can be asked for is told with the reason")
    func unasked() {
        let dashboard = pins("grafana.integreatly.org", "GrafanaDashboard", "{grafanaCom: {id: 4711, revision: 3}}")
        #expect(dashboard.map(\.skipReason) == [.unsupportedDatasource] && dashboard.map(\.currentValue) == ["3"])
        let app = pins("application.giantswarm.io", "App", "{catalog: shop, name: api, version: 1.2.3}")
        #expect(app.map(\.skipReason) == [.unknownRegistry] && app.map(\.registryURLs) == [["@shop"]])
    }

    @Test("the version of a managed cluster is one that its cloud still supports")
    func clouds() {
        let found = pins("controlplane.cluster.x-k8s.io", "AWSManagedControlPlane", "{version: v1.29}")
        #expect(found.map(\.depName) == ["amazon-eks"] && found.map(\.datasource) == ["endoflife-date"])
    }

    @Test("a repository and an image in two fields are one name, unless the repository ends in the image")
    func splitNames() {
        let found = pins(
            "nvidia.com", "ClusterPolicy",
            "{a: {repository: r.example.com/gpu, image: driver, version: 1.0.0}, "
                + "b: {repository: r.example.com/shop/api, image: api, tag: 2.0.0}}")
        #expect(found.map(\.depName) == ["r.example.com/gpu/driver", "r.example.com/shop/api"])
    }
}
