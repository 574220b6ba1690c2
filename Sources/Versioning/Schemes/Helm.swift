import Domain

/// Versions and ranges of Helm charts: Semantic Versioning, and npm's ranges as Helm reads them.
///
/// A version has three numbers; `1.2` is a range. A pre-release lies in a range only when the range names one (`>=1.0.0-0`).
/// A range keeps its operators, blanks, `v` and number of numbers when it moves.
/// Source: https://helm.sh/docs/chart_best_practices/dependencies/ and https://github.com/Masterminds/semver.
struct Helm: RangeScheme {
    static let id: VersioningID = "helm"
    static let summary = "Semantic Versioning with npm's ranges, as in Chart.yaml"
    static let dialect = RangeDialect.helm

    func read(_ text: String) -> SemanticVersion? { SemanticVersion(text) }
}
