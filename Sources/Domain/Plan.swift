public import Foundation
public import TextEdits

/// What a lookup of one package ended with; an error is never the same as an empty list.
public typealias LookupOutcome = Result<ReleaseList, LookupError>

/// One dependency and what it would move to.
public struct Update: Hashable, Sendable {
    public var dependency: Dependency
    public var type: UpdateType
    /// The version in use now; for a range the newest one that it allows.
    public var currentVersion: String
    /// The version that is proposed, as the registry spells it.
    public var newVersion: String
    /// What the registry calls it, where ``newVersion`` is only what settings cut out of that.
    public var newTag: String?
    /// What is written in place of `currentValue`; nil leaves it.
    public var newValue: String?
    /// What is written in place of `currentDigest`; nil leaves it.
    public var newDigest: String?
    /// When the new version was published, where known.
    public var released: Date?
    /// Where the source code is, for links.
    public var sourceURL: String?
    /// The registry that answered, where it is known.
    public var registryURL: String?
    /// The version in use is not at the registry any more.
    public var isCurrentMissing: Bool

    public init(
        dependency: Dependency, type: UpdateType, currentVersion: String, newVersion: String, newValue: String? = nil,
        newDigest: String? = nil, released: Date? = nil, sourceURL: String? = nil, registryURL: String? = nil,
        isCurrentMissing: Bool = false
    ) {
        self.dependency = dependency
        self.type = type
        self.currentVersion = currentVersion
        self.newVersion = newVersion
        self.newValue = newValue
        self.newDigest = newDigest
        self.released = released
        self.sourceURL = sourceURL
        self.registryURL = registryURL
        self.isCurrentMissing = isCurrentMissing
    }

    /// The edits that make this update in the dependency's file.
    public var edits: EditSet { EditSet(dependency.edits(value: newValue, digest: newDigest)) }
}

/// One merge request that should be open: a branch and the updates in it.
public struct Proposal: Hashable, Sendable {
    public var branch: BranchName
    /// Where it is to be merged.
    public var target: BranchName
    /// What the merge request is about: a package's name, or a group's.
    public var topic: String
    /// Whether `topic` names a group.
    public var isGroup: Bool
    /// In the order of files and spans; never empty.
    public var updates: [Update]
    /// Updates of the same packages that are not proposed here, with the reasons.
    public var held: [HeldUpdate]
    public var labels: [String]
    /// User names.
    public var assignees: [String]
    /// User names.
    public var reviewers: [String]
    /// Paragraphs for the description, from settings.
    public var notes: [String]
    /// The versions of one's own that move in the same commit.
    public var bumps: [VersionBump] = []
    /// The title that settings make; nil means the usual one.
    public var title: String?
    /// The installation whose next hop this is; nil for everything else.
    public var component: ComponentPlan?
    /// What was seen of that installation before its next hop.
    public var checks: [MergeRequestMemory.Hop.Check] = []
    /// What the hop changes beside its pins, and what a person should see to.
    public var coChanges = CoChanges()
    /// What links it to the merge requests of the same installation in other repositories, as Markdown.
    public var companions: String?
    /// Why no merge request is opened now; one that is open stays, and is kept up to date.
    public var postponed: HoldReason?
    /// When it is opened, built again and merged.
    public var lifeCycle = LifeCycleOptions()
    /// Whether merging it may be switched on now, as far as `automergeSchedule` goes.
    public var mayMergeNow = true
    /// What its release notes are asked with; empty where settings want none.
    public var notesQuestions: [NotesQuestion] = []
    /// What the description says about releases.
    public var changeLog = ChangeLog.none

    public init(
        branch: BranchName, target: BranchName, topic: String, isGroup: Bool = false, updates: [Update],
        held: [HeldUpdate] = [], labels: [String] = [], assignees: [String] = [], reviewers: [String] = [],
        notes: [String] = [], postponed: HoldReason? = nil
    ) {
        self.branch = branch
        self.target = target
        self.topic = topic
        self.isGroup = isGroup
        self.updates = updates
        self.held = held
        self.labels = labels
        self.assignees = assignees
        self.reviewers = reviewers
        self.notes = notes
        self.postponed = postponed
    }

    /// The largest step of the updates.
    public var type: UpdateType {
        UpdateType.allCases.first { type in updates.contains { $0.type == type } } ?? .patch
    }

    /// The edits to each file.
    public var editsByFile: [String: EditSet] {
        updates.reduce(into: [:]) { result, update in
            for edit in update.edits.edits { result[update.dependency.file, default: EditSet()].add(edit) }
        }.merging(coChanges.edits) { EditSet($0.edits + $1.edits) }
    }
}

