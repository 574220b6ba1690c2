public import Domain

/// The version of Terragrunt that a version manager installs.
///
/// **Files**: `.terragrunt-version`.
///
/// **Fields**: the first line that is no comment.
///
/// **Skipped, with a reason**: words that stand for a version, such as `latest` (`unspecified-version`).
///
/// Source: https://github.com/tgenv/tgenv#terragrunt-version-file
public struct TerragruntVersion: Manager {
    public static let id: ManagerID = "terragrunt-version"
    public static let summary = "The version of Terragrunt in .terragrunt-version"
    public static let filePatterns = ["**/.terragrunt-version"]
    public static let datasources: [DatasourceID] = ["github-releases"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool { file.traits.name == ".terragrunt-version" }

    public func extract(from file: SourceFile) -> Extraction {
        ProgramVersionFile(file: file, manager: Self.id).read("gruntwork-io/terragrunt")
    }
}
