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

    public init(ignoreUnstable: Bool = true, allowedVersions: String? = nil, ignoreVersions: [String] = []) {
        self.ignoreUnstable = ignoreUnstable
        self.allowedVersions = allowedVersions
        self.ignoreVersions = ignoreVersions
    }
}

/// Picks the newest releases that may follow `currentValue`: one within its major number, and one beyond.
///
/// The answer does not depend on the order of `releases`. Of versions that are equal in the scheme's order, such as `1.2.0+b1`
/// and `1.2.0+b2`, the one whose text comes last is picked. A release that occurs twice counts once. Of a range, the current
/// version is the newest release in it; when there is none, nothing can be told, and nothing is picked.
public func pickVersion(
    from releases: [Release], currentValue: String, scheme: some VersioningScheme,
    options: SelectionOptions = SelectionOptions()
) -> Selection {
    VersionPicker(currentValue: currentValue, releases: releases, scheme: scheme, options: options).pick()
}

private struct VersionPicker<Scheme: VersioningScheme> {
    let scheme: Scheme
    let options: SelectionOptions
    let releases: [Release]
    let currentVersion: String?
    let currentIsStable: Bool
    let currentIsDeprecated: Bool
    let allowed: VersionFilter?
    let ignored: [VersionFilter]

    init(currentValue: String, releases: [Release], scheme: Scheme, options: SelectionOptions) {
        self.scheme = scheme
        self.options = options
        var byVersion: [String: Release] = [:]
        for release in releases {
            byVersion[release.version] = byVersion[release.version].map { Self.merged($0, release) } ?? release
        }
        self.releases = byVersion.values.sorted { $0.version < $1.version }
        currentVersion =
            scheme.isVersion(currentValue)
            ? currentValue : scheme.satisfyingVersion(self.releases.map(\.version), range: currentValue)
        currentIsStable = currentVersion.map(scheme.isStable) ?? true
        currentIsDeprecated = currentVersion.flatMap { byVersion[$0] }?.isDeprecated ?? false
        allowed = options.allowedVersions.flatMap { VersionFilter($0, scheme: scheme) }
        ignored = options.ignoreVersions.compactMap { VersionFilter(ignoring: $0, scheme: scheme) }
    }

    func pick() -> Selection {
        var selection = Selection(
            currentVersion: currentVersion,
            isCurrentMissing: !releases.contains { $0.version == currentVersion }, verdicts: [])
        selection.verdicts.reserveCapacity(releases.count)
        for release in releases {
            let verdict = rejection(of: release) ?? consider(release, in: &selection)
            selection.verdicts.append(.init(version: release.version, verdict: verdict))
            if [.unstable, .notAllowed, .ignored, .deprecated].contains(verdict),
                isNewer(release.version, than: selection.held[verdict])
            {
                selection.held[verdict] = release.version
            }
        }
        let picked = [selection.major, selection.nonMajor].compactMap { $0?.release.version }
        for index in selection.verdicts.indices where picked.contains(selection.verdicts[index].version) {
            selection.verdicts[index].verdict = .picked
        }
        let newest = selection.newest?.release.version
        selection.held = selection.held.filter {
            scheme.compare($0.value, newest ?? $0.value) == .newer || newest == nil
        }
        return selection
    }

    private func consider(_ release: Release, in selection: inout Selection) -> Verdict {
        guard let currentVersion, let type = scheme.updateType(from: currentVersion, to: release.version) else {
            return .otherLane
        }
        let path = type == .major ? \Selection.major : \Selection.nonMajor
        if isNewer(release.version, than: selection[keyPath: path]?.release.version) {
            selection[keyPath: path] = Selection.Candidate(release: release, updateType: type)
        }
        return .newerButNotPicked
    }

    /// Why `release` cannot be proposed; nil when it can.
    private func rejection(of release: Release) -> Verdict? {
        let version = release.version
        guard scheme.isVersion(version) else { return .notAVersion }
        guard version != currentVersion else { return .sameAsCurrent }
        guard let currentVersion, scheme.isCompatible(version, with: currentVersion),
            let order = scheme.compare(version, currentVersion)
        else { return .otherLane }
        if order != .newer { return order == .equal ? .sameAsCurrent : .older }
        if ignored.contains(where: { $0.allows(version) }) { return .ignored }
        if options.allowedVersions != nil, allowed?.allows(version) != true { return .notAllowed }
        if release.isDeprecated, !currentIsDeprecated { return .deprecated }
        if options.ignoreUnstable, !scheme.isStable(version), !isOfCurrentRelease(version) { return .unstable }
        return nil
    }

    /// Whether both are pre-releases of the same major, minor and patch number.
    private func isOfCurrentRelease(_ version: String) -> Bool {
        guard !currentIsStable, let currentVersion, let numbers = scheme.numbers(of: version) else { return false }
        return numbers == scheme.numbers(of: currentVersion)
    }

    /// Whether `version` is newer, or equal and greater as a text.
    private func isNewer(_ version: String, than other: String?) -> Bool {
        guard let other else { return true }
        let order = scheme.compare(version, other)
        return order == .newer || (order == .equal && version > other)
    }

    /// One release out of two entries for the same version: what either says, and the smaller of two different answers.
    private static func merged(_ a: Release, _ b: Release) -> Release {
        Release(
            version: a.version, timestamp: [a.timestamp, b.timestamp].compactMap(\.self).min(),
            digest: [a.digest, b.digest].compactMap(\.self).min(),
            appVersion: [a.appVersion, b.appVersion].compactMap(\.self).min(),
            isDeprecated: a.isDeprecated || b.isDeprecated)
    }
}
