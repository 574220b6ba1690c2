import Domain

/// Version fields of well-known custom resources: fields that say a version and nothing about where it comes from.
///
/// Each row follows the vendor's reference of that kind. Images in custom resources need no row.
struct KnownVersions {
    let group: String
    let kind: String
    let path: [String]
    let name: String
    let datasource: DatasourceID
    let versioning: VersioningID
    var registryURLs: [String] = []

    /// Whether a file may hold one of the kinds: a cheap test on its bytes.
    static func mayBeIn(_ file: SourceFile) -> Bool {
        file.mentions("k8s.elastic.co") || file.mentions("cattle.io") || file.mentions("cluster.x-k8s.io")
            || file.mentions("strimzi.io") || file.mentions("tekton.dev") || file.mentions("monitoring.coreos.com")
            || file.mentions("k0sproject.io") || file.mentions("pingcap.com") || file.mentions("k8ssandra.io")
    }

    static func read(_ resource: KubernetesResource, _ pins: PinBuilder) {
        for row in rows where row.kind == resource.kind && resource.isIn(row.group) { row.add(resource, pins) }
        switch (resource.group, resource.kind) {
        case ("helm.cattle.io", "HelmChart"): readHelmChart(resource, pins)
        case ("upgrade.cattle.io", "Plan"): readPlan(resource, pins)
        case ("pkg.crossplane.io", _): pins.addImage(resource.node["spec", "package"], depType: "package")
        case ("tekton.dev", _): readBundles(resource.node, pins, depth: 0)
        default: break
        }
    }

    private func add(_ resource: KubernetesResource, _ pins: PinBuilder) {
        var node: YAMLNode? = resource.node
        for key in path { node = node?.entries.first { $0.key.text == key }?.value.resolved }
        guard let scalar = node?.scalar, !scalar.text.isEmpty else { return }
        pins.add(
            pins.pin(
                name, scalar, datasource: datasource, registryURLs: registryURLs, versioning: versioning,
                depType: "custom-resource"))
    }

    private static let rows =
        elastic + kubernetes + [
            KnownVersions(
                group: "kafka.strimzi.io", kind: "Kafka", path: ["spec", "kafka", "version"], name: "apache/kafka",
                datasource: "github-tags", versioning: "semver-coerced"),
            KnownVersions(
                group: "kafka.strimzi.io", kind: "KafkaConnect", path: ["spec", "version"], name: "apache/kafka",
                datasource: "github-tags", versioning: "semver-coerced"),
            KnownVersions(
                group: "monitoring.coreos.com", kind: "Prometheus", path: ["spec", "version"],
                name: "quay.io/prometheus/prometheus", datasource: "docker", versioning: "docker"),
            KnownVersions(
                group: "monitoring.coreos.com", kind: "Alertmanager", path: ["spec", "version"],
                name: "quay.io/prometheus/alertmanager", datasource: "docker", versioning: "docker"),
            KnownVersions(
                group: "pingcap.com", kind: "TidbCluster", path: ["spec", "version"], name: "pingcap/tidb",
                datasource: "docker", versioning: "docker"),
            KnownVersions(
                group: "k8ssandra.io", kind: "K8ssandraCluster", path: ["spec", "cassandra", "serverVersion"],
                name: "k8ssandra/cass-management-api", datasource: "docker", versioning: "docker"),
        ]

    /// https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s
    private static let elastic = [
        ("Elasticsearch", "elasticsearch/elasticsearch"), ("Kibana", "kibana/kibana"), ("ApmServer", "apm/apm-server"),
        ("EnterpriseSearch", "enterprise-search/enterprise-search"), ("Logstash", "logstash/logstash"),
        ("Agent", "beats/elastic-agent"), ("ElasticMapsServer", "elastic-maps-service/elastic-maps-server"),
    ].map { kind, image in
        KnownVersions(
            group: "k8s.elastic.co", kind: kind, path: ["spec", "version"], name: "docker.elastic.co/" + image,
            datasource: "docker", versioning: "docker")
    }

    /// https://cluster-api.sigs.k8s.io/reference/api/crd-reference
    private static let kubernetes = [
        ("controlplane.cluster.x-k8s.io", "KubeadmControlPlane", ["spec", "version"]),
        ("controlplane.cluster.x-k8s.io", "TalosControlPlane", ["spec", "version"]),
        ("cluster.x-k8s.io", "MachineDeployment", ["spec", "template", "spec", "version"]),
        ("cluster.x-k8s.io", "MachinePool", ["spec", "template", "spec", "version"]),
        ("cluster.x-k8s.io", "Cluster", ["spec", "topology", "version"]),
    ].map { group, kind, path in
        KnownVersions(
            group: group, kind: kind, path: path, name: "kubernetes/kubernetes", datasource: "github-releases",
            versioning: "semver")
    }

    /// https://docs.k3s.io/helm
    private static func readHelmChart(_ resource: KubernetesResource, _ pins: PinBuilder) {
        guard let spec = resource.spec, let chart = spec["chart"]?.text, !chart.isEmpty else { return }
        if chart.hasPrefix("oci://"), let slash = chart.lastIndex(of: "/") {
            pins.addChart(
                String(chart[chart.index(after: slash)...]), version: spec["version"]?.scalar,
                repository: String(chart[..<slash]), offset: spec.fileOffset)
        } else if !chart.contains(bytes: "://") {
            let name = String(chart[(chart.lastIndex(of: "/").map(chart.index(after:)) ?? chart.startIndex)...])
            pins.addChart(
                name, version: spec["version"]?.scalar, repository: spec["repo"]?.text, offset: spec.fileOffset)
        }
        for root in spec["valuesContent"]?.embedded?.roots ?? [] { ImageWalker(pins: pins, place: .values).walk(root) }
    }

    /// A plan's version is the tag of its upgrade image, or of what that image installs.
    /// https://github.com/rancher/system-upgrade-controller
    private static func readPlan(_ resource: KubernetesResource, _ pins: PinBuilder) {
        guard let version = resource.spec?["version"]?.scalar, let image = resource.spec?["upgrade", "image"]?.text,
            let name = ImageText(image)?.name
        else { return }
        let known: [(String, String, DatasourceID)] = [
            ("k3s-upgrade", "k3s-io/k3s", "github-releases"), ("rke2-upgrade", "rancher/rke2", "github-releases"),
        ]
        if let (_, package, datasource) = known.first(where: { name.hasSuffix($0.0) }) {
            pins.add(
                pins.pin(package, version, datasource: datasource, versioning: "semver", depType: "custom-resource"))
        } else {
            pins.addImage(name: name, tag: version, depType: "custom-resource", unpinned: .ignore)
        }
    }

    /// `bundle: registry/name:tag`, and the `bundle` parameter of the bundles resolver.
    /// https://tekton.dev/docs/pipelines/bundle-resolver/
    private static func readBundles(_ node: YAMLNode, _ pins: PinBuilder, depth: Int) {
        guard depth < YAMLComposer.maximumDepth else { return }
        TektonResolvers.read(node, pins)
        if node["name"]?.reads("bundle") == true { pins.addImage(node["value"], depType: "bundle", unpinned: .ignore) }
        for (key, value) in node.entries {
            if key.reads("bundle"), value.isScalar { pins.addImage(value, depType: "bundle", unpinned: .ignore) }
            if !value.isScalar { readBundles(value, pins, depth: depth + 1) }
        }
        if node.isSequence {
            for child in node.children where !child.isScalar { readBundles(child, pins, depth: depth + 1) }
        }
    }
}
