public import Domain

/// Repositories of hooks of pre-commit.
///
/// **Files**: `.pre-commit-config.yaml`, with anything before the ending.
///
/// **Fields**: `rev` of each repository: a tag, or a commit with the version in a comment (`# frozen: v1.2.3`).
///
/// **Skipped, with a reason**: branches (`unspecified-version`). `repo: local` and `repo: meta` pin nothing; `additional_dependencies` are
/// packages of languages and are left alone. Source: https://pre-commit.com/#pre-commit-configyaml---repos
public struct PreCommit: Manager {
    public static let id: ManagerID = "pre-commit"
    public static let summary = "Repositories of pre-commit hooks"
    public static let filePatterns = ["**/.pre-commit-config*.{yaml,yml}"]
    public static let datasources: [DatasourceID] = ["git-tags", "github-tags", "gitlab-tags"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        file.traits.isYAML && file.traits.name.hasPrefix(".pre-commit-config")
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.yaml.roots {
            // Old versions of the tool read a list at the top, and `sha` in place of `rev`.
            for hooks in root["repos"]?.items ?? root.items where pins.isFirstVisit(hooks) {
                guard let revision = hooks["rev"] ?? hooks["sha"], let scalar = revision.scalar, !scalar.text.isEmpty,
                    let address = hooks["repo"]?.text.flatMap(GitAddress.init)
                else { continue }
                let pin = CommentedPin(address: address, depType: "repository", versioning: "semver-coerced")
                pin.add(scalar, comment: revision.trailingCommentScalar, pins)
            }
        }
        return pins.extraction
    }
}
