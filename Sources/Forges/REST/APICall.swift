import HTTPTransport

/// One call of a forge's REST API, before it becomes a request.
struct APICall: Sendable {
    var method: HTTPMethod
    /// Segments below the root of the API; each is percent-encoded as one, so a `/` inside it stays inside.
    var path: [String]
    var query: [(name: String, value: String)]
    /// What is sent as JSON, with keys in snake case; nil sends nothing.
    var body: (any Encodable & Sendable)?
    /// What the call is for, in words that follow "could not": `list the projects of platform`.
    var purpose: String
    /// The media type of the body.
    var contentType = "application/json"

    init(
        _ method: HTTPMethod = .get, _ path: [String], query: [(name: String, value: String)] = [],
        body: (any Encodable & Sendable)? = nil, to purpose: String
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.body = body
        self.purpose = purpose
    }

    /// The absolute address of the call below `root`.
    func url(below root: String) -> String {
        let path = path.map { "/" + percentEncoded($0) }.joined()
        let query = query.map { percentEncoded($0.name) + "=" + percentEncoded($0.value) }.joined(separator: "&")
        return root + path + (query.isEmpty ? "" : "?" + query)
    }

    /// Sets a query parameter, in place of an earlier one of the same name.
    func setting(_ name: String, _ value: String) -> APICall {
        var call = self
        call.query.removeAll { $0.name == name }
        call.query.append((name, value))
        return call
    }
}
