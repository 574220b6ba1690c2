/// What the admin says about the upgrade order of one component.
public struct ComponentSettings: Hashable, Sendable {
    /// The names of rules.
    public enum Rule: String, Hashable, Sendable, CaseIterable {
        case stops
        case consecutiveMinor = "consecutive-minor"
        case maxSkip = "max-skip"
        case consecutiveMajor = "consecutive-major"
        case lastMinorBeforeMajor = "last-minor-before-major"
        case graph
        case manualMajor = "manual-major"
        case any
        case anyWithNotes = "any-with-notes"
        case endOfLife = "end-of-life"
        case follows
    }

    /// How much a rule binds.
    public enum Strength: String, Hashable, Sendable, CaseIterable { case enforced, recommended }

    /// The id in the catalogue, or a new one.
    public var name: String
    /// Nil keeps that of the catalogue.
    public var rule: Rule?
    /// The greatest step of `max-skip`, in minors.
    public var step: Int?
    /// The component that `follows` goes after.
    public var follows: String?
    /// How many minors ahead of it are allowed.
    public var skew = 0
    public var strength: Strength?
    public var newestPatchFirst: Bool?
    /// Minors such as `17.5`, beside those of the catalogue.
    public var stops: [String] = []
    /// Minors that are stops in the catalogue and not here.
    public var withoutStops: [String] = []
    /// Versions such as `18.11.7`, or ranges such as `18.11.0-18.11.6`.
    public var avoid: [String] = []
    public var images: [String] = []
    public var charts: [String] = []

    public init(name: String) { self.name = name }
}

/// Where newer data of the catalogue comes from.
public struct CatalogueSettings: Hashable, Sendable {
    /// The address of GitLab's published path file, or of a copy; nil means that none is read.
    public var gitlabPathURL: String?

    public init(gitlabPathURL: String? = nil) { self.gitlabPathURL = gitlabPathURL }
}

/// A section of runbooks in the admin's words.
public struct RunbookSettings: Hashable, Sendable {
    /// The names of sections.
    public enum Section: String, Hashable, Sendable, CaseIterable {
        case position, reason, moves, before, backup, database, notes, happens, after, gate, rollback
    }

    /// The kinds of install.
    public enum Install: String, Hashable, Sendable, CaseIterable { case chart, argocd, flux, omnibus }

    public var section: Section
    /// The only component; nil for all.
    public var component: String?
    /// Empty for all.
    public var installs: [Install]
    public var text: String

    public init(section: Section = .before, component: String? = nil, installs: [Install] = [], text: String = "") {
        self.section = section
        self.component = component
        self.installs = installs
        self.text = text
    }
}