/// Why an update that exists is not proposed.
public enum HoldReason: Hashable, Sendable {
    /// The repository has no settings yet, and its first merge request asks for them.
    case awaitingOnboarding
    /// Only pre-releases are newer, and the version in use is a stable one.
    case unstable
    /// The version in use is not at the registry, and nothing newer is; moving back is not our decision.
    case currentMissing
    /// `allowedVersions` leaves it out.
    case notAllowed(String)
    /// Its publisher marks it as withdrawn or deprecated.
    case deprecated
    /// A rule or `ignoreDeps` switches updates off.
    case disabled
    /// A person closed the merge request that proposed exactly this.
    case closedUnmerged(number: Int)
    /// As many merge requests are open as `prConcurrentLimit` allows.
    case limit(Int)
    /// Somebody else committed to the branch, or changed where it goes.
    case takenOver(BranchName)
    /// The version is not one of the dependency's versioning.
    case invalidCurrent(VersioningID)
    /// The digest of the new version could not be had.
    case digestUnknown(String)
    /// It is younger than `minimumReleaseAge`, or nobody says when it was published.
    case tooYoung(ReleaseAge)
    /// `respectLatest` or `followTag` leaves it out: it is not what this tag or version points at.
    case notFollowed(String)
    /// `ignoreVersions` names it.
    case ignored
    /// Another package is to take the place of this one, and names in files are not changed.
    case replaced(by: String)
    /// The group has fewer updates than `minimumGroupSize`.
    case groupTooSmall(Int)
    /// The time is not one of `schedule`.
    case awaitingSchedule
    /// A person stopped the merge request with a label.
    case stopped(label: String)
    /// A person holds the merge request, until that day (`2026-12-24`) or until released.
    case onHold(until: String?)
    /// As many merge requests were opened within the hour as `prHourlyLimit` allows.
    case hourlyLimit(Int)
    /// As many branches were built within the hour as `commitHourlyLimit` allows.
    case commitLimit(Int)
    /// As many branches of ours are there as `branchConcurrentLimit` allows.
    case branchLimit(Int)
    /// Its branch is built, and `prCreation` waits for its checks.
    case awaitingChecks(CheckState)
    /// It waits for a person to tick it in the dashboard.
    case awaitingApproval
    /// It is a part of a component, and no legal step leads on; the text says why.
    case noLegalStep(String)
    /// It is a part of a component, and nobody says which version of the application this chart brings.
    case applicationUnknown(String)
    /// The chain of the component waits before its next hop; the text says for what.
    case chain(ChainState, String)
    /// The bytes of the file cannot be changed as planned.
    case notEditable(String)
    /// A lock file has to move with it, and cannot be written; the text says which one, and why.
    case lockFile(String)
    /// An open merge request of another bot does it (`otherBots`).
    case otherBot(number: Int, author: String, url: String)
}

/// An update that exists but is not proposed.
public struct HeldUpdate: Hashable, Sendable {
    public var dependency: Dependency
    /// The newest version that is held; nil when it is the current one that is the matter.
    public var version: String?
    public var reason: HoldReason

    public init(dependency: Dependency, version: String?, reason: HoldReason) {
        self.dependency = dependency
        self.version = version
        self.reason = reason
    }
}

/// A dependency of which it is not known whether something newer exists.
public struct UnknownDependency: Hashable, Sendable {
    public var dependency: Dependency
    public var error: LookupError

    public init(dependency: Dependency, error: LookupError) {
        self.dependency = dependency
        self.error = error
    }
}

/// Everything that a run decided about the dependencies of one repository. Nothing is left out in silence.
public struct Plan: Hashable, Sendable {
    /// In the order in which they are opened.
    public var proposals: [Proposal]
    public var held: [HeldUpdate]
    public var unknown: [UnknownDependency]
    public var upToDate: [Dependency]
    /// Recognised, but not looked up: they carry a `skipReason`.
    public var skipped: [Dependency]
    /// The components that were found, and the routes that they are on.
    public var components: [ComponentPlan] = []

    public init(
        proposals: [Proposal] = [], held: [HeldUpdate] = [], unknown: [UnknownDependency] = [],
        upToDate: [Dependency] = [], skipped: [Dependency] = []
    ) {
        self.proposals = proposals
        self.held = held
        self.unknown = unknown
        self.upToDate = upToDate
        self.skipped = skipped
    }
}
