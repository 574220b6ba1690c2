public import Domain

/// Every manager. Where two report the same bytes, the earlier one counts.
public let builtInManagers: [any Manager.Type] = [
    CommentHints.self,
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
    Ansible.self,
    HelmValues.self,
    Flux.self,
    ArgoCD.self,
    Mise.self,
    Asdf.self,
    VersionFile.self,
    AnsibleGalaxy.self,
    Quadlet.self,
    Talos.self,
]

/// The managers that settings make; they find nothing without rules.
public let settingsManagers: [any Manager.Type] = [CustomRegex.self, CustomJSONPath.self]
