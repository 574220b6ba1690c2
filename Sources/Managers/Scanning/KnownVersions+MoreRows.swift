import Domain

/// More rows; each follows the vendor's reference of that kind.
extension KnownVersions {
    /// Sources: https://www.mongodb.com/docs/kubernetes-operator/current/reference/, https://kubedb.com/docs/latest/guides/,
    /// https://dev.mysql.com/doc/mysql-operator/en/, https://stackgres.io/doc/latest/reference/crd/sgcluster/,
    /// https://apache.github.io/solr-operator/docs/, https://docs.hazelcast.com/operator/latest/
    static let moreDatabases: [KnownVersion] =
        [
            ("Postgres", "postgres"), ("MySQL", "mysql"), ("MariaDB", "mariadb"), ("MongoDB", "mongo"),
            ("Redis", "redis"),
            ("Memcached", "memcached"), ("RabbitMQ", "rabbitmq"), ("Kafka", "apache/kafka"),
        ].map { .image("kubedb.com", $0, "spec.version", $1) } + [
            .image("mongodb.com", "MongoDB", "spec.version", "mongodb/mongodb-enterprise-server"),
            .image(
                "mongodb.com", "MongoDBOpsManager", "spec.version", "quay.io/mongodb/mongodb-enterprise-ops-manager"),
            .image(
                "mongodb.com", "MongoDBOpsManager", "spec.applicationDatabase.version",
                "mongodb/mongodb-enterprise-server"),
            .image(
                "mysql.oracle.com", "InnoDBCluster", "spec.version",
                "container-registry.oracle.com/mysql/community-server"),
            .image("stackgres.io", "SGCluster", "spec.postgres.version", "postgres"),
            .image("solr.apache.org", "SolrCloud", "spec.solrImage.tag", "solr"),
            .image("solr.apache.org", "SolrPrometheusExporter", "spec.image.tag", "solr"),
            .image("hazelcast.com", "Hazelcast", "spec.version", "hazelcast/hazelcast"),
            .image("hazelcast.com", "ManagementCenter", "spec.version", "hazelcast/management-center"),
            .image("etcd.database.coreos.com", "EtcdCluster", "spec.version", "quay.io/coreos/etcd"),
            .image("operator.etcd.io", "EtcdCluster", "spec.version", "gcr.io/etcd-development/etcd"),
            .image(
                "app.redislabs.com", "RedisEnterpriseCluster", "spec.redisEnterpriseImageSpec.versionTag",
                "redislabs/redis"),
            .image(
                "k8s.elastic.co", "PackageRegistry", "spec.version", "docker.elastic.co/package-registry/distribution"),
        ]

