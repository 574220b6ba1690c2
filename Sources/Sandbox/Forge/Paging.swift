/// Which part of a list is asked for, and the header fields that lead to the others.
///
/// - Source: docs.gitlab.com/api/rest, "Pagination".
struct Paging: Sendable {
    /// GitLab would cut a larger page down to 100; a client that asks for more would then miss the rest, so it is refused.
    static let rules: [ParameterRule] = [.integer("page"), .integer("per_page", 1...100)]

    private let page: Int
    private let size: Int
    private let url: String
    private let query: [ServedRequest.QueryItem]

    init(_ call: APICall, _ parameters: Parameters, forgeURL: String) {
        page = parameters.integer("page") ?? 1
        size = parameters.integer("per_page") ?? 20
        url = forgeURL + call.request.path
        query = call.request.query
    }

    /// One page of `all`, each element as `render` makes it.
    func reply<Element>(_ all: [Element], render: (Element) -> JSONValue) -> Reply {
        let pages = max(1, (all.count + size - 1) / size)
        let isPast = page > pages
        let start = isPast ? all.count : (page - 1) * size
        let items = all[start..<min(all.count, start + size)]
        let next = page < pages ? page + 1 : nil
        let previous = page > 1 && !isPast ? page - 1 : nil
        var links: [String] = []
        if let previous { links.append(link(to: ["page": previous], "prev")) }
        if let next { links.append(link(to: ["page": next], "next")) }
        links += [link(to: ["page": 1], "first"), link(to: ["page": pages], "last")]
        return .json(
            200, .array(items.map(render)),
            headers: [
                .init("Link", links.joined(separator: ", ")), .init("X-Next-Page", next.map(String.init) ?? ""),
                .init("X-Page", String(page)), .init("X-Per-Page", String(size)),
                .init("X-Prev-Page", previous.map(String.init) ?? ""), .init("X-Total", String(all.count)),
                .init("X-Total-Pages", String(pages)),
            ])
    }

    /// One page of keyset pagination, where the next one begins behind the id of the last element.
    func keysetReply<Element>(_ all: [Element], id: (Element) -> Int, marker: String, render: (Element) -> JSONValue)
        -> Reply
    {
        let items = all.prefix(size)
        var headers: [Reply.Header] = []
        if all.count > size, let last = items.last {
            headers.append(.init("Link", link(to: [marker: id(last)], "next")))
        }
        return .json(200, .array(items.map(render)), headers: headers)
    }

    private func link(to change: [String: Int], _ relation: String) -> String {
        var items = query.filter { change[$0.name] == nil }.map { ($0.name, $0.value ?? "") }
        items += change.map { ($0.key, String($0.value)) }
        if !items.contains(where: { $0.0 == "per_page" }) { items.append(("per_page", String(size))) }
        let text = items.map { "\(percentEncoded($0.0))=\(percentEncoded($0.1))" }.joined(separator: "&")
        return "<\(url)?\(text)>; rel=\"\(relation)\""
    }
}
