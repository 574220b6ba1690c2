import Domain

/// The rows; each follows the vendor's reference of that kind.
extension KnownVersions {
    /// Sources: https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s, https://strimzi.io/docs/operators/latest/configuring,
    /// https://docs.percona.com/percona-operator-for-mysql/pxc/operator.html, https://operator.docs.scylladb.com/stable/reference/api/,
    /// https://opensearch.org/docs/latest/install-and-configure/install-opensearch/operator/,
    /// https://docs.pingcap.com/tidb-in-kubernetes/stable/configure-a-tidb-cluster,
    /// https://postgres-operator.readthedocs.io/en/latest/reference/cluster_manifest/
    static let databases: [KnownVersion] =
        [
            ("Elasticsearch", "elasticsearch/elasticsearch"), ("Kibana", "kibana/kibana"),
            ("ApmServer", "apm/apm-server"), ("EnterpriseSearch", "enterprise-search/enterprise-search"),
            ("Logstash", "logstash/logstash"), ("Agent", "beats/elastic-agent"),
            ("ElasticMapsServer", "elastic-maps-service/elastic-maps-server"),
        ].map { .image("k8s.elastic.co", $0, "spec.version", "docker.elastic.co/" + $1) } + [
            kafka("Kafka", "spec.kafka.version"), kafka("KafkaConnect", "spec.version"),
            kafka("KafkaMirrorMaker", "spec.version"), kafka("KafkaMirrorMaker2", "spec.version"),
            .image("pingcap.com", "TidbCluster", "spec.version", "pingcap/tidb"),
            .image(
                "k8ssandra.io", "K8ssandraCluster", "spec.cassandra.serverVersion", "k8ssandra/cass-management-api"),
            .image(
                "cassandra.datastax.com", "CassandraDatacenter", "spec.serverVersion", "k8ssandra/cass-management-api"),
            .image("opensearch.opster.io", "OpenSearchCluster", "spec.general.version", "opensearchproject/opensearch"),
            .image(
                "opensearch.opster.io", "OpenSearchCluster", "spec.dashboards.version",
                "opensearchproject/opensearch-dashboards"),
            .image("scylla.scylladb.com", "ScyllaCluster", "spec.version", "scylladb/scylla"),
            .image("scylla.scylladb.com", "ScyllaCluster", "spec.agentVersion", "scylladb/scylla-manager-agent"),
            .image("crdb.cockroachlabs.com", "CrdbCluster", "spec.cockroachDBVersion", "cockroachdb/cockroach"),
            .image("mongodbcommunity.mongodb.com", "MongoDBCommunity", "spec.version", "mongo"),
            .image("acid.zalan.do", "postgresql", "spec.postgresql.version", "postgres"),
            .image("postgres-operator.crunchydata.com", "PostgresCluster", "spec.postgresVersion", "postgres"),
            .image("infinispan.org", "Infinispan", "spec.version", "quay.io/infinispan/server"),
            .image("temporal.io", "TemporalCluster", "spec.version", "temporalio/server"),
            .release(
                "pxc.percona.com", "PerconaXtraDBCluster", "spec.crVersion", "percona/percona-xtradb-cluster-operator"),
            .release(
                "psmdb.percona.com", "PerconaServerMongoDB", "spec.crVersion",
                "percona/percona-server-mongodb-operator"),
            .release(
                "pgv2.percona.com", "PerconaPGCluster", "spec.crVersion", "percona/percona-postgresql-operator"),
            .release("ps.percona.com", "PerconaServerMySQL", "spec.crVersion", "percona/percona-server-mysql-operator"),
        ]

    private static func kafka(_ kind: String, _ path: String) -> KnownVersion {
        var row = KnownVersion.release("kafka.strimzi.io", kind, path, "apache/kafka", versioning: "semver-coerced")
        row.datasource = "github-tags"
        return row
    }

    /// Sources: https://prometheus-operator.dev/docs/api-reference/api/, https://grafana.github.io/grafana-operator/docs/api/,
    /// https://docs.victoriametrics.com/operator/api/
    static let observability: [KnownVersion] =
        [
            ("Prometheus", "quay.io/prometheus/prometheus"), ("PrometheusAgent", "quay.io/prometheus/prometheus"),
            ("Alertmanager", "quay.io/prometheus/alertmanager"), ("ThanosRuler", "quay.io/thanos/thanos"),
        ].map { .image("monitoring.coreos.com", $0, "spec.version", $1) }
        + [
            ("VMSingle", "victoriametrics/victoria-metrics"), ("VMAgent", "victoriametrics/vmagent"),
            ("VMAlert", "victoriametrics/vmalert"), ("VMAuth", "victoriametrics/vmauth"),
            ("VMAlertmanager", "prom/alertmanager"), ("VMAnomaly", "victoriametrics/vmanomaly"),
            ("VLSingle", "victoriametrics/victoria-logs"), ("VLogs", "victoriametrics/victoria-logs"),
            ("VLAgent", "victoriametrics/vlagent"), ("VTSingle", "victoriametrics/victoria-traces"),
        ].map { .image("operator.victoriametrics.com", $0, "spec.image.tag", $1) }
        + [
            ("VMCluster", "vmstorage", "vmstorage"), ("VMCluster", "vmselect", "vmselect"),
            ("VMCluster", "vminsert", "vminsert"), ("VLCluster", "vlstorage", "victoria-logs"),
            ("VLCluster", "vlselect", "victoria-logs"), ("VLCluster", "vlinsert", "victoria-logs"),
            ("VTCluster", "vtstorage", "victoria-traces"), ("VTCluster", "vtselect", "victoria-traces"),
            ("VTCluster", "vtinsert", "victoria-traces"),
        ].map { .image("operator.victoriametrics.com", $0, "spec.\($1).image.tag", "victoriametrics/" + $2) }
        + [
            .image("operator.victoriametrics.com", "VMCluster", "spec.clusterVersion", "victoriametrics/vmstorage"),
            .image("operator.victoriametrics.com", "VLCluster", "spec.clusterVersion", "victoriametrics/victoria-logs"),
            .image(
                "operator.victoriametrics.com", "VTCluster", "spec.clusterVersion", "victoriametrics/victoria-traces"),
            .image("grafana.integreatly.org", "Grafana", "spec.version", "grafana/grafana"),
        ]

