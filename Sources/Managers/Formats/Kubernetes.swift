public import Domain

/// Images and versions of Kubernetes resources.
///
/// **Files**: any YAML or JSON with `apiVersion` and `kind`, whatever it is called and wherever it lies; the items of a `List`,
/// resources inside of others (policies, compositions), and resources written inside the data of a ConfigMap too. Templates (Helm, Go, Jinja) are hidden before reading;
/// a document that still is no YAML is read line by line, for images only.
///
/// **Fields**: `image` of containers, init and ephemeral containers, and OCI image volumes, wherever a pod or its template
/// stands; in all resources any field called `image`, or ending so, that holds a reference with a tag or digest, and
/// `repository` with `tag`; variables called `..._IMAGE` and arguments such as `--reloader=registry/name:tag`;
/// and the version fields of well-known custom resources: databases (ECK, Strimzi, Confluent, Percona, TiDB, Cassandra,
/// OpenSearch, ScyllaDB, Zalando and Crunchy PostgreSQL, MongoDB, KubeDB, Solr, ...), monitoring (Prometheus operator, Grafana,
/// VictoriaMetrics), clusters (Cluster API and its operator, kubeadm, k0s, k3s, RKE2, Talos, Kamaji, kOps, Gardener, EKS, AKS,
/// system-upgrade-controller), and platforms (Crossplane packages, Tekton bundles and resolvers, Kargo warehouses, k3s
/// HelmCharts, Istio, Knative, KubeVirt, Flux operator, Argo CD operator, GitLab operator, kapp-controller, NVIDIA operators,
/// OpenShift's image streams and builds, lists of what to mirror for oc-mirror and Hauler); more can be named in settings.
///
/// **Skipped, with a reason**: containers whose image has no tag and digest (`unspecified-version`), images with variables
/// (`contains-variable`), operators from catalogs of OLM, releases of OpenShift, dashboards of grafana.com and tasks of
/// Tekton's hub (`unsupported-datasource`), apps of Giant Swarm's catalogs (`unknown-registry`).
/// CustomResourceDefinitions are not looked into; resources that Argo CD, Flux and Kustomize read are left to those managers.
/// Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
public struct Kubernetes: Manager {
    public static let id: ManagerID = "kubernetes"
    public static let summary = "Images and versions in any YAML with apiVersion and kind"
    public static let filePatterns: [String] = []
    public static let datasources: [DatasourceID] = [
        "docker", "endoflife-date", "git-tags", "github-releases", "github-tags", "gitlab-tags", "grafana-dashboards",
        "helm", "olm", "openshift-release", "tekton-hub",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        let traits = file.traits
        return traits.mentionsKind
            && (traits.mentionsImage || KnownVersions.mayBeIn(file))
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for resource in file.resources.all { read(resource, pins) }
        for resource in file.nestedResources.all where !isLeftToOthers(resource) { KnownVersions.read(resource, pins) }
        for failure in file.yaml.failures { LineReader(pins: pins).read(failure.range) }
        return pins.extraction
    }

    private func read(_ resource: KubernetesResource, _ pins: PinBuilder) {
        guard !isLeftToOthers(resource) else { return }
        KnownVersions.read(resource, pins)
        for (key, value) in resource.node.entries {
            if key.reads("data") || key.reads("stringData") {
                for entry in value.entries {
                    readText(entry.value, pins)
                    readSetting(entry.key, entry.value, pins)
                }
            } else if !key.reads("metadata"), !key.reads("status") {
                readArguments(value, pins, depth: 0)
            }
        }
        ImageWalker(pins: pins, place: .resource).walk(resource: resource.node)
    }

    public func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        ValuesLayer.resolve(dependency, with: facts)
    }

    private func isLeftToOthers(_ resource: KubernetesResource) -> Bool {
        if resource.kind == "CustomResourceDefinition" { return true }
        if resource.isIn("toolkit.fluxcd.io") || resource.group == "kustomize.config.k8s.io" { return true }
        return resource.group == "argoproj.io" && (resource.kind == "Application" || resource.kind == "ApplicationSet")
    }

    /// `WORKER_IMAGE: registry.example.com/worker:1.2.3`, as programs that start containers take it from a ConfigMap.
    private func readSetting(_ key: YAMLNode, _ value: YAMLNode, _ pins: PinBuilder) {
        guard key.ends(caseless: "image"), value.isScalar, value.range.count < 512, let text = value.text,
            text.contains(bytes: "/"), let image = ImageReference(text), let tag = image.tag,
            tag.contains(where: \.isNumber)
        else { return }
        pins.addImage(value, depType: "env", unpinned: .ignore)
    }

    /// Resources in the text of a ConfigMap, such as the template of a helper pod.
    private func readText(_ node: YAMLNode, _ pins: PinBuilder) {
        let bytes = node.stream.bytes
        guard node.isScalar, node.style != .plain, node.range.count < 1_000_000,
            ByteText.firstIndex(of: "mage", in: bytes, from: node.range.lowerBound, rare: 2).map({
                $0 < node.range.upperBound
            })
                == true, let inner = node.embedded
        else { return }
        let resources = KubernetesResources(inner.roots)
        for resource in resources.all { read(resource, pins) }
        for other in resources.others { ImageWalker(pins: pins, place: .unknown).walk(other) }
    }

    /// `--sidecar-image=registry.example.com/name:1.2.3` in the arguments of a container.
    private func readArguments(_ node: YAMLNode, _ pins: PinBuilder, depth: Int) {
        let isSequence = node.isSequence
        node.forEachChild { index, child in
            if child.kind == .scalar {
                guard isSequence, child.end - child.start > 4,
                    node.stream.bytes[Int(child.start)] == UInt8(ascii: "-")
                else { return }
                readArgument(YAMLNode(stream: node.stream, index: index), pins)
            } else if depth < YAMLComposer.maximumDepth {
                readArguments(YAMLNode(stream: node.stream, index: index), pins, depth: depth + 1)
            }
        }
    }

    private func readArgument(_ node: YAMLNode, _ pins: PinBuilder) {
        let bytes = node.stream.bytes[node.range]
        guard bytes.starts(with: "--".utf8), bytes.count < 512, let equals = bytes.firstIndex(of: UInt8(ascii: "=")),
            bytes[equals...].contains(UInt8(ascii: "/")), let scalar = node.scalar,
            let start = scalar.text.utf8.firstIndex(of: UInt8(ascii: "="))
        else { return }
        let offset = scalar.text.utf8.distance(from: scalar.text.utf8.startIndex, to: start) + 1
        let value = scalar.part(offset..<scalar.text.utf8.count)
        guard let image = ImageReference(value.text),
            image.name.split(separator: "/").first?.contains(bytes: ".") == true,
            let tag = image.tag, tag.contains(bytes: "."), tag.contains(where: \.isNumber)
        else { return }
        pins.addImage(value, depType: "argument", unpinned: .ignore)
    }
}
