public import Domain

/// A tag whose digest the plan needs: of a version that is proposed for a pin with a digest, or of the tag in use.
public struct DigestQuestion: Hashable, Sendable {
    public var package: Package
    public var version: String

    public init(package: Package, version: String) {
        self.package = package
        self.version = version
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
