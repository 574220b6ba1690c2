import Domain

// Managers that know their files by their path: most files of a repository are told apart from them by a few words.

extension AnsibleGalaxy { public static var pathWords: [StaticString]? { ["requirements.", "galaxy."] } }
extension Asdf { public static var pathWords: [StaticString]? { ["tool-versions"] } }
extension BitbucketPipelines { public static var pathWords: [StaticString]? { ["bitbucket-pipelines"] } }
extension Buildkite { public static var pathWords: [StaticString]? { ["buildkite"] } }
extension CircleCI { public static var pathWords: [StaticString]? { ["circleci"] } }
extension CloudBuild { public static var pathWords: [StaticString]? { ["cloudbuild"] } }
extension DevSpace { public static var pathWords: [StaticString]? { ["devspace"] } }
extension Devbox { public static var pathWords: [StaticString]? { ["devbox"] } }
extension Devcontainer { public static var pathWords: [StaticString]? { ["devcontainer"] } }
extension Dockerfile { public static var pathWords: [StaticString]? { ["dockerfile", "containerfile"] } }
extension Drone { public static var pathWords: [StaticString]? { ["drone"] } }
extension GitHubActionsFiles { public static var pathWords: [StaticString]? { ["action", "workflow"] } }
extension JsonnetBundler { public static var pathWords: [StaticString]? { ["jsonnetfile"] } }
extension Mise { public static var pathWords: [StaticString]? { [".toml"] } }
extension OpenTofuVersion { public static var pathWords: [StaticString]? { ["-version"] } }
extension PreCommit { public static var pathWords: [StaticString]? { ["pre-commit"] } }
extension Quadlet { public static var pathWords: [StaticString]? { [".container", ".image", ".volume"] } }
extension RenovateConfig { public static var pathWords: [StaticString]? { ["renovate"] } }
extension TFLintPlugin { public static var pathWords: [StaticString]? { [".tflint.hcl"] } }
extension Terraform { public static var pathWords: [StaticString]? { [".tf", ".tofu", ".hcl"] } }
extension TerraformVersion { public static var pathWords: [StaticString]? { ["-version"] } }
extension Terragrunt { public static var pathWords: [StaticString]? { [".hcl"] } }
extension TerragruntVersion { public static var pathWords: [StaticString]? { ["-version"] } }
extension VCluster { public static var pathWords: [StaticString]? { ["vcluster"] } }
extension VersionFile { public static var pathWords: [StaticString]? { ["-version", "nvmrc"] } }
extension Woodpecker { public static var pathWords: [StaticString]? { ["woodpecker"] } }
