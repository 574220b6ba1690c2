import Domain

/// The releases that matter for one pinned value: what is in use, and the newest of each kind above it.
///
/// The answer does not depend on the order in which the registry listed the releases.
struct Candidates {
    /// The version in use; for a range the newest release that it allows, else the range itself.
    let current: String
    /// The version in use is not among the releases.
    let isCurrentMissing: Bool
    /// The newest release that may be proposed.
    private(set) var newest: Release?
    /// The newest one with the major number of the version in use.
    private(set) var newestInMajor: Release?
    /// The newest pre-release that is held, if it is newer than every pick.
    private(set) var newestUnstable: String?
    /// The newest release that `allowedVersions` leaves out, if it is newer than every pick.
    private(set) var newestNotAllowed: String?

    init(_ list: ReleaseList, value: String, scheme: any VersioningScheme, rules: DependencyOptions) {
        let versions = list.releases.map(\.version)
        current = scheme.isVersion(value) ? value : scheme.satisfyingVersion(versions, range: value) ?? value
        isCurrentMissing = !versions.contains(current)
        let isAllowed = AllowedVersions(rules.allowedVersions, scheme: scheme)
        let currentMajor = scheme.numbers(of: current)?.major
        var unstable: Release?
        var notAllowed: Release?
        for release in list.releases where !release.isDeprecated {
            let version = release.version
            guard scheme.isVersion(version), scheme.isCompatible(version, with: current),
                scheme.compare(version, current) == .newer
            else { continue }
            if rules.ignoreUnstable, !scheme.isStable(version), !Self.continues(version, current, scheme) {
                unstable = Self.newer(release, unstable, scheme)
            } else if !isAllowed(version) {
                notAllowed = Self.newer(release, notAllowed, scheme)
            } else {
                newest = Self.newer(release, newest, scheme)
                if scheme.numbers(of: version)?.major == currentMajor {
                    newestInMajor = Self.newer(release, newestInMajor, scheme)
                }
            }
        }
        newestUnstable = above(unstable, scheme)
        newestNotAllowed = above(notAllowed, scheme)
    }

    /// What to propose: the newest, and where majors are separate also the newest without a major step.
    func picks(separateMajor: Bool) -> [Release] {
        guard let newest else { return [] }
        guard separateMajor, let newestInMajor, newestInMajor != newest else { return [newest] }
        return [newestInMajor, newest]
    }

    /// A pre-release may follow a pre-release of the same version.
    private static func continues(_ version: String, _ current: String, _ scheme: any VersioningScheme) -> Bool {
        !scheme.isStable(current) && scheme.numbers(of: version) == scheme.numbers(of: current)
    }

    /// The newer one; of two that are equal the one whose text is greater, so that the order of the list does not matter.
    private static func newer(_ a: Release, _ b: Release?, _ scheme: any VersioningScheme) -> Release {
        guard let b else { return a }
        switch scheme.compare(a.version, b.version) {
        case .newer?: return a
        case .equal?: return a.version > b.version ? a : b
        case .older?, nil: return b
        }
    }

    private func above(_ release: Release?, _ scheme: any VersioningScheme) -> String? {
        guard let release else { return nil }
        guard let newest else { return release.version }
        return scheme.compare(release.version, newest.version) == .newer ? release.version : nil
    }
}

/// The option `allowedVersions`: a range, or `/a regular expression/`, or one behind `!`.
private struct AllowedVersions {
    let pattern: NamePattern?
    let range: String?
    let scheme: any VersioningScheme

    init(_ text: String?, scheme: any VersioningScheme) {
        let isPattern = text.map { $0.hasPrefix("/") || $0.hasPrefix("!/") } ?? false
        pattern = isPattern ? text.map(NamePattern.init) : nil
        range = isPattern ? nil : text
        self.scheme = scheme
    }

    func callAsFunction(_ version: String) -> Bool {
        if let pattern { return pattern.hasForm(version) != pattern.isNegated }
        if let range { return scheme.matches(version, range: range) }
        return true
    }
}
