import Domain

/// A manager that knows its files by their path: most files of a repository are told apart from them by a few words.
protocol NamedManager: Manager {
    /// Every path that it claims holds one of these, in lower case.
    static var words: [StaticString] { get }
}

extension AnsibleGalaxy: NamedManager { static let words: [StaticString] = ["requirements", "galaxy.", "meta/main."] }
extension Asdf: NamedManager { static let words: [StaticString] = ["tool-versions"] }
extension BitbucketPipelines: NamedManager { static let words: [StaticString] = ["bitbucket-pipelines"] }
extension Buildkite: NamedManager { static let words: [StaticString] = ["buildkite"] }
extension CircleCI: NamedManager { static let words: [StaticString] = ["circleci"] }
extension CloudBuild: NamedManager { static let words: [StaticString] = ["cloudbuild"] }
extension DevSpace: NamedManager { static let words: [StaticString] = ["devspace"] }
extension Devbox: NamedManager { static let words: [StaticString] = ["devbox"] }
extension Devcontainer: NamedManager { static let words: [StaticString] = ["devcontainer"] }
extension Dockerfile: NamedManager { static let words: [StaticString] = ["dockerfile", "containerfile"] }
extension Drone: NamedManager { static let words: [StaticString] = ["drone"] }
extension GitHubActionsFiles: NamedManager { static let words: [StaticString] = ["action", "workflow"] }
extension JsonnetBundler: NamedManager { static let words: [StaticString] = ["jsonnetfile"] }
extension Mise: NamedManager { static let words: [StaticString] = [".toml"] }
extension OpenTofuVersion: NamedManager { static let words: [StaticString] = ["-version"] }
extension PreCommit: NamedManager { static let words: [StaticString] = ["pre-commit"] }
extension Quadlet: NamedManager { static let words: [StaticString] = [".container", ".image", ".volume"] }
extension RenovateConfig: NamedManager { static let words: [StaticString] = ["renovate"] }
extension TFLintPlugin: NamedManager { static let words: [StaticString] = [".tflint.hcl"] }
extension Terraform: NamedManager { static let words: [StaticString] = [".tf", ".tofu", ".hcl"] }
extension TerraformVersion: NamedManager { static let words: [StaticString] = ["-version"] }
extension Terragrunt: NamedManager { static let words: [StaticString] = [".hcl"] }
extension TerragruntVersion: NamedManager { static let words: [StaticString] = ["-version"] }
extension VCluster: NamedManager { static let words: [StaticString] = ["vcluster"] }
extension VersionFile: NamedManager { static let words: [StaticString] = ["-version", "nvmrc"] }
extension Woodpecker: NamedManager { static let words: [StaticString] = ["woodpecker"] }

/// A path in lower case, to look for words in.
struct PathWords {
    /// nil for a path with letters beyond ASCII, whose lower case only Unicode knows.
    private let bytes: [UInt8]?

    init(_ path: String) {
        var isASCII = true
        let lowered = path.utf8.map { byte -> UInt8 in
            if byte > 127 { isASCII = false }
            return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
        }
        bytes = isASCII ? lowered : nil
    }

    /// Whether the path may hold one of `words`.
    func mayHold(_ words: [StaticString]) -> Bool {
        guard let bytes else { return true }
        return words.contains { ByteText.contains(bytes, $0) }
    }
}
