public import Domain

/// Every manager. Where two report the same bytes, the earlier one knows more about them.
public let builtInManagers: [any Manager.Type] = [
    ArgoCD.self,
    Flux.self,
    Kustomize.self,
    HelmChart.self,
    DockerCompose.self,
    GitLabCI.self,
    Dockerfile.self,
    Kubernetes.self,
    HelmValues.self,
]
