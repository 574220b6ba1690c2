public import Domain

/// Every manager. Where two report the same bytes, the earlier one counts.
public let builtInManagers: [any Manager.Type] = [
    Dockerfile.self,
    DockerCompose.self,
    GitLabCI.self,
    Kustomize.self,
    HelmChart.self,
    Kubernetes.self,
    HelmValues.self,
    Flux.self,
    ArgoCD.self,
    Terraform.self,
    Terragrunt.self,
    TFLintPlugin.self,
    TerraformVersion.self,
    TerragruntVersion.self,
    OpenTofuVersion.self,
]
