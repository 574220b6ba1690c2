public import Domain
public import Foundation

/// Answers what is released, for all datasources: each package is asked for once, however many dependencies pin it.
///
/// Make one for each run. Answers, good and bad, are kept as long as it lives; good ones longer in `cache`, when it is
/// given, and then answer later runs within `timeToLive` without any request.
public actor ReleaseLookup: ReleaseSource {
    private struct DigestKey: Hashable, Sendable {
        var package: Package
        var version: String
        var current: String?
    }

    private struct DetailsKey: Hashable, Sendable {
        var package: Package
        var version: String
        var parts: ReleaseDetails.Parts
    }

    private let datasources: [DatasourceID: any Datasource]
    private let limit: ConcurrencyLimit
    private let cache: (any ReleaseCache)?
    private let memory: (any ReleaseMemory)?
    private let histories: SourceHistories?
    private let timeToLive: Duration
    private let now: @Sendable () -> Date
    private let listFlights = SingleFlight<Package, LookupOutcome>()
    private let digestFlights = SingleFlight<DigestKey, Result<String?, LookupError>>()
    private let detailsFlights = SingleFlight<DetailsKey, Result<ReleaseDetails, LookupError>>()
    private let hashFlights = SingleFlight<LockQuestion, Result<[String], LookupError>>()
    private var details: [DetailsKey: Result<ReleaseDetails, LookupError>] = [:]
    private var hashes: [LockQuestion: Result<[String], LookupError>] = [:]
    private var lists: [Package: LookupOutcome] = [:]
    private var digests: [DigestKey: Result<String?, LookupError>] = [:]

    /// - Parameters:
    ///   - limit: how many packages are asked for at the same time, at least 1.
    ///   - memory: tells when a release was seen first, where its registry does not tell its time.
    ///   - histories: asks forges for the releases of source repositories; without it there are none.
    ///   - timeToLive: how long an answer in `cache` is taken without asking.
    public init(
        datasources: [DatasourceID: any Datasource], limit: Int = 32, cache: (any ReleaseCache)? = nil,
        memory: (any ReleaseMemory)? = nil, histories: SourceHistories? = nil, timeToLive: Duration = .zero,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.datasources = datasources
        self.limit = ConcurrencyLimit(limit)
        self.cache = cache
        self.memory = memory
        self.histories = histories
        self.timeToLive = timeToLive
        self.now = now
    }

    public func lookUp(_ package: Package, from current: String?) async throws -> LookupOutcome {
        if let known = lists[package] { return known }
        return try await listFlights.value(for: package) { [self] in
            if let known = await lists[package] { return known }
            let outcome = try await limit.run { try await ask(package, current) }
            await keep(outcome, of: package)
            return outcome
        }
    }

    public func lookUpDigest(of package: Package, version: String) async throws -> Result<String?, LookupError> {
        try await lookUpDigest(of: package, version: version, replacing: nil)
    }

    public func lookUpDigest(
        of package: Package, version: String, replacing current: String?
    ) async throws -> Result<String?, LookupError> {
        let key = DigestKey(package: package, version: version, current: current)
        if let known = digests[key] { return known }
        // Some lists come with digests: tags of Git with their commits.
        if case .success(let list) = lists[package], let digest = list.digest(of: version) { return .success(digest) }
        return try await digestFlights.value(for: key) { [self] in
            if let known = await digests[key] { return known }
            let outcome = try await limit.run {
                try await asOutcome {
                    try await datasource(of: package).fetchDigest(of: package, version: version, replacing: current)
                }
            }
            await keep(outcome, of: key)
            return outcome
        }
    }

    public func lookUpDetails(
        of package: Package, version: String, _ parts: ReleaseDetails.Parts
    ) async throws -> Result<ReleaseDetails, LookupError> {
        let key = DetailsKey(package: package, version: version, parts: parts)
        if let known = details[key] { return known }
        let listed = listedDetails(key)
        return try await detailsFlights.value(for: key) { [self] in
            if let known = await details[key] { return known }
            let outcome = try await limit.run { try await asOutcome { try await askDetails(key, listed) } }
            await keep(outcome, of: key)
            return outcome
        }
    }

    public func lookUpHashes(for question: LockQuestion) async throws -> Result<[String], LookupError> {
        if let known = hashes[question] { return known }
        return try await hashFlights.value(for: question) { [self] in
            if let known = await hashes[question] { return known }
            let outcome = try await asOutcome {
                guard let found = try await datasource(of: question.package).fetchHashes(for: question) else {
                    throw LookupError(
                        .unsupported, "\(question.package.datasource) has no hashes of \(question.package.name)")
                }
                return found
            }
            await keep(outcome, of: question)
            return outcome
        }
    }

    public func lookUpHistory(ofSource url: String) async throws -> SourceHistory? {
        guard let histories else { return nil }
        return try await histories.history(at: url)
    }

    /// What the list of the package has told already.
    private func listedDetails(_ key: DetailsKey) -> ReleaseDetails {
        guard case .success(let list) = lists[key.package] else { return ReleaseDetails() }
        let time = list.releases.first { $0.version == key.version }?.timestamp
        return ReleaseDetails(timestamp: time, sourceURL: list.sourceURL)
    }

    private nonisolated func askDetails(_ key: DetailsKey, _ listed: ReleaseDetails) async throws -> ReleaseDetails {
        var parts = key.parts
        if listed.timestamp != nil { parts.remove(.time) }
        var details = listed
        if !parts.isEmpty,
            let found = try await datasource(of: key.package).fetchDetails(of: key.package, version: key.version, parts)
        {
            details.timestamp = listed.timestamp ?? found.timestamp
            details.sourceURL = found.sourceURL ?? listed.sourceURL
            details.notes = found.notes
            details.notesURL = found.notesURL
            details.changelogURL = found.changelogURL
        }
        if key.parts.contains(.time), details.timestamp == nil {
            details.timestamp = await memory?.firstSeen(key.version, of: key.package, now: now())
        }
        return details
    }

    private func keep(_ outcome: Result<ReleaseDetails, LookupError>, of key: DetailsKey) { details[key] = outcome }

    private func keep(_ outcome: Result<[String], LookupError>, of question: LockQuestion) {
        hashes[question] = outcome
    }

    private func keep(_ outcome: LookupOutcome, of package: Package) { lists[package] = outcome }

    private func keep(_ outcome: Result<String?, LookupError>, of key: DigestKey) { digests[key] = outcome }

    private nonisolated func ask(_ package: Package, _ current: String?) async throws -> LookupOutcome {
        let time = now()
        if let cache, timeToLive > .zero,
            let known = await cache.releases(of: package, fetchedSince: time - timeToLive.seconds)
        {
            return .success(known)
        }
        let outcome = try await asOutcome {
            try await datasource(of: package).fetchReleases(of: package, from: current)
        }
        if let cache, timeToLive > .zero, case .success(let releases) = outcome {
            await cache.store(releases, of: package, fetchedAt: time)
        }
        return outcome
    }

    private nonisolated func datasource(of package: Package) throws -> any Datasource {
        if let datasource = datasources[package.datasource] { return datasource }
        // One that is defined by a repository has its definition with it.
        guard package.customSource != nil, let datasource = datasources["custom"] else {
            throw LookupError(.unsupported, "there is no datasource \(package.datasource), named by \(package.name)")
        }
        return datasource
    }

    private nonisolated func asOutcome<T>(_ work: () async throws -> T) async throws -> Result<T, LookupError> {
        do {
            return .success(try await work())
        } catch let error as LookupError {
            return .failure(error)
        } catch let error as CancellationError {
            throw error
        } catch {
            try Task.checkCancellation()
            return .failure(LookupError(.malformed, "\(error)"))
        }
    }
}

extension ReleaseList {
    fileprivate func digest(of version: String) -> String? { releases.first { $0.version == version }?.digest }
}

extension Duration {
    fileprivate var seconds: TimeInterval {
        TimeInterval(components.seconds) + TimeInterval(components.attoseconds) * 1e-18
    }
}