    /// Clusters of clouds, and those that run as pods: what a cloud offers is told by the ends of life of its versions.
    ///
    /// Sources: https://cluster-api-aws.sigs.k8s.io/topics/eks/, https://capz.sigs.k8s.io/managed/managedcluster,
    /// https://marketplace.upbound.io/providers/upbound/provider-aws-eks, https://anywhere.eks.amazonaws.com/docs/,
    /// https://kamaji.clastix.io/reference/api/, https://docs.k0smotron.io/stable/resource-reference/,
    /// https://github.com/rancher/k3k, https://github.com/home-operations/tuppr
    static let cloudClusters: [KnownVersion] =
        [
            ("controlplane.cluster.x-k8s.io", "AWSManagedControlPlane", "spec.version", "amazon-eks"),
            ("eks.aws.upbound.io", "Cluster", "spec.forProvider.version", "amazon-eks"),
            ("eks.aws.m.upbound.io", "Cluster", "spec.forProvider.version", "amazon-eks"),
            ("eks.aws.crossplane.io", "Cluster", "spec.forProvider.version", "amazon-eks"),
            ("eks.services.k8s.aws", "Cluster", "spec.version", "amazon-eks"),
            ("anywhere.eks.amazonaws.com", "Cluster", "spec.kubernetesVersion", "amazon-eks"),
            (
                "infrastructure.cluster.x-k8s.io", "AzureManagedControlPlane", "spec.version",
                "azure-kubernetes-service"
            ),
            (
                "containerservice.azure.upbound.io", "KubernetesCluster", "spec.forProvider.kubernetesVersion",
                "azure-kubernetes-service"
            ),
            (
                "container.gcp.upbound.io", "Cluster", "spec.forProvider.minMasterVersion",
                "google-kubernetes-engine"
            ),
        ].map { group, kind, path, product in
            KnownVersion(
                group: group, kind: kind, path: path.split(separator: ".").map(String.init), name: product,
                datasource: "endoflife-date", versioning: "loose")
        }
        + [
            ("kamaji.clastix.io", "TenantControlPlane", "spec.kubernetes.version"),
            ("controlplane.cluster.x-k8s.io", "KamajiControlPlane", "spec.version"),
            ("tuppr.home-operations.com", "KubernetesUpgrade", "spec.kubernetes.version"),
            (
                "bootstrap.cluster.x-k8s.io", "KubeadmConfigTemplate",
                "spec.template.spec.clusterConfiguration.kubernetesVersion"
            ),
        ].map { .release($0, $1, $2, "kubernetes/kubernetes") } + [
            .release("tuppr.home-operations.com", "TalosUpgrade", "spec.talos.version", "siderolabs/talos"),
            .release(
                "controlplane.cluster.x-k8s.io", "TalosControlPlane",
                "spec.controlPlaneConfig.controlplane.talosVersion",
                "siderolabs/talos", versioning: "semver-coerced"),
            .release(
                "bootstrap.cluster.x-k8s.io", "TalosConfigTemplate", "spec.template.spec.talosVersion",
                "siderolabs/talos",
                versioning: "semver-coerced"),
            .release(
                "bootstrap.cluster.x-k8s.io", "RKE2ConfigTemplate", "spec.template.spec.agentConfig.version",
                "rancher/rke2"),
            .release("bootstrap.cluster.x-k8s.io", "K0sWorkerConfig", "spec.version", "k0sproject/k0s"),
            .release(
                "bootstrap.cluster.x-k8s.io", "K0sWorkerConfigTemplate", "spec.template.spec.version", "k0sproject/k0s"),
            .image("k0smotron.io", "Cluster", "spec.version", "k0sproject/k0s"),
            .image("controlplane.cluster.x-k8s.io", "K0smotronControlPlane", "spec.version", "k0sproject/k0s"),
            .image("k3k.io", "Cluster", "spec.version", "rancher/k3s"),
            .image("kubeadm.k8s.io", "ClusterConfiguration", "dns.imageTag", "registry.k8s.io/coredns/coredns"),
            .image("kubeadm.k8s.io", "ClusterConfiguration", "etcd.local.imageTag", "registry.k8s.io/etcd"),
        ]

    /// Sources: https://docs.gitlab.com/operator/, https://docs.mattermost.com/deployment-guide/server/deploy-kubernetes.html,
    /// https://ansible.readthedocs.io/projects/awx-operator/en/latest/, https://docs.ray.io/en/latest/cluster/kubernetes/,
    /// https://github.com/kubeflow/spark-operator, https://docs.embeddedcluster.com
    static let tools: [KnownVersion] = [
        KnownVersion(
            group: "apps.gitlab.com", kind: "GitLab", path: ["spec", "chart", "version"], name: "gitlab",
            datasource: "helm", versioning: "helm", registryURLs: ["https://charts.gitlab.io"]),
        .image("installation.mattermost.com", "Mattermost", "spec.version", "mattermost/mattermost-enterprise-edition"),
        .image("awx.ansible.com", "AWX", "spec.image_version", "quay.io/ansible/awx"),
        .image("eda.ansible.com", "EDA", "spec.image_version", "quay.io/ansible/eda-server"),
        .release("ray.io", "RayCluster", "spec.rayVersion", "ray-project/ray", extract: "^ray-(?<version>.+)$"),
        .release(
            "ray.io", "RayService", "spec.rayClusterConfig.rayVersion", "ray-project/ray",
            extract: "^ray-(?<version>.+)$"),
        .release(
            "ray.io", "RayJob", "spec.rayClusterSpec.rayVersion", "ray-project/ray", extract: "^ray-(?<version>.+)$"),
        .image("sparkoperator.k8s.io", "SparkApplication", "spec.sparkVersion", "apache/spark"),
        .image("sparkoperator.k8s.io", "ScheduledSparkApplication", "spec.template.sparkVersion", "apache/spark"),
        .release(
            "embeddedcluster.replicated.com", "Config", "spec.version", "replicatedhq/embedded-cluster"),
    ]
}
