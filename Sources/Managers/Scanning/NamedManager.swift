import Domain

/// A manager that knows its files by their path: most files of a repository are told apart from them by a few words.
protocol NamedManager: Manager {
    /// Every path that it claims holds one of these, in lower case.
    static var words: [StaticString] { get }
}

extension AnsibleGalaxy: NamedManager { static let words: [StaticString] = ["requirements.", "galaxy."] }
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
    /// A word, and the pairs of letters in it.
    struct Word {
        let text: StaticString
        fileprivate let pairs: Pairs

        init(_ text: StaticString) {
            self.text = text
            pairs = text.withUTF8Buffer { Pairs($0) }
        }
    }

    /// nil for a path with letters beyond ASCII, whose lower case only Unicode knows.
    private let bytes: [UInt8]?
    private let pairs: Pairs

    init(_ path: String) {
        var isASCII = true
        let count = path.utf8.count
        let lowered = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            for (offset, byte) in path.utf8.enumerated() {
                if byte > 127 { isASCII = false }
                buffer[offset] = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
            }
            initialized = count
        }
        bytes = isASCII ? lowered : nil
        pairs = lowered.withUnsafeBufferPointer { Pairs($0) }
    }

    /// Whether the path may hold `word`: it is looked for only where all its pairs of letters are there.
    func mayHold(_ word: Word) -> Bool {
        guard let bytes else { return true }
        return pairs.holds(word.pairs) && ByteText.contains(bytes, word.text)
    }

    /// Which pairs of neighbouring letters a text has, as bits; different pairs may share one.
    fileprivate struct Pairs {
        private var low: UInt64 = 0
        private var high: UInt64 = 0

        init(_ text: UnsafeBufferPointer<UInt8>) {
            guard var previous = text.first else { return }
            for byte in text.dropFirst() {
                let bit = (previous &* 37 &+ byte) & 127
                if bit < 64 { low |= 1 << UInt64(bit) } else { high |= 1 << UInt64(bit - 64) }
                previous = byte
            }
        }

        func holds(_ other: Pairs) -> Bool { low & other.low == other.low && high & other.high == other.high }
    }
}
