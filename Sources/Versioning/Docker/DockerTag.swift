import Domain

/// A container tag taken apart: its numbers, and the lane that tells which other tags it may be compared to.
///
/// `docs/versioning.md` states the rules; `DockerTagReader` applies them.
struct DockerTag: ParsedVersion, Hashable, Sendable {
    /// What the numbers mean; tags of different shapes do not follow each other.
    enum Shape: Hashable, Sendable {
        case plain
        /// The first number is a year, as in `2024.01.01` and `2024-01-01`.
        case calendar
        /// The first number is a date without separators; `digits` tells a day from a second.
        case stamp(digits: Int)
    }

    /// A pre-release word with its numbers; the word's rank comes first in the order.
    struct PreRelease: Hashable, Sendable {
        var rank: Int
        var numbers: [WholeNumber] = []
    }

    var shape: Shape
    var numbers: [WholeNumber]
    /// `v`, `V` or nothing, as written before the numbers.
    var spelling: String
    /// All that is not a number to be moved, with places held open: `#` a build counter, `@` a base's version, `%` a hash,
    /// `$` a number that may be either a counter or a hash.
    var lane: String
    var preReleases: [PreRelease] = []
    /// The number of a patch that comes on top of a release, as in `2.4.6-p1`.
    var patch: [WholeNumber] = []
    /// Commits since the release, as `git describe` counts them.
    var ahead: [WholeNumber] = []
    /// Build counters and versions of bases, in the order in which they stand.
    var builds: [[WholeNumber]] = []
    /// The versions of bases only.
    var bases: [[WholeNumber]] = []

    var isStable: Bool { preReleases.isEmpty && ahead.isEmpty }

    func order(to other: DockerTag) -> VersionOrder {
        VersionOrder(of: numbers, to: other.numbers)
            .then(preReleaseOrder(to: other))
            .then(VersionOrder(of: patch, to: other.patch))
            .then(VersionOrder(of: ahead, to: other.ahead))
            .then(buildOrder(to: other))
            .then(VersionOrder(of: lane, to: other.lane))
    }

    /// Whether this tag may follow `current`: same lane and shape, and no base older than the current one.
    func follows(_ current: DockerTag) -> Bool {
        shape == current.shape && numbers.count == current.numbers.count && spelling == current.spelling
            && isInLane(of: current) && hasLikelySize(after: current)
            && zip(bases, current.bases).allSatisfy { VersionOrder(of: $0, to: $1) != .older }
    }

    /// Whether this is what `current` is: a date or a number that may be a commit is no version to who is on a version.
    func isOfKind(of current: DockerTag) -> Bool {
        (shape == .plain || current.shape != .plain) && (shape != .plain || hasLikelySize(after: current))
    }

    /// Five digits or more where the current number is much shorter are a date, a commit or a build, not a version.
    private func hasLikelySize(after current: DockerTag) -> Bool {
        guard let first = numbers.first, let now = current.numbers.first else { return false }
        return first.digitCount <= max(4, now.digitCount + 1)
    }

    private func isInLane(of current: DockerTag) -> Bool {
        if lane == current.lane { return true }
        let (mine, theirs) = (lane.utf8, current.lane.utf8)
        let held = [UInt8(ascii: "#"), UInt8(ascii: "%"), UInt8(ascii: "$")]
        return mine.count == theirs.count
            && zip(mine, theirs).allSatisfy { a, b in
                a == b || (held.contains(a) && held.contains(b) && (a == held[2] || b == held[2]))
            }
    }

    /// Word by word; the tag that has no more words is the newer one, because it is nearer to the release.
    private func preReleaseOrder(to other: DockerTag) -> VersionOrder {
        for (mine, theirs) in zip(preReleases, other.preReleases) {
            let order = VersionOrder(of: mine.rank, to: theirs.rank)
                .then(VersionOrder(of: mine.numbers, to: theirs.numbers))
            if order != .equal { return order }
        }
        return VersionOrder(of: other.preReleases.count, to: preReleases.count)
    }

    private func buildOrder(to other: DockerTag) -> VersionOrder {
        for (mine, theirs) in zip(builds, other.builds) {
            let order = VersionOrder(of: mine, to: theirs)
            if order != .equal { return order }
        }
        return VersionOrder(of: builds.count, to: other.builds.count)
    }
}
