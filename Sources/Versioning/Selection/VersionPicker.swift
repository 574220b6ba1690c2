import Domain

/// Goes through the releases of one package once, and keeps the newest of each kind.
struct VersionPicker<Reader: VersionReader> {
    private let reader: Reader
    private let options: SelectionOptions
    /// Each version once, ordered by its text.
    private let releases: [Release]
    private let currentVersion: String?
    private let current: Reader.Version?
    private let currentIsDeprecated: Bool
    /// Its publisher says that it is a pre-release, whatever its text says.
    private let currentIsUnstable: Bool
    private let allowed: VersionFilter?
    private let ignored: [VersionFilter]

    private var selection: Selection
    private var newest: [UpdateType: Reader.Version] = [:]
    private var held: [Verdict: Reader.Version] = [:]

    init(
        currentValue: String, releases: [Release], scheme: any VersioningScheme, reader: Reader,
        options: SelectionOptions
    ) {
        self.reader = reader
        self.options = options
        var byVersion: [String: Release] = [:]
        for release in releases {
            byVersion[release.version] = byVersion[release.version].map { Self.merged($0, release) } ?? release
        }
        self.releases = byVersion.values.sorted { $0.version < $1.version }
        currentVersion =
            scheme.isVersion(currentValue)
            ? currentValue : Self.versionInUse(of: currentValue, self.releases, scheme, options.rangeStrategy)
        current = currentVersion.flatMap(reader.parse)
        let known = currentVersion.flatMap { byVersion[$0] }
        currentIsDeprecated = known?.isDeprecated ?? false
        currentIsUnstable = known?.isStable == false
        allowed = options.allowedVersions.flatMap { VersionFilter($0, scheme: scheme) }
        ignored = options.ignoreVersions.compactMap { VersionFilter(ignoring: $0, scheme: scheme) }
        selection = Selection(currentVersion: currentVersion, isCurrentMissing: known == nil, verdicts: [])
    }

    private static func versionInUse(
        of range: String, _ releases: [Release], _ scheme: any VersioningScheme, _ strategy: RangeStrategy
    ) -> String? {
        let versions = releases.map(\.version)
        guard strategy == .bump else { return scheme.satisfyingVersion(versions, range: range) }
        return versions.filter { scheme.matches($0, range: range) }.min { scheme.compare($0, $1) == .older }
    }

    consuming func pick() -> Selection {
        selection.verdicts.reserveCapacity(releases.count)
        for release in releases {
            selection.verdicts.append(.init(version: release.version, verdict: judge(release)))
        }
        let picked = [selection.major, selection.nonMajor].compactMap { $0?.release.version }
        for index in selection.verdicts.indices where picked.contains(selection.verdicts[index].version) {
            selection.verdicts[index].verdict = .picked
        }
        if let best = newest[.major] ?? newest[.minor] {
            for (verdict, version) in held where reader.order(version, best) != .newer { selection.held[verdict] = nil }
        }
        return selection
    }

    private mutating func judge(_ release: Release) -> Verdict {
        guard let version = reader.parse(release.version) else { return .notAVersion }
        guard release.version != currentVersion else { return .sameAsCurrent }
        guard let current else { return .otherLane }
        guard reader.isOfKind(version, current) else { return .notAVersion }
        guard reader.follows(version, current) else { return .otherLane }
        let order = reader.order(version, current)
        if order != .newer { return order == .equal ? .sameAsCurrent : .older }
        if let reason = reasonToHold(release, version, current) {
            if held[reason].map({ reader.order(version, $0) != .older }) ?? true {
                held[reason] = version
                selection.held[reason] = release.version
            }
            return reason
        }
        guard let type = reader.step(from: current, to: version) else { return .otherLane }
        consider(Selection.Candidate(release: release, updateType: type), version)
        return .newerButNotPicked
    }

    private func reasonToHold(_ release: Release, _ version: Reader.Version, _ current: Reader.Version) -> Verdict? {
        if ignored.contains(where: { $0.allows(release.version) }) { return .ignored }
        if options.allowedVersions != nil, allowed?.allows(release.version) != true { return .notAllowed }
        if release.isDeprecated, !currentIsDeprecated { return .deprecated }
        guard options.ignoreUnstable, !reader.isReleased(version) || release.isStable == false else { return nil }
        // Who is on a pre-release gets the next ones of the same release.
        let isOfCurrentRelease =
            (!reader.isReleased(current) || currentIsUnstable)
            && reader.leadingNumbers(version) == reader.leadingNumbers(current)
        return isOfCurrentRelease ? nil : .unstable
    }

    private mutating func consider(_ candidate: Selection.Candidate, _ version: Reader.Version) {
        let isMajor = candidate.updateType == .major
        if let known = newest[isMajor ? .major : .minor], let other = isMajor ? selection.major : selection.nonMajor {
            let order = reader.order(version, known)
            guard order == .newer || (order == .equal && isBetter(candidate.release, other.release)) else { return }
        }
        newest[isMajor ? .major : .minor] = version
        if isMajor { selection.major = candidate } else { selection.nonMajor = candidate }
    }

    /// Of two equal releases the one with the current version's `v` or without it as that is, then the one published later, then the
    /// one whose text comes last; releases come ordered by text, so `other` comes before.
    private func isBetter(_ release: Release, _ other: Release) -> Bool {
        let marks = [release, other].map { hasMark($0.version) == hasMark(currentVersion ?? "") }
        if marks[0] != marks[1] { return marks[0] }
        if let time = release.timestamp, let otherTime = other.timestamp, time != otherTime { return time > otherTime }
        return true
    }

    private func hasMark(_ version: String) -> Bool { version.utf8.first.map { $0 | 0x20 } == UInt8(ascii: "v") }

    /// One release out of two entries for the same version: what either says, and the smaller of two different answers.
    private static func merged(_ a: Release, _ b: Release) -> Release {
        var release = Release(
            version: a.version, timestamp: [a.timestamp, b.timestamp].compactMap(\.self).min(),
            digest: [a.digest, b.digest].compactMap(\.self).min(),
            appVersion: [a.appVersion, b.appVersion].compactMap(\.self).min(),
            isDeprecated: a.isDeprecated || b.isDeprecated,
            isStable: a.isStable == b.isStable ? a.isStable : (a.isStable ?? true) && (b.isStable ?? true))
        release.tag = [a.tag, b.tag].compactMap(\.self).max()
        return release
    }
}
