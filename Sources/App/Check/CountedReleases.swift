import Domain

/// Look-ups that are counted for somebody who waits for them.
struct CountedReleases: ReleaseSource {
    let releases: any ReleaseSource
    let progress: ProgressLine

    func lookUp(_ package: Package, from current: String?) async throws -> LookupOutcome {
        let outcome = try await releases.lookUp(package, from: current)
        progress.step(of: nil, package.name)
        return outcome
    }

    func lookUpDigest(of package: Package, version: String) async throws -> Result<String?, LookupError> {
        try await releases.lookUpDigest(of: package, version: version)
    }

    func lookUpDigest(
        of package: Package, version: String, replacing current: String?
    ) async throws -> Result<String?, LookupError> {
        try await releases.lookUpDigest(of: package, version: version, replacing: current)
    }

    func lookUpDetails(
        of package: Package, version: String, _ parts: ReleaseDetails.Parts
    ) async throws -> Result<ReleaseDetails, LookupError> {
        try await releases.lookUpDetails(of: package, version: version, parts)
    }

    func lookUpHashes(for question: LockQuestion) async throws -> Result<[String], LookupError> {
        try await releases.lookUpHashes(for: question)
    }

    func lookUpHistory(ofSource url: String) async throws -> SourceHistory? {
        try await releases.lookUpHistory(ofSource: url)
    }
}
