import Domain
import Foundation
import HTTPTransport
import Signing

/// The hashes of a provider's packages, as a lock file holds them.
///
/// `zh:` are all sums of the list that the publisher signs. `h1:` need the packages themselves: those are taken for the
/// platforms that the lock file was made for, which are found by the hashes it has for its present version. A lock file
/// without any `h1:` gets none. Where the registry tells the hashes of all packages (OpenTofu's does), nothing is downloaded and
/// all are taken, as `tofu init` does. An `h1:` is believed only of a package whose SHA-256 stands in the list.
///
/// The signature of the list is not looked at here: `terraform init` does that before it installs anything.
///
/// What a package hashes to never changes, so it is kept under the package's own SHA-256, in memory and in the response cache.
/// Sources: https://developer.hashicorp.com/terraform/internals/provider-registry-protocol,
/// https://developer.hashicorp.com/terraform/language/files/dependency-lock#checksum-verification.
actor ProviderPackages {
    /// What a question may cost.
    struct Limits: Sendable {
        /// The largest package, in bytes.
        var package = 1 << 30
        /// How many bytes the files of a package may have together.
        var unpacked = 4 << 30
        /// How many bytes may be downloaded for one question.
        var total = 4 << 30
        /// How long the download of one package may take.
        var timeout: Duration = .seconds(600)
        /// How many packages are downloaded at the same time.
        var width = 2
    }

    private let context: DatasourceContext
    private let registry: TerraformRegistry
    private let limits: Limits
    private let turns: ConcurrencyLimit
    private let flights = SingleFlight<String, String>()
    private let hashing = DispatchQueue(label: "windlass.provider-packages")
    /// `h1:` by the SHA-256 of the zip.
    private var known: [String: String] = [:]
    /// How many bytes were downloaded, by SHA-256.
    private var sizes: [String: Int] = [:]

    init(_ context: DatasourceContext, _ registry: TerraformRegistry, limits: Limits = Limits()) {
        self.context = context
        self.registry = registry
        self.limits = limits
        turns = ConcurrencyLimit(limits.width)
    }

    /// The hashes of a version of a provider, sorted.
    ///
    /// - Parameter platforms: those that the registry lists, by version.
    /// - Throws: ``LookupError``; what is missing or wrong is said, and nothing is half there.
    func hashes(
        for question: LockQuestion, of name: String, at url: String, platforms: [String: [PackagePlatform]]
    ) async throws -> [String] {
        let new = try await release(question.version, of: name, at: url, platforms)
        var hashes = new.list.hashes
        if let packages = new.answer.packages, !packages.isEmpty {
            return try hashes + fileHashes(of: packages, new)
        }
        let wanted = Set(question.lockedHashes.filter { $0.hasPrefix("h1:") })
        guard !wanted.isEmpty else { return hashes }
        var budget = limits.total
        let targets = try await self.platforms(with: wanted, question, name, url, platforms, &budget)
        for platform in targets where new.platforms.contains(platform) {
            hashes.append(try await fileHash(platform, new, &budget))
        }
        guard hashes.contains(where: { $0.hasPrefix("h1:") }) else {
            throw LookupError(
                .notFound,
                "\(new.place) has no package for \(targets.map(\.text).sorted().joined(separator: ", "))")
        }
        return hashes
    }

    // MARK: Releases

    /// One version at the registry, with its list of sums.
    private struct ProviderRelease {
        var version: String
        var name: String
        var url: String
        var platforms: [PackagePlatform]
        /// The answer about the first platform.
        var answer: PackageAnswer
        var list: PackageList
        var place: String { "\(name) \(version)" }
    }

    private func release(
        _ version: String, of name: String, at url: String, _ platforms: [String: [PackagePlatform]]
    ) async throws -> ProviderRelease {
        let offered = (platforms[version] ?? []).filter(\.isSafe).sorted { $0.rank < $1.rank }
        guard let first = offered.first else {
            throw LookupError(.notFound, "\(url) has no package of \(name) \(version)")
        }
        let answer = try await registry.package(of: name, version, first, at: url)
        let text = try await registry.sums(answer.sumsURL, of: name, version, at: url)
        guard let list = PackageList(text) else {
            throw LookupError(.malformed, "\(name) \(version): the list of its SHA-256 sums holds none")
        }
        return ProviderRelease(
            version: version, name: name, url: url, platforms: offered, answer: answer, list: list)
    }

    /// The `h1:` of all packages that the registry tells, each beside the sum that it belongs to.
    private func fileHashes(of packages: [String: PackageAnswer.Known], _ new: ProviderRelease) throws -> [String] {
        let sums = Set(new.list.hashes)
        return try packages.sorted { $0.key < $1.key }.flatMap { platform, package in
            let hashes = package.hashes ?? []
            guard hashes.contains(where: sums.contains), hashes.allSatisfy({ sums.contains($0) || $0.isFileHash })
            else {
                throw LookupError(
                    .malformed, "\(new.place): the hashes for \(platform) are not those of its list of SHA-256 sums")
            }
            return hashes.filter(\.isFileHash)
        }
    }

    // MARK: Platforms

    /// The platforms whose packages of the present version have the hashes of the lock file.
    private func platforms(
        with wanted: Set<String>, _ question: LockQuestion, _ name: String, _ url: String,
        _ platforms: [String: [PackagePlatform]], _ budget: inout Int
    ) async throws -> [PackagePlatform] {
        let all = (platforms[question.version] ?? []).filter(\.isSafe)
        // A version that was withdrawn tells nothing any more: then every platform gets its hash.
        guard let offered = platforms[question.lockedVersion], offered.contains(where: \.isSafe) else { return all }
        if wanted.count >= offered.count { return all }
        let old = try await release(question.lockedVersion, of: name, at: url, platforms)
        var missing = wanted
        var found: [PackagePlatform] = []
        for platform in old.platforms where !missing.isEmpty {
            if missing.remove(try await fileHash(platform, old, &budget)) != nil { found.append(platform) }
        }
        if let hash = missing.sorted().first {
            throw LookupError(
                .notFound,
                "\(hash) in the lock file is of no package that \(url) has of \(old.place); "
                    + "it may come from a mirror, so run `terraform providers lock` where that is at hand")
        }
        return found
    }

    // MARK: Packages

    private func fileHash(
        _ platform: PackagePlatform, _ release: ProviderRelease, _ budget: inout Int
    ) async throws -> String {
        let answer =
            platform == release.platforms.first
            ? release.answer
            : try await registry.package(of: release.name, release.version, platform, at: release.url)
        let place = "\(release.place) for \(platform.text)"
        guard let sum = release.list.sums[answer.filename], sum == answer.sum.lowercased() else {
            throw LookupError(
                .malformed, "\(place): the registry's SHA-256 of \(answer.filename) is not the one in the signed list")
        }
        if let hash = await cached(sum) { return hash }
        guard budget > 0 else {
            throw LookupError(
                .tooLarge, "\(release.place): its packages have more than \(limits.total >> 20) MB together")
        }
        let limit = min(limits.package, budget)
        let (url, registryURL) = (answer.downloadURL, release.url)
        let hash = try await flights.value(for: sum) { [self] in
            if let hash = await cached(sum) { return hash }
            let hash = try await turns.run {
                try await download(url, named: registryURL, name: release.name, release.version, sum, limit, place)
            }
            await keep(hash, sum)
            return hash
        }
        budget -= sizes[sum] ?? 0
        return hash
    }

    private static func cacheKey(_ sum: String) -> String { "terraform-package-hash " + sum }

    private func cached(_ sum: String) async -> String? {
        if let hash = known[sum] { return hash }
        guard let kept = await context.responseCache?.response(for: Self.cacheKey(sum)),
            let hash = String(validating: kept.body, as: UTF8.self), hash.isFileHash
        else { return nil }
        known[sum] = hash
        return hash
    }

    private func keep(_ hash: String, _ sum: String) async {
        known[sum] = hash
        await context.responseCache?.store(
            CachedResponse(etag: nil, lastModified: nil, headers: [:], body: Array(hash.utf8)),
            for: Self.cacheKey(sum))
    }

    /// Downloads a package to a file without a name, and hashes it once its SHA-256 is the right one.
    private func download(
        _ url: String, named registryURL: String, name: String, _ version: String, _ sum: String, _ limit: Int,
        _ place: String
    ) async throws -> String {
        let file = try ScratchFile(in: context.scratchFolder)
        let request = try await registry.downloadRequest(
            url, of: name, version, at: registryURL, limit: limit, timeout: limits.timeout)
        do {
            let response = try await context.http.send(request) { try file.append($0) }
            try response.checkEncryption(of: request)
            guard response.status == 200 else { throw LookupError(status: response.status, place: place) }
        } catch let error as HTTPError {
            throw LookupError(error)
        }
        let unpacked = limits.unpacked
        let (hash, size) = try await withCheckedThrowingContinuation { continuation in
            hashing.async {
                continuation.resume(with: Result { try Self.hash(file, sum, unpacked, place) })
            }
        }
        sizes[sum] = size
        return hash
    }

    private static func hash(
        _ file: ScratchFile, _ sum: String, _ limit: Int, _ place: String
    ) throws -> (hash: String, size: Int) {
        let (digest, size) = try file.sha256()
        guard digest == sum else {
            throw LookupError(
                .malformed, "\(place): what was downloaded has the SHA-256 \(digest), and the signed list says \(sum)")
        }
        do {
            return (try packageHash(ofZip: file.descriptor, sizeLimit: limit), size)
        } catch let error as LookupError {
            throw LookupError(error.code, "\(place): the package cannot be read: \(error.message)")
        }
    }
}

extension PackagePlatform {
    /// The usual ones first, in their order; the others by name.
    fileprivate var rank: String {
        let place = Self.usual.firstIndex(of: text) ?? Self.usual.count
        return "\(place) \(text)"
    }
}

extension String {
    /// Whether it is an `h1:` hash: the Base64 of 32 bytes.
    fileprivate var isFileHash: Bool {
        hasPrefix("h1:") && utf8.count == 47 && Data(base64Encoded: String(dropFirst(3)))?.count == 32
    }
}

extension ScratchFile {
    /// The SHA-256 of all its bytes in lower-case hexadecimal, and how many there are.
    fileprivate func sha256() throws -> (digest: String, size: Int) {
        rewind()
        let hash = try RunningHash()
        var buffer = [UInt8](repeating: 0, count: 256 << 10)
        var size = 0
        while true {
            let count = read(into: &buffer)
            if count < 0 { throw LookupError(.unreachable, "cannot read a scratch file") }
            if count == 0 { break }
            try buffer.withUnsafeBytes { try hash.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            size += count
        }
        return (hexadecimal(try hash.finish()), size)
    }
}
