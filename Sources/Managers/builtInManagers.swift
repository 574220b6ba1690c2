public import Domain

/// Every manager. Where two report the same bytes, the earlier one counts.
public let builtInManagers: [any Manager.Type] = [
    Dockerfile.self,
    DockerCompose.self,
    GitLabCI.self,
    Kustomize.self,
    HelmChart.self,
    Helmfile.self,
    Fleet.self,
    JsonnetBundler.self,
    Vendir.self,
    Helmsman.self,
    Sveltos.self,
    DevSpace.self,
    VCluster.self,
    Skaffold.self,
    Talos.self,
    Kubernetes.self,
    HelmValues.self,
    Flux.self,
    ArgoCD.self,
]
