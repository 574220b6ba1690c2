import Domain

/// What kinds of things a manager is about, as `matchCategories` names them; empty when nothing is known.
///
/// Source: https://docs.renovatebot.com/configuration-options/#categories
func categories(of manager: ManagerID) -> [String] { knownCategories[manager.rawValue] ?? [] }

private let knownCategories: [String: [String]] = [
    "ansible": ["ansible", "iac"], "ansible-galaxy": ["ansible", "iac"], "argocd": ["kubernetes", "cd"],
    "azure-pipelines": ["ci"], "bitbucket-pipelines": ["ci"], "buildkite": ["ci"], "circleci": ["ci"],
    "cloudbuild": ["ci"], "crossplane": ["kubernetes", "iac"], "devcontainer": ["docker"],
    "docker-compose": ["docker"], "dockerfile": ["docker"], "droneci": ["ci"], "fleet": ["cd", "kubernetes"],
    "flux": ["cd", "kubernetes"], "github-actions": ["ci"], "gitlabci": ["ci"], "gitlabci-include": ["ci"],
    "helm-requirements": ["helm", "kubernetes"], "helm-values": ["helm", "kubernetes"],
    "helmfile": ["cd", "helm", "kubernetes"], "helmsman": ["cd", "helm", "kubernetes"],
    "helmv3": ["helm", "kubernetes"], "jsonnet-bundler": ["kubernetes"], "kubernetes": ["kubernetes"],
    "kustomize": ["kubernetes"], "quadlet": ["docker"], "sveltos": ["cd", "kubernetes"], "tekton": ["ci", "cd"],
    "terraform": ["iac", "terraform"], "terragrunt": ["iac", "terraform"], "tflint-plugin": ["terraform"],
    "vendir": ["helm", "kubernetes"], "woodpecker": ["ci"],
]
