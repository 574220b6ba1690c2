import Domain
import Foundation
import HTTPTransport
import Signing

extension WebAPI {
    /// More pages than any list needs; a server that goes on is not followed.
    private static let pageLimit = 1000
    /// How long a list of several pages is trusted when only its last page is asked for.
    private static let trust: TimeInterval = 86_400

    /// Fetches all pages of a list by `Link` headers and returns their bodies, in order.
    ///
    /// A list of several pages that was read before costs one request: what is added or removed anywhere moves its last
    /// page, so that one is asked for with a condition, and the others are taken as they were. Only what is edited in
    /// place can be overlooked; so all pages are read again once a day.
    ///
    /// - Throws: ``LookupError`` `.refused` for a loop, a link to another origin, or pages without end.
    nonisolated func pages(_ first: Question) async throws -> [[UInt8]] {
        let key = Self.key(of: first)
        if let known = await known(key), let list = PageList(known), context.now() < list.read + Self.trust,
            let etag = known.etag
        {
            var last = first
            last.url = list.last
            let response = try await send(last, usesCache: false, condition: etag)
            if response.status == 304 { return list.bodies }
        }
        return try await readPages(first, key)
    }

    /// Fetches all pages of a list whose elements are of one type.
    nonisolated func elements<Element: Decodable>(_ type: Element.Type, _ first: Question) async throws -> [Element] {
        try await pages(first).flatMap { try Self.read([Element].self, $0, first) }
    }

    private nonisolated func readPages(_ first: Question, _ key: String?) async throws -> [[UInt8]] {
        var bodies: [[UInt8]] = []
        var visited: Set<String> = [first.url]
        var question = first
        while true {
            // A page behind the first is kept with all the others, not for itself.
            let response = try await send(question, usesCache: bodies.isEmpty)
            guard !response.isHTML else {
                throw LookupError(.malformed, "\(first.place) answers with a web page instead of data")
            }
            bodies.append(response.body)
            guard let next = try Self.next(response, first) else {
                if bodies.count > 1 { await keep(bodies, response, question.url, key) }
                return bodies
            }
            guard visited.insert(next).inserted else {
                throw LookupError(.refused, "\(first.place) lists in a loop: a page leads to one that was read before")
            }
            guard bodies.count < Self.pageLimit else {
                throw LookupError(.refused, "\(first.place) lists on more than \(Self.pageLimit) pages")
            }
            question.url = next
        }
    }

    private static func next(_ response: HTTPResponse, _ first: Question) throws -> String? {
        guard let next = response.nextLink else { return nil }
        guard let page = HTTPAddress(response.url), next.hasSameOrigin(as: page) else {
            throw LookupError(.refused, "\(first.place) names a next page elsewhere: \(next.origin)")
        }
        return next.description
    }

    private nonisolated func known(_ key: String?) async -> CachedResponse? {
        guard let key else { return nil }
        return await context.responseCache?.response(for: key)
    }

    private nonisolated func keep(_ bodies: [[UInt8]], _ response: HTTPResponse, _ last: String, _ key: String?) async {
        guard let key, let etag = response.headers["ETag"] else { return }
        let list = PageList(bodies: bodies, last: last, read: context.now())
        await context.responseCache?.store(list.cached(etag: etag), for: key)
    }

    /// Names the list and who asks, so that nobody is shown what another credential opens.
    private static func key(of question: Question) -> String? {
        let identity = question.authorization?.reveal() ?? ""
        guard let hash = try? HashFunction.sha256.hexDigest(of: Array((question.accept + identity).utf8)) else {
            return nil
        }
        return "pages \(hash.prefix(16)) \(question.url)"
    }
}

/// The pages of a list as the cache keeps them.
private struct PageList {
    var bodies: [[UInt8]]
    /// The address of the last page.
    var last: String
    var read: Date

    init(bodies: [[UInt8]], last: String, read: Date) {
        self.bodies = bodies
        self.last = last
        self.read = read
    }

    init?(_ cached: CachedResponse) {
        guard let last = cached.headers["x-last"], let read = cached.headers["x-read"].flatMap(Double.init),
            let sizes = cached.headers["x-sizes"]?.split(separator: ",").map({ Int($0) ?? -1 })
        else { return nil }
        var bodies: [[UInt8]] = []
        var rest = cached.body[...]
        for size in sizes {
            guard size >= 0, size <= rest.count else { return nil }
            bodies.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        self.init(bodies: bodies, last: last, read: Date(timeIntervalSince1970: read))
    }

    func cached(etag: String) -> CachedResponse {
        let sizes = bodies.map { String($0.count) }.joined(separator: ",")
        return CachedResponse(
            etag: etag, lastModified: nil,
            headers: ["x-last": last, "x-read": String(read.timeIntervalSince1970), "x-sizes": sizes],
            body: Array(bodies.joined()))
    }
}
