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
    }

    private let datasources: [DatasourceID: any Datasource]
    private let limit: ConcurrencyLimit
    private let cache: (any ReleaseCache)?
    private let timeToLive: Duration
    private let now: @Sendable () -> Date
    private let listFlights = SingleFlight<Package, LookupOutcome>()
    private let digestFlights = SingleFlight<DigestKey, Result<String?, LookupError>>()
    private var lists: [Package: LookupOutcome] = [:]
    private var digests: [DigestKey: Result<String?, LookupError>] = [:]

    /// - Parameters:
    ///   - limit: how many packages are asked for at the same time, at least 1.
    ///   - timeToLive: how long an answer in `cache` is taken without asking.
    public init(
        datasources: [DatasourceID: any Datasource], limit: Int = 32, cache: (any ReleaseCache)? = nil,
        timeToLive: Duration = .zero, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.datasources = datasources
        self.limit = ConcurrencyLimit(limit)
        self.cache = cache
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
        let key = DigestKey(package: package, version: version)
        if let known = digests[key] { return known }
        // Some lists come with digests: tags of Git with their commits.
        if case .success(let list) = lists[package], let digest = list.digest(of: version) { return .success(digest) }
        return try await digestFlights.value(for: key) { [self] in
            if let known = await digests[key] { return known }
            let outcome = try await limit.run {
                try await asOutcome { try await datasource(of: package).fetchDigest(of: package, version: version) }
            }
            await keep(outcome, of: key)
            return outcome
        }
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
