public import Domain
public import Foundation

/// A tag whose digest the plan needs: of a version that is proposed for a pin with a digest, or of the tag in use.
public struct DigestQuestion: Hashable, Sendable {
    public var package: Package
    public var version: String
    /// The digest that is pinned now: where it is of one platform, the answer is of that platform.
    public var replacing: String?

    public init(package: Package, version: String, replacing: String? = nil) {
        self.package = package
        self.version = version
        self.replacing = replacing
    }
}

/// What a plan needs to know about one release beyond what the list of its package says.
public struct ReleaseQuestion: Hashable, Sendable {
    public enum Fact: String, Hashable, Sendable {
        /// When it was published, for `minimumReleaseAge`.
        case time
        /// What its tag points at, for `followTag`.
        case digest
    }

    public var package: Package
    /// As the registry spells it.
    public var version: String
    public var fact: Fact

    public init(package: Package, version: String, fact: Fact) {
        self.package = package
        self.version = version
        self.fact = fact
    }
}

/// Everything that was looked up for one plan.
public struct Lookups: Sendable {
    public var releases: [Package: LookupOutcome]
    public var digests: [DigestQuestion: Result<String?, LookupError>]

    public init(
        releases: [Package: LookupOutcome] = [:], digests: [DigestQuestion: Result<String?, LookupError>] = [:]
    ) {
        self.releases = releases
        self.digests = digests
    }
}

extension Lookups {
    /// Puts what a release was asked for beside what its list says.
    public mutating func add(_ fact: ReleaseFact, to question: ReleaseQuestion) {
        guard case .success(var list)? = releases[question.package],
            let index = list.releases.firstIndex(where: { $0.version == question.version })
        else { return }
        switch fact {
        case .time(let time): list.releases[index].timestamp = time
        case .digest(let digest): list.releases[index].digest = digest
        }
        releases[question.package] = .success(list)
    }
}

/// The answer to a ``ReleaseQuestion``.
public enum ReleaseFact: Hashable, Sendable {
    case time(Date)
    case digest(String)
}
