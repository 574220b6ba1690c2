import Domain
import Patterns

/// A versioning made of a pattern with Renovate's named groups, written as `regex:PATTERN`.
///
/// `major`, `minor`, `patch`, `build` and `revision` are numbers and make the order, in this sequence; one of the first three must
/// be there, and missing ones are 0. A text in `prerelease` makes a version unstable and comes before the release. A version
/// only follows one with the same text in `compatibility`. Of what a number group holds, the leading digits count; without
/// any the text is no version.
struct RegexVersioning: ParsedScheme {
    static let id: VersioningID = "regex"
    static let summary = "what the named groups of a pattern say, as regex:PATTERN"

    static let numberGroups = ["major", "minor", "patch", "build", "revision"]

    private let pattern: Pattern?

    /// Makes the scheme without a pattern, in which nothing is a version.
    init() { pattern = nil }

    /// Makes the scheme of a pattern.
    ///
    /// - Throws: ``PatternError`` when the pattern cannot be read, or none of `major`, `minor` and `patch` is in it.
    init(pattern text: String) throws(PatternError) {
        let pattern = try Pattern(text)
        guard pattern.groupNames.contains(where: Self.numberGroups.prefix(3).contains) else {
            throw PatternError(message: "the pattern needs a group named major, minor or patch")
        }
        self.pattern = pattern
    }

    func read(_ text: String) -> RegexVersion? {
        guard let groups = pattern?.groups(in: text) else { return nil }
        var numbers: [WholeNumber] = []
        for name in Self.numberGroups {
            guard let group = groups[name] else {
                numbers.append(.zero)
                continue
            }
            // Of `01-24-54` the leading digits count, as Renovate reads it.
            guard let number = WholeNumber(group.utf8.prefix(while: \.isDigit)) else { return nil }
            numbers.append(number)
        }
        guard Self.numberGroups.prefix(3).contains(where: { groups[$0] != nil }) else { return nil }
        return RegexVersion(
            numbers: numbers, preRelease: naturalRuns(of: groups["prerelease"] ?? ""),
            compatibility: groups["compatibility"] ?? "")
    }

    func follows(_ candidate: RegexVersion, _ current: RegexVersion) -> Bool {
        candidate.compatibility == current.compatibility
    }
}

struct RegexVersion: ParsedVersion, Hashable, Sendable {
    var numbers: [WholeNumber]
    var preRelease: [SemanticVersion.Identifier]
    var compatibility: String

    var isStable: Bool { preRelease.isEmpty }

    func order(to other: RegexVersion) -> VersionOrder {
        let order = VersionOrder(of: numbers, to: other.numbers)
        guard order == .equal, isStable == other.isStable else {
            return order.then(isStable ? .newer : .older)
        }
        return VersionOrder(of: preRelease, to: other.preRelease)
    }
}
