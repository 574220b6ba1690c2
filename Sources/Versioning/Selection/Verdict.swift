/// What was decided about one release, and so why it is or is not proposed.
public enum Verdict: String, Hashable, Sendable, Codable, CaseIterable {
    /// The newest one of its kind that may be proposed.
    case picked
    /// It could be proposed, but a newer one is.
    case newerButNotPicked = "newer-but-not-picked"
    /// It is the current version, or an equal one in another spelling.
    case sameAsCurrent = "same-as-current"
    case older
    /// It may not follow the current version: another suffix, prefix, shape or number of parts.
    case otherLane = "other-lane"
    /// It is a pre-release, and the current version is not one of the same release.
    case unstable
    /// `allowedVersions` leaves it out.
    case notAllowed = "not-allowed"
    /// `ignoreVersions` names it.
    case ignored
    /// The versioning does not read it as a version.
    case notAVersion = "not-a-version"
    /// The publisher marks it as withdrawn or deprecated, and the current one is not.
    case deprecated
}
