public import Domain

/// API versions of the kinds that come with Kubernetes, from a table in this program.
///
/// - Names: the kind, such as `Ingress`. Versions: `group/version` as manifests write it, or `v1` of the core group.
/// - Only kinds that moved from one API version to another are in the table, with every version that a release of
///   Kubernetes has served; so a manifest with an old one is moved to the newest stable one.
/// - Of a kind that two groups share (`Event`, `Ingress`) all versions stand together, in the order of the moves.
/// - A kind that is not in the table, such as one of a custom resource, is an error, not "nothing newer".
/// - Requests: none.
///
/// Source: https://kubernetes.io/docs/reference/using-api/deprecation-guide/ (Kubernetes 1.16 to 1.32).
public struct KubernetesAPI: BuiltInDatasource {
    public static let id: DatasourceID = "kubernetes-api"
    public static let summary = "API versions of the kinds of Kubernetes, from a built-in table"
    public static let defaultVersioning: VersioningID = "kubernetes-api"
    public static let defaultRegistryURLs: [String] = []

    public init(_ context: DatasourceContext) {}

    public func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList {
        guard let versions = Self.table[package.name] else {
            throw LookupError(.notFound, "the table of Kubernetes' own kinds has no \(package.name)")
        }
        return ReleaseList(
            releases: versions.map { Release(version: $0) }, registryURL: "https://kubernetes.io",
            sourceURL: "https://github.com/kubernetes/kubernetes",
            homepageURL: "https://kubernetes.io/docs/reference/using-api/deprecation-guide/")
    }

    private static let workloads = ["extensions/v1beta1", "apps/v1beta1", "apps/v1beta2", "apps/v1"]
    private static let rbac = [
        "rbac.authorization.k8s.io/v1alpha1", "rbac.authorization.k8s.io/v1beta1", "rbac.authorization.k8s.io/v1",
    ]
    private static let batch = ["batch/v2alpha1", "batch/v1beta1", "batch/v1"]
    private static let admission = ["admissionregistration.k8s.io/v1beta1", "admissionregistration.k8s.io/v1"]
    private static let admissionPolicy = [
        "admissionregistration.k8s.io/v1alpha1", "admissionregistration.k8s.io/v1beta1",
        "admissionregistration.k8s.io/v1",
    ]
    private static let flowControl = (["v1alpha1", "v1beta1", "v1beta2", "v1beta3", "v1"])
        .map { "flowcontrol.apiserver.k8s.io/" + $0 }

    /// Oldest first.
    static let table: [String: [String]] = [
        "APIService": ["apiregistration.k8s.io/v1beta1", "apiregistration.k8s.io/v1"],
        "CertificateSigningRequest": ["certificates.k8s.io/v1beta1", "certificates.k8s.io/v1"],
        "ClusterRole": rbac,
        "ClusterRoleBinding": rbac,
        "ControllerRevision": ["apps/v1beta1", "apps/v1beta2", "apps/v1"],
        "CronJob": batch,
        "CSIDriver": ["storage.k8s.io/v1beta1", "storage.k8s.io/v1"],
        "CSINode": ["storage.k8s.io/v1beta1", "storage.k8s.io/v1"],
        "CSIStorageCapacity": ["storage.k8s.io/v1alpha1", "storage.k8s.io/v1beta1", "storage.k8s.io/v1"],
        "CustomResourceDefinition": ["apiextensions.k8s.io/v1beta1", "apiextensions.k8s.io/v1"],
        "DaemonSet": ["extensions/v1beta1", "apps/v1beta2", "apps/v1"],
        "Deployment": workloads,
        "EndpointSlice": ["discovery.k8s.io/v1alpha1", "discovery.k8s.io/v1beta1", "discovery.k8s.io/v1"],
        "Event": ["events.k8s.io/v1beta1", "events.k8s.io/v1"],
        "FlowSchema": flowControl,
        "HorizontalPodAutoscaler": [
            "autoscaling/v2beta1", "autoscaling/v2beta2", "autoscaling/v1", "autoscaling/v2",
        ],
        "Ingress": ["extensions/v1beta1", "networking.k8s.io/v1beta1", "networking.k8s.io/v1"],
        "IngressClass": ["networking.k8s.io/v1beta1", "networking.k8s.io/v1"],
        "Lease": ["coordination.k8s.io/v1beta1", "coordination.k8s.io/v1"],
        "LocalSubjectAccessReview": ["authorization.k8s.io/v1beta1", "authorization.k8s.io/v1"],
        "MutatingWebhookConfiguration": admission,
        "NetworkPolicy": ["extensions/v1beta1", "networking.k8s.io/v1"],
        "PodDisruptionBudget": ["policy/v1beta1", "policy/v1"],
        "PodSecurityPolicy": ["extensions/v1beta1", "policy/v1beta1"],
        "PriorityClass": ["scheduling.k8s.io/v1alpha1", "scheduling.k8s.io/v1beta1", "scheduling.k8s.io/v1"],
        "PriorityLevelConfiguration": flowControl,
        "ReplicaSet": ["extensions/v1beta1", "apps/v1beta2", "apps/v1"],
        "Role": rbac,
        "RoleBinding": rbac,
        "RuntimeClass": ["node.k8s.io/v1alpha1", "node.k8s.io/v1beta1", "node.k8s.io/v1"],
        "SelfSubjectAccessReview": ["authorization.k8s.io/v1beta1", "authorization.k8s.io/v1"],
        "SelfSubjectReview": [
            "authentication.k8s.io/v1alpha1", "authentication.k8s.io/v1beta1", "authentication.k8s.io/v1",
        ],
        "StatefulSet": ["apps/v1beta1", "apps/v1beta2", "apps/v1"],
        "StorageClass": ["storage.k8s.io/v1beta1", "storage.k8s.io/v1"],
        "SubjectAccessReview": ["authorization.k8s.io/v1beta1", "authorization.k8s.io/v1"],
        "TokenReview": ["authentication.k8s.io/v1beta1", "authentication.k8s.io/v1"],
        "ValidatingAdmissionPolicy": admissionPolicy,
        "ValidatingAdmissionPolicyBinding": admissionPolicy,
        "ValidatingWebhookConfiguration": admission,
        "VolumeAttachment": ["storage.k8s.io/v1alpha1", "storage.k8s.io/v1beta1", "storage.k8s.io/v1"],
    ]
}
