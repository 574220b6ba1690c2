import Domain

/// Versions and constraints of Terraform and OpenTofu: `~> 1.2`, `>= 1.0, < 2.0`, `!= 1.5.0`.
///
/// Missing numbers are zeros: `1.2` is the version `1.2.0`. `~>` lets the last number written move. A pre-release lies in a
/// range only when it is named exactly. There is no "or", so `widen` moves the end of a range.
/// Source: https://developer.hashicorp.com/terraform/language/expressions/version-constraints
struct Hashicorp: RangeScheme {
    static let id: VersioningID = "hashicorp"
    static let summary = "Terraform's versions and constraints"
    static let dialect = RangeDialect.hashicorp

    func read(_ text: String) -> SemanticVersion? {
        guard let parts = VersionParts(text), parts.wildcard.isEmpty else { return nil }
        return parts.floor
    }
}
