public import Domain
import Patterns

/// What `allowedVersions` and `ignoreVersions` say: a range, a version, or a pattern between slashes.
public struct VersionFilter: Sendable {
    private let test: @Sendable (String) -> Bool

    /// Reads `text`: `/pattern/` or `!/pattern/` (with `i` behind for any case), a range or version of `scheme`, or a range of npm's kind
    /// that the leading numbers of a version are held against. Nil when it is none of these.
    public init?(_ text: String, scheme: some VersioningScheme) {
        let text = text.trimmingBlanks()
        if let match = Pattern.Delimited(text) {
            test = { match.matches($0) }
        } else if scheme is any RangeScheme, scheme.isValid(text) {
            test = { scheme.matches($0, range: text) }
        } else if scheme.isVersion(text), text.contains("-") {
            // `16.2-bookworm` is a tag and no range with a pre-release.
            test = { scheme.matches($0, range: text) }
        } else if let range = VersionRange(text, dialect: .helm) {
            test = { version in
                guard let numbers = scheme.numbers(of: version) else { return false }
                return range.contains(SemanticVersion(numbers))
            }
        } else if scheme.isValid(text) {
            test = { scheme.matches($0, range: text) }
        } else {
            return nil
        }
    }

    /// As ``init(_:scheme:)``, but a version of `scheme` means only itself: `16` does not stand for `16.2`.
    init?(ignoring text: String, scheme: some VersioningScheme) {
        if scheme.isVersion(text) {
            self.init { $0 == text }
        } else {
            self.init(text, scheme: scheme)
        }
    }

    private init(test: @escaping @Sendable (String) -> Bool) { self.test = test }

    /// Whether `version` matches.
    public func allows(_ version: String) -> Bool { test(version) }
}

extension SemanticVersion {
    /// The version with these numbers; missing ones are 0.
    init(_ numbers: VersionNumbers) {
        func number(_ value: Int?) -> WholeNumber { WholeNumber(UInt64(clamping: value ?? 0)) }
        self.init(number(numbers.major), number(numbers.minor), number(numbers.patch))
    }
}

extension String {
    fileprivate func trimmingBlanks() -> String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
