public import Domain

/// The version of OpenTofu that a version manager installs.
///
/// **Files**: `.opentofu-version`.
///
/// **Fields**: the first line that is no comment.
///
/// **Skipped, with a reason**: words that stand for a version, such as `latest` (`unspecified-version`).
///
/// Source: https://github.com/tofuutils/tofuenv#opentofu-version-file
public struct OpenTofuVersion: Manager {
    public static let id: ManagerID = "opentofu-version"
    public static let summary = "The version of OpenTofu in .opentofu-version"
    public static let filePatterns = ["**/.opentofu-version"]
    public static let datasources: [DatasourceID] = ["github-releases"]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool { file.traits.name == ".opentofu-version" }

    public func extract(from file: SourceFile) -> Extraction {
        ProgramVersionFile(file: file, manager: Self.id).read("opentofu/opentofu")
    }
}
