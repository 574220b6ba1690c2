import Domain
import HTTPTransport

extension ForgeAPI {
    /// How many items one request asks for: the most that GitLab and GitHub give.
    static let pageSize = 100
    /// More pages than any listing of a bot has; what goes on longer is a loop.
    static let pageLimit = 1000

    /// Reads a listing to its end, 100 items a request, and returns the items in the order of the forge.
    ///
    /// The next page is the one that `x-next-page` numbers, else the one that `Link` leads to, on this host only. Where
    /// a server sends neither, a full page is followed by the next number, so that nothing is cut off silently.
    ///
    /// - Throws: ``ForgeError``; `.malformed` for pages that go round in circles or lead to another host.
    @inline(never)
    func readPages<T: Decodable>(_ call: APICall, of type: T.Type = T.self) async throws -> [T] {
        try await readPages(call) { (page: [T]) in page }
    }

    /// The same for listings whose items stand inside an object.
    @inline(never)
    func readPages<Page: Decodable, T>(_ call: APICall, items read: (Page) -> [T]) async throws -> [T] {
        let call = call.setting("per_page", String(Self.pageSize)).setting("page", "1")
        var items: [T] = []
        var visited: Set<String> = []
        var next: (url: String, page: Int)? = (call.url(below: root), 1)
        while let (url, page) = next {
            guard visited.insert(url).inserted, visited.count <= Self.pageLimit else {
                throw ForgeError(
                    .malformed, "Could not \(call.purpose): the pages of \(service) at \(root) go round in circles.")
            }
            let response: HTTPResponse
            switch try await attempt(call, url: url) {
            case .success(let answer): response = answer
            case .failure(let error, _): throw error
            }
            let found = read(try decode(Page.self, from: response, of: call))
            items += found
            next = try nextPage(after: page, url, response, isFull: found.count >= Self.pageSize, of: call)
        }
        return items
    }

    private func nextPage(
        after page: Int, _ url: String, _ response: HTTPResponse, isFull: Bool, of call: APICall
    ) throws(ForgeError) -> (url: String, page: Int)? {
        if let number = response.headers["x-next-page"] {
            guard let number = Int(number.filter { $0 != " " }) else { return nil }
            return (call.setting("page", String(number)).url(below: root), number)
        }
        if let links = response.headers["Link"] {
            guard let link = response.nextLink else {
                guard !links.contains("rel=\"next"), !links.contains("rel=next") else { throw strayPage(call) }
                return nil
            }
            guard link.origin == origin else { throw strayPage(call) }
            return (link.description, page + 1)
        }
        return isFull ? (call.setting("page", String(page + 1)).url(below: root), page + 1) : nil
    }

    private func strayPage(_ call: APICall) -> ForgeError {
        ForgeError(
            .malformed,
            "Could not \(call.purpose): the next page of \(service) at \(root) is on another host or has no address that "
                + "can be used, and credentials stay here. Check the external address that the server is configured with."
        )
    }
}
