import Domain

/// Versions of GitLab CI components: semantic versions, and `1`, `1.2` and `~latest` for the newest one of these.
///
/// A partial version never means a pre-release. It keeps its number of numbers when it moves; `~latest` never moves.
/// Source: https://docs.gitlab.com/ci/components/#semantic-version-ranges
struct SemVerPartial: RangeScheme {
    static let id: VersioningID = "semver-partial"
    static let summary = "semantic versions, and 1, 1.2 or ~latest for the newest of these"
    static let dialect = RangeDialect.helm

    func read(_ text: String) -> SemanticVersion? { SemanticVersion(text) }

    func range(_ text: String) -> VersionRange? {
        if text == "~latest" { return VersionRange("*", dialect: .helm) }
        guard let parts = VersionParts(text), parts.wildcard.isEmpty, parts.numbers.count == 3 || parts.isPlain else {
            return nil
        }
        return VersionRange(text, dialect: .helm)
    }

    func newValue(currentValue: String, newVersion: String, strategy: RangeStrategy) -> String? {
        guard let range = range(currentValue), let version = parse(newVersion) else { return nil }
        return range.moved(to: version, newVersion: newVersion, strategy: strategy == .pin ? .pin : .replace)
    }
}
