public import Domain

/// The releases that may follow a current version, and what was decided about every other one.
public struct Selection: Hashable, Sendable {
    /// A release that may be proposed.
    public struct Candidate: Hashable, Sendable {
        public var release: Release
        public var updateType: UpdateType

        public init(release: Release, updateType: UpdateType) {
            self.release = release
            self.updateType = updateType
        }
    }

    /// One release and what was decided about it.
    public struct Entry: Hashable, Sendable {
        public var version: String
        public var verdict: Verdict

        public init(version: String, verdict: Verdict) {
            self.version = version
            self.verdict = verdict
        }
    }

    /// The version in use: the current value itself, or the newest release in it when it is a range; nil when there is none.
    public var currentVersion: String?
    /// The newest candidate with another major number than the current version.
    public var major: Candidate?
    /// The newest candidate with the same major number.
    public var nonMajor: Candidate?
    /// The newest version that was left out, for each reason, where it is newer than every candidate.
    public var held: [Verdict: String] = [:]
    /// Whether the version in use is not among the releases.
    public var isCurrentMissing: Bool
    /// Every version that was looked at, once, ordered by its text.
    public var verdicts: [Entry]

    /// The newest candidate of all; a major one is always newer than another one.
    public var newest: Candidate? { major ?? nonMajor }
}

/// What limits the choice of a version; the names are Renovate's.
public struct SelectionOptions: Hashable, Sendable {
    /// Whether pre-releases are left out while the current version is none of the same release.
    public var ignoreUnstable: Bool
    /// A range, or a pattern between slashes, that new versions must match; nil allows all. One that cannot be read allows none.
    public var allowedVersions: String?
    /// Versions, ranges or patterns between slashes that are never proposed.
    public var ignoreVersions: [String]
    /// `bump` counts the oldest release in a range as the version in use, so that the range moves with every release in it.
    public var rangeStrategy: RangeStrategy

    public init(
        ignoreUnstable: Bool = true, allowedVersions: String? = nil, ignoreVersions: [String] = [],
        rangeStrategy: RangeStrategy = .auto
    ) {
        self.ignoreUnstable = ignoreUnstable
        self.allowedVersions = allowedVersions
        self.ignoreVersions = ignoreVersions
        self.rangeStrategy = rangeStrategy
    }
}

/// Picks the newest releases that may follow `currentValue`: one within its major number, and one beyond.
///
/// The answer does not depend on the order of `releases`. Of versions that are equal in the scheme's order, such as `1.2.0+b1`
/// and `1.2.0+b2`, the one whose text comes last is picked. A release that occurs twice counts once. Of a range, the current
/// version is the newest release in it (the oldest one with the strategy `bump`); when there is none, nothing can be told, and nothing is picked.
public func pickVersion(
    from releases: [Release], currentValue: String, scheme: some VersioningScheme,
    options: SelectionOptions = SelectionOptions()
) -> Selection {
    if let scheme = scheme as? any ParsedScheme {
        return pick(from: releases, currentValue, scheme, reader: scheme, options)
    }
    return pick(from: releases, currentValue, scheme, reader: TextReader(scheme: scheme), options)
}

private func pick(
    from releases: [Release], _ currentValue: String, _ scheme: any VersioningScheme, reader: some VersionReader,
    _ options: SelectionOptions
) -> Selection {
    VersionPicker(currentValue: currentValue, releases: releases, scheme: scheme, reader: reader, options: options)
        .pick()
}
