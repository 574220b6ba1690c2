public import Foundation

/// One published version of a package.
public struct Release: Hashable, Sendable, Codable {
    /// The version or tag as the registry spells it.
    public var version: String
    /// When it was published, where the registry says so.
    public var timestamp: Date?
    /// The digest of what the tag points at, where the list gives it for free.
    public var digest: String?
    /// The version of the application inside a chart, where the index says so.
    public var appVersion: String?
    /// The publisher marks it as withdrawn or deprecated.
    public var isDeprecated: Bool
    /// Whether the publisher says that it is no pre-release; nil where only the version itself tells.
    public var isStable: Bool?
    /// What the registry calls it, where ``version`` is only what settings cut out of that.
    public var tag: String?

    public init(
        version: String, timestamp: Date? = nil, digest: String? = nil, appVersion: String? = nil,
        isDeprecated: Bool = false, isStable: Bool? = nil
    ) {
        self.version = version
        self.timestamp = timestamp
        self.digest = digest
        self.appVersion = appVersion
        self.isDeprecated = isDeprecated
        self.isStable = isStable
    }
}

/// All releases of a package, complete: a list that was cut short is an error, never a shorter list.
public struct ReleaseList: Hashable, Sendable, Codable {
    /// In the registry's order, which means nothing.
    public var releases: [Release]
    /// The registry that answered.
    public var registryURL: String
    /// Where the source code is, for links.
    public var sourceURL: String?
    /// The project's own page, for links.
    public var homepageURL: String?
    /// What the publisher marks as the latest, where it marks one.
    public var latestVersion: String?

    public init(
        releases: [Release], registryURL: String, sourceURL: String? = nil, homepageURL: String? = nil,
        latestVersion: String? = nil
    ) {
        self.releases = releases
        self.registryURL = registryURL
        self.sourceURL = sourceURL
        self.homepageURL = homepageURL
        self.latestVersion = latestVersion
    }
}

/// Why a package could not be looked up. It never means "nothing newer".
public struct LookupError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        /// No answer: name resolution, connection, TLS, time-out, or a server error that outlived the retries.
        case unreachable
        /// 401 or 403: the credentials are missing, wrong or not enough.
        case unauthorized
        /// The registry answers that there is no such package.
        case notFound = "not-found"
        /// 429 that outlived the retries.
        case rateLimited = "rate-limited"
        /// The answer is not what the protocol says: HTML, broken JSON or YAML, wrong types.
        case malformed
        /// The answer is larger than the limit.
        case tooLarge = "too-large"
        /// We refuse to go on: a redirect or page link to another host or a private address, a loop of pages.
        case refused
        /// No datasource of this name exists.
        case unsupported
    }

    public var code: Code
    /// What happened, where, and what to do; addresses without secrets.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same question may be answered later without anyone changing anything.
    public var isTransient: Bool { code == .unreachable || code == .rateLimited }

    public var description: String { message }
}

/// What one release tells about itself beyond its version, where somebody asks for it.
public struct ReleaseDetails: Hashable, Sendable, Codable {
    /// What is asked for: each part may cost requests.
    public struct Parts: OptionSet, Hashable, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }

        /// When it was published.
        public static let time = Parts(rawValue: 1)
        /// What changed, and where its source is.
        public static let notes = Parts(rawValue: 2)
    }

    public var timestamp: Date?
    public var sourceURL: String?
    /// Markdown as its publisher wrote it: not to be shown before it was neutralised.
    public var notes: String?
    /// The page of the release.
    public var notesURL: String?
    /// A page about its changes, where the publisher names one.
    public var changelogURL: String?

    public init(timestamp: Date? = nil, sourceURL: String? = nil, notes: String? = nil, notesURL: String? = nil) {
        self.timestamp = timestamp
        self.sourceURL = sourceURL
        self.notes = notes
        self.notesURL = notesURL
    }
}

/// A plug-in that knows which versions of a package exist.
public protocol Datasource: Sendable {
    static var id: DatasourceID { get }
    /// One sentence for lists.
    static var summary: String { get }
    /// The versioning of its packages when nothing else is said.
    static var defaultVersioning: VersioningID { get }
    /// The registries that are asked when a dependency names none.
    static var defaultRegistryURLs: [String] { get }

    /// Fetches all releases of `package`.
    ///
    /// - Parameter current: a version in use, as a hint where to start in a long sorted list.
    /// - Throws: ``LookupError`` when the list cannot be had in full; `CancellationError` when the task is cancelled.
    func fetchReleases(of package: Package, from current: String?) async throws -> ReleaseList

    /// Fetches the digest that `version` of `package` points at now; nil when the datasource has no digests.
    func fetchDigest(of package: Package, version: String) async throws -> String?

    /// Fetches the digest that takes the place of `current`: of the same platform, when `current` is that of one.
    func fetchDigest(of package: Package, version: String, replacing current: String?) async throws -> String?

    /// Fetches the hashes that a lock file holds of a version; nil when no lock file knows this kind of package.
    func fetchHashes(for question: LockQuestion) async throws -> [String]?

    /// Fetches what one release tells about itself; nil when the datasource knows no more than its list.
    func fetchDetails(
        of package: Package, version: String, _ parts: ReleaseDetails.Parts
    ) async throws -> ReleaseDetails?
}

extension Datasource {
    public func fetchDigest(of package: Package, version: String) async throws -> String? { nil }

    public func fetchHashes(for question: LockQuestion) async throws -> [String]? { nil }

    public func fetchDigest(of package: Package, version: String, replacing current: String?) async throws -> String? {
        try await fetchDigest(of: package, version: version)
    }

    public func fetchDetails(
        of package: Package, version: String, _ parts: ReleaseDetails.Parts
    ) async throws -> ReleaseDetails? { nil }
}
