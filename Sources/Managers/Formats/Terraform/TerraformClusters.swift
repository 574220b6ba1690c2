import Domain

/// Versions of Kubernetes that resources and modules of clouds ask for.
///
/// Sources: https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eks_cluster#version,
/// https://registry.terraform.io/providers/hashicorp/azurerm/latest/docs/resources/kubernetes_cluster#kubernetes_version,
/// https://registry.terraform.io/providers/hashicorp/google/latest/docs/resources/container_cluster#min_master_version,
/// https://registry.terraform.io/providers/siderolabs/talos/latest/docs/data-sources/machine_configuration
enum TerraformClusters {
    /// What one field holds.
    struct Field {
        let key: StaticString
        /// A product of endoflife.date, or a repository at GitHub when it holds a slash.
        let package: String
    }

    static let resources: [String: [Field]] = [
        "aws_eks_cluster": [Field(key: "version", package: "amazon-eks")],
        "aws_eks_node_group": [Field(key: "version", package: "amazon-eks")],
        "azurerm_kubernetes_cluster": [
            Field(key: "kubernetes_version", package: "azure-kubernetes-service"),
            Field(key: "orchestrator_version", package: "azure-kubernetes-service"),
        ],
        "azurerm_kubernetes_cluster_node_pool": [
            Field(key: "orchestrator_version", package: "azure-kubernetes-service")
        ],
        "google_container_cluster": [
            Field(key: "min_master_version", package: "google-kubernetes-engine"),
            Field(key: "node_version", package: "google-kubernetes-engine"),
        ],
        "google_container_node_pool": [Field(key: "version", package: "google-kubernetes-engine")],
        "talos_machine_configuration": [
            Field(key: "kubernetes_version", package: "kubernetes/kubernetes"),
            Field(key: "talos_version", package: "siderolabs/talos"),
        ],
    ]

    /// By the path of the module in the registry.
    static let modules: [String: [Field]] = [
        "terraform-aws-modules/eks/aws": [
            Field(key: "cluster_version", package: "amazon-eks"),
            Field(key: "kubernetes_version", package: "amazon-eks"),
        ]
    ]

    /// The pin that a field makes; its reason tells why a version cannot be moved.
    static func pin(_ field: Field, _ value: YAMLScalar, _ depType: String, _ pins: PinBuilder) -> Dependency {
        if field.package.contains(bytes: "/") {
            var pin = pins.pin(
                field.package, value, datasource: "github-releases", versioning: "semver-coerced", depType: depType)
            if !value.text.hasPrefix("v") { pin.extractVersion = "^v(?<version>.+)$" }
            return pin
        }
        var pin = pins.pin(field.package, value, datasource: "endoflife-date", versioning: "loose", depType: depType)
        pin.skipReason = pin.skipReason ?? reason(value.text)
        return pin
    }

    /// Clouds release patches and builds of their own, which no datasource lists: only `1.30` can be moved.
    static func reason(_ version: String) -> SkipReason? {
        version.split(separator: ".").count == 2 && version.allSatisfy(isDigitOrDot) ? nil : .unsupportedDatasource
    }

    private static func isDigitOrDot(_ character: Character) -> Bool { character == "." || character.isNumber }
}
