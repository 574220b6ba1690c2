/// In what order the versions of a component may be taken.
public enum RouteRule: Hashable, Sendable {
    /// Declared minors may not be passed over; everything between them may.
    case stops
    /// At most so many minors at once: 1 is every minor, one after the other.
    case steps(Int)
    /// One major at a time.
    case consecutiveMajor
    /// A new major only from the minors that are declared for it.
    case lastMinorBeforeMajor
    /// Only the steps that the vendor names.
    case graph
    /// Within a major at will; a new major is work for a person.
    case manualMajor
    /// From any version to any other.
    case any
    /// From any version to any other, when the notes of all in between were read.
    case anyWithNotes
    /// Nothing is released any more.
    case endOfLife
    /// The minor of another component, at most `skew` minors ahead of it.
    case follows(String, skew: Int)

    /// The name in data and settings: `consecutive-minor`.
    public var name: String {
        switch self {
        case .stops: "stops"
        case .steps(let count): count == 1 ? "consecutive-minor" : "max-skip"
        case .consecutiveMajor: "consecutive-major"
        case .lastMinorBeforeMajor: "last-minor-before-major"
        case .graph: "graph"
        case .manualMajor: "manual-major"
        case .any: "any"
        case .anyWithNotes: "any-with-notes"
        case .endOfLife: "end-of-life"
        case .follows: "follows"
        }
    }

    /// Every name that ``init(name:step:follows:skew:)`` knows.
    public static let names = [
        "stops", "consecutive-minor", "max-skip", "consecutive-major", "last-minor-before-major", "graph",
        "manual-major", "any", "any-with-notes", "end-of-life", "follows",
    ]

    /// Puts a rule together; nil for an unknown name, `max-skip` without a step, or `follows` without a component.
    ///
    /// - Parameters:
    ///   - step: the greatest step of `max-skip`, in minors, from 1.
    ///   - follows: the id of the component that `follows` goes after.
    ///   - skew: how many minors ahead of it are allowed.
    public init?(name: String, step: Int? = nil, follows: String? = nil, skew: Int = 0) {
        switch name {
        case "stops": self = .stops
        case "consecutive-minor": self = .steps(1)
        case "max-skip":
            guard let step, step >= 1 else { return nil }
            self = .steps(step)
        case "consecutive-major": self = .consecutiveMajor
        case "last-minor-before-major": self = .lastMinorBeforeMajor
        case "graph": self = .graph
        case "manual-major": self = .manualMajor
        case "any": self = .any
        case "any-with-notes": self = .anyWithNotes
        case "end-of-life": self = .endOfLife
        case "follows":
            guard let follows, skew >= 0 else { return nil }
            self = .follows(follows, skew: skew)
        default: return nil
        }
    }
}

/// Who insists on a rule.
public enum RuleStrength: String, Hashable, Sendable, CaseIterable {
    /// The vendor refuses, or does not support, anything else.
    case enforced
    /// The vendor advises it.
    case recommended
}

/// How the minors of a component are counted.
public enum ReleaseNumbering: String, Hashable, Sendable, CaseIterable {
    /// One by one: a number that is not published is a gap that holds a route.
    case numbers
    /// By months or the like: the next minor is the next one that is published.
    case calendar
}
