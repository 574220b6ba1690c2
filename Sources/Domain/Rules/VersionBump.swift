/// How far a version of one's own moves when something that it is made of does.
public enum BumpStep: String, Hashable, Sendable, CaseIterable, Comparable {
    // In the order of their size: of two steps for one file, the larger one is made.
    case prerelease, patch, minor, major

    public static func < (a: BumpStep, b: BumpStep) -> Bool {
        (allCases.firstIndex(of: a) ?? 0) < (allCases.firstIndex(of: b) ?? 0)
    }
}

/// One entry of `bumpVersions`: which files have a version of their own, where it stands in them, and how far it moves.
public struct BumpRule: Hashable, Sendable {
    public var name: String?
    public var isEnabled = true
    /// Exact paths, globs, or `/regular expressions/`; may hold templates.
    public var filePatterns: [String] = []
    /// Patterns with a group `version`; the first that matches counts. None means the `version` of a `Chart.yaml`.
    public var matchStrings: [String] = []
    /// A ``BumpStep``, or a template that makes one; any other text bumps nothing.
    public var bumpType = BumpStep.patch.rawValue

    public init() {}
}

/// What is to be bumped beside an update, with templates filled in.
public struct VersionBump: Hashable, Sendable {
    public enum Place: Hashable, Sendable {
        /// The chart that a file belongs to: the nearest `Chart.yaml` in its folder or above.
        case chart(of: String)
        /// Files by their patterns, and where the version stands in them.
        case files(patterns: [String], expressions: [String])
    }

    public var place: Place
    public var step: BumpStep

    public init(_ place: Place, by step: BumpStep) {
        self.place = place
        self.step = step
    }
}
