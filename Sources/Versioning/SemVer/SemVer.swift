import Domain

/// Semantic Versioning 2.0.0, by the letter, with or without a `v` before it. No ranges.
///
/// Versions that differ in build metadata, or in the `v`, are equal. A new value keeps the author's spelling: `v` where
/// there was one, none where there was none.
struct SemVer: ParsedScheme {
    typealias Version = SemanticVersion

    static let id: VersioningID = "semver"
    static let summary = "Semantic Versioning 2.0.0, with or without a leading v"

    func read(_ text: String) -> SemanticVersion? { SemanticVersion(text) }

    func newValue(currentValue: String, newVersion: String, strategy: RangeStrategy) -> String? {
        let value = withMark(of: currentValue, newVersion)
        return value == currentValue ? nil : value
    }
}

/// Returns `version` with the `v` that `model` has, or without one when it has none.
func withMark(of model: String, _ version: String) -> String {
    mark(of: model) + version.dropFirst(mark(of: version).count)
}

private func mark(of text: String) -> String {
    guard let first = text.first, first == "v" || first == "V", text.dropFirst().first?.isNumber == true else {
        return ""
    }
    return String(first)
}
