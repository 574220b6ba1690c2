import Domain

/// Projects whose images, charts and providers are released together from one repository, or from a few of one project.
///
/// A group's presets are named as Renovate names its own (`group:ciliumMonorepo`); which projects there are, and where their source code
/// is, is our own list of what platforms run. Names of presets: https://docs.renovatebot.com/presets-group/
extension Preset {
    static let projectGroups: [Preset] =
        [
            Preset(
                name: "group:monorepos",
                text:
                    "a rule for each project of platforms that is released from one repository: its updates come together"
            ) { _, options in
                for (name, sources) in monorepos { group(name, sources, &options) }
            },
            Preset(
                name: "group:recommended",
                text: "a rule for each project of platforms that is released from several repositories at once",
                missing: "of this preset the groups of projects of platforms are supported by this version"
            ) { _, options in
                for (name, sources) in families { group(name, sources, &options) }
            },
        ]
        + monorepos.map { name, sources in
            Preset(name: "group:\(name)Monorepo", text: "a rule that groups what comes from the repository of \(name)")
            {
                group(name, sources, &$1)
            }
        }
        + families.map { name, sources in
            Preset(name: "group:\(name)", text: "a rule that groups what comes from the repositories of \(name)") {
                group(name, sources, &$1)
            }
        }

    private static func group(_ name: String, _ sources: [String], _ options: inout RepositoryOptions) {
        var rule = PackageRule()
        // Publishers write their address with and without the ending of Git.
        rule.matchSourceURLs = sources.flatMap { ["https://github.com/" + $0, "https://github.com/\($0).git"] }
        rule.groupName = name
        options.packageRules.append(rule)
    }

    /// One repository, several packages of the same version.
    private static let monorepos: [(name: String, sources: [String])] = [
        ("argo-cd", ["argoproj/argo-cd"]), ("argo-events", ["argoproj/argo-events"]),
        ("argo-rollouts", ["argoproj/argo-rollouts"]), ("argo-workflows", ["argoproj/argo-workflows"]),
        ("calico", ["projectcalico/calico"]), ("cert-manager", ["cert-manager/cert-manager"]),
        ("cilium", ["cilium/cilium"]), ("cloudnative-pg", ["cloudnative-pg/cloudnative-pg"]),
        ("cluster-api", ["kubernetes-sigs/cluster-api"]), ("crossplane", ["crossplane/crossplane"]),
        ("dapr", ["dapr/dapr"]), ("external-secrets", ["external-secrets/external-secrets"]),
        ("gatekeeper", ["open-policy-agent/gatekeeper"]), ("harbor", ["goharbor/harbor"]),
        ("ingress-nginx", ["kubernetes/ingress-nginx"]), ("istio", ["istio/istio"]),
        ("jaeger", ["jaegertracing/jaeger"]),
        ("karpenter", ["aws/karpenter-provider-aws"]), ("keda", ["kedacore/keda"]),
        ("kubernetes", ["kubernetes/kubernetes"]),
        ("kubevirt", ["kubevirt/kubevirt"]), ("kyverno", ["kyverno/kyverno"]), ("linkerd2", ["linkerd/linkerd2"]),
        ("loki", ["grafana/loki"]), ("longhorn", ["longhorn/longhorn"]), ("metallb", ["metallb/metallb"]),
        ("mimir", ["grafana/mimir"]),
        ("opentelemetry-collector", ["open-telemetry/opentelemetry-collector-releases"]),
        ("opentelemetry-operator", ["open-telemetry/opentelemetry-operator"]),
        ("prometheus-operator", ["prometheus-operator/prometheus-operator"]), ("rook", ["rook/rook"]),
        ("strimzi", ["strimzi/strimzi-kafka-operator"]), ("tektoncd-pipeline", ["tektoncd/pipeline"]),
        ("tempo", ["grafana/tempo"]), ("thanos", ["thanos-io/thanos"]), ("velero", ["vmware-tanzu/velero"]),
    ]

    /// Several repositories whose releases belong together.
    private static let families: [(name: String, sources: [String])] = [
        ("elastic", ["elastic/beats", "elastic/elasticsearch", "elastic/kibana", "elastic/logstash"]),
        (
            "flux",
            [
                "fluxcd/flux2", "fluxcd/helm-controller", "fluxcd/image-automation-controller",
                "fluxcd/image-reflector-controller", "fluxcd/kustomize-controller", "fluxcd/notification-controller",
                "fluxcd/source-controller",
            ]
        ),
        ("knative", ["knative/eventing", "knative/operator", "knative/serving"]),
        (
            "kubernetes-csi",
            [
                "kubernetes-csi/external-attacher", "kubernetes-csi/external-provisioner",
                "kubernetes-csi/external-resizer", "kubernetes-csi/external-snapshotter",
                "kubernetes-csi/livenessprobe", "kubernetes-csi/node-driver-registrar",
            ]
        ),
        (
            "longhorn-parts",
            [
                "longhorn/backing-image-manager", "longhorn/longhorn-engine", "longhorn/longhorn-instance-manager",
                "longhorn/longhorn-manager", "longhorn/longhorn-share-manager", "longhorn/longhorn-ui",
            ]
        ),
        ("opensearch", ["opensearch-project/OpenSearch", "opensearch-project/OpenSearch-Dashboards"]),
    ]
}
