public import Domain

/// Repositories of hooks of pre-commit.
///
/// **Files**: `.pre-commit-config.yaml`, with anything before the ending.
///
/// **Fields**: `rev` of each repository: a tag, or a commit with the version in a comment (`# frozen: v1.2.3`); the image in `entry` of
/// hooks of `language: docker_image`.
///
/// **Skipped, with a reason**: branches (`unspecified-version`). `repo: local` and `repo: meta` pin nothing; `additional_dependencies` are
/// packages of languages and are left alone. Source: https://pre-commit.com/#pre-commit-configyaml---repos
public struct PreCommit: Manager {
    public static let id: ManagerID = "pre-commit"
    public static let summary = "Repositories of pre-commit hooks"
    public static let filePatterns = ["**/.pre-commit-config*.{yaml,yml}"]
    public static let datasources: [DatasourceID] = ["docker", "git-tags", "github-tags", "gitlab-tags"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        file.traits.isYAML && file.traits.name.hasPrefix(".pre-commit-config")
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.yaml.roots {
            // Old versions of the tool read a list at the top, and `sha` in place of `rev`.
            for hooks in root["repos"]?.items ?? root.items where pins.isFirstVisit(hooks) {
                for hook in hooks["hooks"]?.items ?? [] where hook["language"]?.reads("docker_image") == true {
                    if let entry = hook["entry"]?.scalar { addImage(of: entry, pins) }
                }
                guard let revision = hooks["rev"] ?? hooks["sha"], let scalar = revision.scalar, !scalar.text.isEmpty,
                    let address = hooks["repo"]?.text.flatMap(GitAddress.init)
                else { continue }
                let pin = CommentedPin(address: address, depType: "repository", versioning: "semver-coerced")
                pin.add(scalar, comment: revision.trailingCommentScalar, pins)
            }
        }
        return pins.extraction
    }

    /// `entry` of a hook that is an image: `--entrypoint /bin/tool name:tag --option`.
    /// Source: https://pre-commit.com/#docker_image
    private func addImage(of entry: YAMLScalar, _ pins: PinBuilder) {
        let bytes = Array(entry.text.utf8)
        var isValue = false
        for word in bytes.split(whereSeparator: ByteText.isSpace).prefix(10) {
            if word.first == UInt8(ascii: "-") {
                isValue = word.elementsEqual("--entrypoint".utf8)
            } else if isValue {
                isValue = false
            } else {
                pins.addImage(entry.part(word.indices), depType: "hook")
                return
            }
        }
    }
}
