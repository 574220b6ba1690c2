import Domain
import Foundation
import HTTPTransport

/// Fetches the indexes of chart repositories, each once for all charts that are asked of it.
///
/// An answer goes to a scratch file and is read from there as a stream, on a queue of its own and one at a time, so that
/// memory stays small and no thread of the pool is held. What was read is kept in the response cache under the index's
/// address, with the ETag or time of the answer: when nothing changed, the repository answers 304 and nothing is read.
actor ChartRepository {
    private struct Known {
        var index: ChartIndex
        var expiry: Date
    }

    private let context: DatasourceContext
    private let flights = SingleFlight<String, ChartIndex>()
    private let reading = DispatchQueue(label: "windlass.chart-index")
    private var known: [String: Known] = [:]
    /// Why an index could not be had, so that not each of its charts asks in vain.
    private var failures: [String: RecentFailure] = [:]

    init(_ context: DatasourceContext) { self.context = context }

    /// The index at `url`.
    ///
    /// - Throws: ``LookupError``.
    func index(at url: String) async throws -> ChartIndex {
        if let index = try fresh(url) { return index }
        return try await flights.value(for: url) { [self] in
            if let index = try await fresh(url) { return index }
            do {
                let index = try await fetch(url)
                await keep(index, url)
                return index
            } catch let error as LookupError {
                await keep(error, url)
                throw error
            }
        }
    }

    private func fresh(_ url: String) throws -> ChartIndex? {
        if let failure = failures[url], failure.isRecent(context) { throw failure.error }
        return known[url].flatMap { $0.expiry > context.now() ? $0.index : nil }
    }

    private func keep(_ index: ChartIndex, _ url: String) {
        let now = context.now()
        known = known.filter { $0.value.expiry > now }
        known[url] = Known(index: index, expiry: now + TimeInterval(context.indexLifetime.components.seconds))
    }

    private func keep(_ error: LookupError, _ url: String) {
        failures = failures.filter { $0.value.isRecent(context) }
        failures[url] = RecentFailure(error, context)
    }

    private nonisolated func fetch(_ url: String) async throws -> ChartIndex {
        guard let address = HTTPAddress(url) else {
            throw LookupError(.malformed, "\(redact(url: url)) is not the address of a chart repository")
        }
        let origin = WebOrigin(address)
        try context.check(origin)
        let place = "chart repository \(origin.authority)"
        let cacheKey = "chart-index " + url
        let cached = await context.responseCache?.response(for: cacheKey)
        let old = cached.flatMap { ChartIndex(bytes: $0.body) }
        let file = try ScratchFile(in: context.scratchFolder)
        let response = try await send(request(url, address, old == nil ? nil : cached), to: file, place)
        if response.status == 304, let old { return old }
        guard response.status == 200 else { throw LookupError(status: response.status, place: place) }
        let index = try await read(file, place)
        await context.responseCache?.store(
            CachedResponse(
                etag: response.headers["ETag"], lastModified: response.headers["Last-Modified"], headers: [:],
                body: index.bytes), for: cacheKey)
        return index
    }

    private nonisolated func request(_ url: String, _ address: HTTPAddress, _ cached: CachedResponse?) -> HTTPRequest {
        let credential = context.credentials.credential(
            host: WebOrigin(address).authority, repository: String(address.path.dropFirst()))
        var request = HTTPRequest(
            .get, url, headers: ["Accept": "application/yaml, text/yaml, application/json, */*;q=0.8"],
            authorization: credential?.authorization, responseLimit: context.indexLimit, timeout: .seconds(300))
        if let etag = cached?.etag { request.headers["If-None-Match"] = etag }
        if let time = cached?.lastModified { request.headers["If-Modified-Since"] = time }
        return request
    }

    private nonisolated func send(
        _ request: HTTPRequest, to file: ScratchFile, _ place: String
    ) async throws -> HTTPResponse {
        do {
            let response = try await context.http.send(request) { try file.append($0) }
            try response.checkEncryption(of: request)
            return response
        } catch let error as HTTPError {
            throw LookupError(error)
        }
    }

    private nonisolated func read(_ file: ScratchFile, _ place: String) async throws -> ChartIndex {
        try await withCheckedThrowingContinuation { continuation in
            reading.async {
                file.rewind()
                continuation.resume(
                    with: Result {
                        do {
                            return try readChartIndex(file: file.descriptor)
                        } catch let error as LookupError {
                            throw LookupError(
                                error.code, "\(place) sends an index that cannot be used: \(error.message)")
                        }
                    })
            }
        }
    }
}
