/// Options of updates that a repository and each of its package rules may set; nil leaves what was said before.
///
/// Names and meanings are Renovate's: https://docs.renovatebot.com/configuration-options/
public struct UpdateOptions: Hashable, Sendable {
    /// When a release without a time of publication is old enough.
    public enum AgeBehaviour: String, Hashable, Sendable, CaseIterable {
        case required = "timestamp-required"
        case optional = "timestamp-optional"
    }

    /// What happens to releases that are too young.
    public enum ChecksFilter: String, Hashable, Sendable, CaseIterable {
        /// They are held, and the newest one that is old enough is proposed.
        case strict
        /// As `strict`, but when none is old enough the newest is proposed.
        case flexible
        /// The newest is proposed at once.
        case none
    }

    /// Never newer than what the publisher marks as the latest, where it marks one.
    public var respectLatest: Bool?
    /// Only the releases that this tag points at.
    public var followTag: String?
    /// A pattern whose group `version` cuts the version out of a release's tag.
    public var extractVersion: String?
    /// Versions, ranges or patterns that are never proposed.
    public var ignoreVersions: [String]?
    public var replacementName: String?
    public var replacementVersion: String?
    public var separateMinorPatch: Bool?
    public var separateMultipleMajor: Bool?
    public var separateMultipleMinor: Bool?
    public var rangeStrategy: RangeStrategy?
    /// How far the chart moves that an edited file belongs to: a ``BumpStep``, or a template that makes one.
    public var bumpVersion: String?
    /// Other versions of one's own that move with an update.
    public var bumpVersions: [BumpRule]?
    public var minimumReleaseAge: ReleaseAge?
    public var minimumReleaseAgeBehaviour: AgeBehaviour?
    public var internalChecksFilter: ChecksFilter?
    /// What stands for the group in the branch's name.
    public var groupSlug: String?
    /// How many updates a group needs before it is proposed.
    public var minimumGroupSize: Int?
    /// When updates may be proposed; empty means always.
    public var schedule: [UpdateSchedule]?
    /// The zone of ``schedule``, such as `Europe/Berlin`; unset means UTC.
    public var timezone: String?
    /// How the subject of commits and merge requests is put together.
    public var message = CommitMessageOptions()
    /// Paragraphs for the description; those of later rules are added.
    public var prBodyNotes: [String] = []
    /// When merge requests are opened, built again and merged.
    public var lifeCycle = LifeCycleOptions()
    /// Which release notes are shown.
    public var changeLog = ChangeLogOptions()

    public init() {}

    /// Puts what `other` says over this.
    public mutating func apply(_ other: UpdateOptions) {
        respectLatest = other.respectLatest ?? respectLatest
        followTag = other.followTag ?? followTag
        extractVersion = other.extractVersion ?? extractVersion
        ignoreVersions = other.ignoreVersions ?? ignoreVersions
        replacementName = other.replacementName ?? replacementName
        replacementVersion = other.replacementVersion ?? replacementVersion
        separateMinorPatch = other.separateMinorPatch ?? separateMinorPatch
        separateMultipleMajor = other.separateMultipleMajor ?? separateMultipleMajor
        separateMultipleMinor = other.separateMultipleMinor ?? separateMultipleMinor
        rangeStrategy = other.rangeStrategy ?? rangeStrategy
        bumpVersion = other.bumpVersion ?? bumpVersion
        bumpVersions = other.bumpVersions ?? bumpVersions
        minimumReleaseAge = other.minimumReleaseAge ?? minimumReleaseAge
        minimumReleaseAgeBehaviour = other.minimumReleaseAgeBehaviour ?? minimumReleaseAgeBehaviour
        internalChecksFilter = other.internalChecksFilter ?? internalChecksFilter
        groupSlug = other.groupSlug ?? groupSlug
        minimumGroupSize = other.minimumGroupSize ?? minimumGroupSize
        schedule = other.schedule ?? schedule
        timezone = other.timezone ?? timezone
        message.apply(other.message)
        lifeCycle.apply(other.lifeCycle)
        changeLog.apply(other.changeLog)
        prBodyNotes += other.prBodyNotes.filter { !prBodyNotes.contains($0) }
    }
}
