/// How much a version moves.
public enum UpdateType: String, Hashable, Sendable, Codable, CaseIterable {
    case major, minor, patch
    /// The same tag points at something else now.
    case digest
    /// A digest is written behind a tag that had none.
    case pinDigest
}

/// How a range is moved to let a new version in; Renovate's names.
public enum RangeStrategy: String, Hashable, Sendable, Codable, CaseIterable {
    /// `replace` for ranges, a plain bump for versions.
    case auto
    /// Write the new version in place of the range.
    case pin
    /// Always move the range so that it starts at the new version.
    case bump
    /// Move the range only when the new version falls outside of it.
    case replace
    /// Keep the old range and add the new one.
    case widen
    case updateLockfile = "update-lockfile"
    /// Never move the range.
    case inRangeOnly = "in-range-only"
}

/// The order of two versions.
public enum VersionOrder: Int, Hashable, Sendable, Comparable {
    case older = -1
    case equal = 0
    case newer = 1

    public static func < (a: VersionOrder, b: VersionOrder) -> Bool { a.rawValue < b.rawValue }
}

/// A plug-in that gives version texts their meaning. All functions are pure and total: any text may come in.
public protocol VersioningScheme: Sendable {
    static var id: VersioningID { get }
    /// One sentence for lists.
    static var summary: String { get }

    init()

    /// Whether `text` is a version or a range of this scheme.
    func isValid(_ text: String) -> Bool
    /// Whether `text` is one version, not a range.
    func isVersion(_ text: String) -> Bool
    /// Whether `text` allows exactly one version, as `1.2.3` and `=1.2.3` do.
    func isSingleVersion(_ text: String) -> Bool
    /// Whether `version` is meant for everyone: not a pre-release, nightly or build of a commit.
    func isStable(_ version: String) -> Bool
    /// Whether `candidate` may follow `current` at all: same lane, same shape, as the scheme defines it.
    func isCompatible(_ candidate: String, with current: String) -> Bool
    /// The order of `a` relative to `b`: `.newer` when `a` is the newer one. Total over valid versions; nil when one is none.
    func compare(_ a: String, _ b: String) -> VersionOrder?
    /// Whether `version` lies in `range`.
    func matches(_ version: String, range: String) -> Bool
    /// The major, minor and patch number; parts that are not there are nil.
    func numbers(of version: String) -> VersionNumbers?
    /// What to write in place of `currentValue` so that `newVersion` is used, in the author's spelling; nil when nothing is to be written.
    func newValue(currentValue: String, newVersion: String, strategy: RangeStrategy) -> String?
    /// How much `new` moves from `current`; nil when it does not move forward.
    func updateType(from current: String, to new: String) -> UpdateType?
}

/// The leading numbers of a version.
public struct VersionNumbers: Hashable, Sendable {
    public var major: Int
    public var minor: Int?
    public var patch: Int?

    public init(major: Int, minor: Int? = nil, patch: Int? = nil) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }
}

extension VersioningScheme {
    public func isValid(_ text: String) -> Bool { isVersion(text) }
    public func isSingleVersion(_ text: String) -> Bool { isVersion(text) }
    public func isCompatible(_ candidate: String, with current: String) -> Bool { isVersion(candidate) }
    public func matches(_ version: String, range: String) -> Bool { compare(version, range) == .equal }
    public func equals(_ a: String, _ b: String) -> Bool { compare(a, b) == .equal }

    public func newValue(currentValue: String, newVersion: String, strategy: RangeStrategy) -> String? { newVersion }

    /// The newest version of `versions` that lies in `range`; nil when none does. The order of `versions` does not matter.
    public func satisfyingVersion(_ versions: [String], range: String) -> String? {
        versions.filter { matches($0, range: range) }.max { a, b in
            let order = compare(a, b) ?? .equal
            return order == .equal ? a < b : order == .older
        }
    }

    public func updateType(from current: String, to new: String) -> UpdateType? {
        guard compare(new, current) == .newer, let from = numbers(of: current), let to = numbers(of: new) else {
            return nil
        }
        if to.major != from.major { return .major }
        if (to.minor ?? 0) != (from.minor ?? 0) { return .minor }
        return .patch
    }
}