    /// Sources: https://cluster-api.sigs.k8s.io/reference/api/crd-reference, https://docs.k0sproject.io/stable/k0sctl-install/,
    /// https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/, https://kops.sigs.k8s.io/cluster_spec/,
    /// https://eksctl.io/usage/schema/, https://gardener.cloud/docs/gardener/api-reference/core/
    static let clusters: [KnownVersion] =
        [
            ("controlplane.cluster.x-k8s.io", "KubeadmControlPlane", "spec.version"),
            ("controlplane.cluster.x-k8s.io", "TalosControlPlane", "spec.version"),
            ("controlplane.cluster.x-k8s.io", "MicroK8sControlPlane", "spec.version"),
            ("cluster.x-k8s.io", "MachineDeployment", "spec.template.spec.version"),
            ("cluster.x-k8s.io", "MachineSet", "spec.template.spec.version"),
            ("cluster.x-k8s.io", "MachinePool", "spec.template.spec.version"),
            ("cluster.x-k8s.io", "Machine", "spec.version"), ("cluster.x-k8s.io", "Cluster", "spec.topology.version"),
            ("kubeadm.k8s.io", "ClusterConfiguration", "kubernetesVersion"),
            ("kops.k8s.io", "Cluster", "spec.kubernetesVersion"),
            ("core.gardener.cloud", "Shoot", "spec.kubernetes.version"),
            ("kubeone.k8c.io", "KubeOneCluster", "versions.kubernetes"),
            ("kubekey.kubesphere.io", "Cluster", "spec.kubernetes.version"),
        ].map { .release($0, $1, $2, "kubernetes/kubernetes") } + [
            .release("controlplane.cluster.x-k8s.io", "RKE2ControlPlane", "spec.version", "rancher/rke2"),
            .release("controlplane.cluster.x-k8s.io", "RKE2ControlPlane", "spec.agentConfig.version", "rancher/rke2"),
            .release("controlplane.cluster.x-k8s.io", "KThreesControlPlane", "spec.version", "k3s-io/k3s"),
            .release("controlplane.cluster.x-k8s.io", "K0sControlPlane", "spec.version", "k0sproject/k0s"),
            .release("k0sctl.k0sproject.io", "Cluster", "spec.k0s.version", "k0sproject/k0s"),
            KnownVersion(
                group: "eksctl.io", kind: "ClusterConfig", path: ["metadata", "version"], name: "amazon-eks",
                datasource: "endoflife-date", versioning: "loose"),
        ]

    /// Sources: https://github.com/istio-ecosystem/sail-operator, https://knative.dev/docs/install/operator/configuring-serving-cr/,
    /// https://kubevirt.io/api-reference/main/definitions.html, https://fluxoperator.dev/docs/crd/fluxinstance/
    static let platform: [KnownVersion] = [
        .release("sailoperator.io", "Istio", "spec.version", "istio/istio", versioning: "semver-coerced"),
        .release("sailoperator.io", "IstioCNI", "spec.version", "istio/istio", versioning: "semver-coerced"),
        .release("sailoperator.io", "ZTunnel", "spec.version", "istio/istio", versioning: "semver-coerced"),
        .release(
            "operator.knative.dev", "KnativeServing", "spec.version", "knative/serving", versioning: "semver-coerced",
            extract: "^knative-(?<version>.+)$"),
        .release(
            "operator.knative.dev", "KnativeEventing", "spec.version", "knative/eventing",
            versioning: "semver-coerced", extract: "^knative-(?<version>.+)$"),
        .image("kubevirt.io", "KubeVirt", "spec.imageTag", "quay.io/kubevirt/virt-operator"),
        .release(
            "fluxcd.controlplane.io", "FluxInstance", "spec.distribution.version", "fluxcd/flux2", versioning: "helm"),
        .release("operator.cluster.x-k8s.io", "CoreProvider", "spec.version", "kubernetes-sigs/cluster-api"),
    ]
}
