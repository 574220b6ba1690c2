import Domain

/// A scheme of semantic versions that also has ranges.
protocol RangeScheme: ParsedScheme where Version == SemanticVersion {
    static var dialect: RangeDialect { get }

    /// Reads a range, which a version is too; nil when `text` is none.
    func range(_ text: String) -> VersionRange?
}

extension RangeScheme {
    func range(_ text: String) -> VersionRange? { VersionRange(text, dialect: Self.dialect) }

    func isValid(_ text: String) -> Bool { range(text) != nil }

    func isSingleVersion(_ text: String) -> Bool { range(text)?.singleTerm != nil }

    func matches(_ version: String, range: String) -> Bool {
        guard let version = parse(version), let range = self.range(range) else { return false }
        return range.contains(version)
    }

    func newValue(currentValue: String, newVersion: String, strategy: RangeStrategy) -> String? {
        guard let range = range(currentValue), let version = parse(newVersion) else { return nil }
        return range.moved(to: version, newVersion: newVersion, strategy: strategy)
    }
}
