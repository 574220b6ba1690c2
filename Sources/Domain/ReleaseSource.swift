/// Answers what is released, for all datasources: each package is asked for once, however many dependencies pin it.
public protocol ReleaseSource: Sendable {
    /// Looks up a package.
    ///
    /// - Parameter current: a version in use, as a hint where to start in a long list.
    /// - Throws: only `CancellationError`; what went wrong with a package is its outcome.
    func lookUp(_ package: Package, from current: String?) async throws -> LookupOutcome

    /// Looks up the digest that a version points at now; nil where the datasource has no digests.
    ///
    /// - Throws: only `CancellationError`.
    func lookUpDigest(of package: Package, version: String) async throws -> Result<String?, LookupError>

    /// Looks up the digest that takes the place of `current`: of the same platform, when `current` is that of one.
    ///
    /// - Throws: only `CancellationError`.
    func lookUpDigest(
        of package: Package, version: String, replacing current: String?
    ) async throws -> Result<String?, LookupError>

    /// Looks up the hashes that a lock file holds of a version.
    ///
    /// - Throws: only `CancellationError`.
    func lookUpHashes(for question: LockQuestion) async throws -> Result<[String], LookupError>

    /// Looks up what one release tells about itself; a time that nobody tells is when we saw the release first.
    ///
    /// - Throws: only `CancellationError`.
    func lookUpDetails(
        of package: Package, version: String, _ parts: ReleaseDetails.Parts
    ) async throws -> Result<ReleaseDetails, LookupError>

    /// Looks up the releases of the repository that has the source code; nil where no forge is known at that address.
    ///
    /// - Throws: only `CancellationError`.
    func lookUpHistory(ofSource url: String) async throws -> SourceHistory?
}

extension ReleaseSource {
    public func lookUpDigest(
        of package: Package, version: String, replacing current: String?
    ) async throws -> Result<String?, LookupError> {
        try await lookUpDigest(of: package, version: version)
    }

    public func lookUpHashes(for question: LockQuestion) async throws -> Result<[String], LookupError> {
        .failure(LookupError(.unsupported, "\(question.package.name): nobody knows the hashes of its packages"))
    }

    public func lookUpDetails(
        of package: Package, version: String, _ parts: ReleaseDetails.Parts
    ) async throws -> Result<ReleaseDetails, LookupError> {
        .success(ReleaseDetails())
    }

    public func lookUpHistory(ofSource url: String) async throws -> SourceHistory? { nil }
}
