public import Domain

/// The version of Terraform that a version manager installs.
///
/// **Files**: `.terraform-version`.
///
/// **Fields**: the first line that is no comment.
///
/// **Skipped, with a reason**: words that stand for a version, such as `latest` (`unspecified-version`).
///
/// Source: https://github.com/tfutils/tfenv#terraform-version-file
public struct TerraformVersion: Manager {
    public static let id: ManagerID = "terraform-version"
    public static let summary = "The version of Terraform in .terraform-version"
    public static let filePatterns = ["**/.terraform-version"]
    public static let datasources: [DatasourceID] = ["github-releases"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool { file.traits.name == ".terraform-version" }

    public func extract(from file: SourceFile) -> Extraction {
        ProgramVersionFile(file: file, manager: Self.id).read("hashicorp/terraform")
    }
}
