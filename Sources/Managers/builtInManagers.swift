public import Domain

/// Every manager. Where two report the same bytes, the earlier one counts.
public let builtInManagers: [any Manager.Type] = [
    Dockerfile.self,
    GitHubActionsFiles.self,
    AzurePipelines.self,
    Woodpecker.self,
    Drone.self,
    CircleCI.self,
    BitbucketPipelines.self,
    Buildkite.self,
    CloudBuild.self,
    Devcontainer.self,
    PreCommit.self,
    RenovateConfig.self,
    Devbox.self,
    DockerCompose.self,
    GitLabCI.self,
    Kustomize.self,
    HelmChart.self,
    Kubernetes.self,
    HelmValues.self,
    Flux.self,
    ArgoCD.self,
]
