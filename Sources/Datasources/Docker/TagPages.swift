import Domain
import Foundation
import HTTPTransport

/// Puts the pages of a tag list together and decides which one comes next. Pure: it sees answers and names addresses.
///
/// The next page is the one that the `Link` header names. Where there is none and the page looks full, the one behind
/// its last tag is asked for: some registries cut lists without saying so (Artifactory, Nexus and others behind proxies
/// that drop headers). One that ignores `last` and answers the same again has told everything.
///
/// A link may lead only to the host that sent it; it is followed on that host's scheme and port. The same page twice, or
/// pages that bring only known tags, are a loop.
/// Source: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags, RFC 8288.
struct TagPages {
    /// How many tags a page is asked for. More is refused by some registries.
    static let pageSize = 1000
    static let pageLimit = 2000
    /// Sizes at which registries are known to cut a page, whatever they were asked for.
    private static let usualSizes: Set<Int> = [50, 100, 200, 250, 500, 1000]

    private(set) var tags: [String] = []
    private var known: Set<String> = []
    private var visited: Set<String>
    private var pages = 0
    /// Whether the page that comes now was asked for by `last` on our own account.
    private var isProbing = false
    /// Whether the registry sends links; then the page without one is the last.
    private var hasLinks = false
    private let place: String

    /// - Parameters:
    ///   - first: the address of the first page.
    ///   - place: who answers about what, for messages.
    init(first: String, place: String) {
        visited = [first]
        self.place = place
    }

    /// Takes an answer with status 200 and returns the address of the next page; nil when the list is complete.
    ///
    /// - Throws: ``LookupError`` `.malformed` when it is no tag list; `.refused` for a loop, a link to another host, or
    ///   more pages than anyone needs.
    mutating func add(_ response: HTTPResponse) throws -> String? {
        let page = try read(response)
        pages += 1
        guard pages < Self.pageLimit else {
            throw LookupError(.refused, "\(place) lists tags on more than \(Self.pageLimit) pages")
        }
        let new = page.filter { known.insert($0).inserted }
        tags += new.filter(ImageReference.isTag)
        if let next = try linkedPage(response) {
            guard page.isEmpty || !new.isEmpty, visited.insert(next).inserted else { throw loop() }
            isProbing = false
            hasLinks = true
            return next
        }
        guard !hasLinks, !(isProbing && new.isEmpty), Self.usualSizes.contains(page.count), let last = page.last else {
            return nil
        }
        isProbing = true
        let next = try address(after: last, from: response.url)
        guard visited.insert(next).inserted else { throw loop() }
        return next
    }

    private func loop() -> LookupError {
        LookupError(.refused, "\(place) lists tags in a loop: a page leads to one that was read before")
    }

    private func read(_ response: HTTPResponse) throws -> [String] {
        guard !response.isHTML else {
            throw LookupError(.malformed, "\(place) answers with a web page instead of a tag list")
        }
        do {
            return try JSONDecoder().decode(TagList.self, from: Data(response.body)).tags
        } catch {
            throw LookupError(.malformed, "\(place) answers with something that is no tag list")
        }
    }

    /// The page that the answer's link names, on the scheme and port that were asked.
    private func linkedPage(_ response: HTTPResponse) throws -> String? {
        guard let next = response.nextLink else {
            let links = response.headers.all.filter { $0.name.lowercased() == "link" }.map(\.value)
            guard !links.contains(where: { $0.lowercased().contains("next") }) else {
                throw LookupError(.malformed, "\(place) names a next page that is no web address")
            }
            return nil
        }
        guard let page = HTTPAddress(response.url), next.host == page.host else {
            throw LookupError(.refused, "\(place) names a next page on another host: \(next.origin)")
        }
        return page.origin + next.path + (next.query.map { "?" + $0 } ?? "")
    }

    private func address(after last: String, from page: String) throws -> String {
        guard let address = HTTPAddress(page) else {
            throw LookupError(.malformed, "\(place) has an address that cannot be read")
        }
        let query = (address.query ?? "").split(separator: "&").filter { !$0.hasPrefix("last=") }
        return address.origin + address.path + "?" + (query + ["last=" + percentEncoded(last)]).joined(separator: "&")
    }
}

/// The body of `tags/list`. `null` stands for no tags; a missing field is an error.
private struct TagList: Decodable {
    var tags: [String]

    private enum CodingKeys: CodingKey { case tags }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        tags = try container.decodeNil(forKey: .tags) ? [] : container.decode([String].self, forKey: .tags)
    }
}
