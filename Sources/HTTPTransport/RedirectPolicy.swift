/// Decides what to do with a redirect. Pure: the request that follows is a value.
struct RedirectPolicy: Sendable {
    /// How many redirects of one request are followed.
    var limit = 5

    /// What follows an answer.
    enum Step: Sendable {
        /// It is no redirect: the answer stands.
        case stay
        case follow(HTTPRequest, HTTPAddress)
        case refuse(String)
    }

    /// - Parameter hops: how many redirects of this request were followed.
    func step(after response: RawResponse, to request: HTTPRequest, at address: HTTPAddress, hops: Int) -> Step {
        guard [301, 302, 303, 307, 308].contains(response.status), let location = response.headers["Location"] else {
            return .stay
        }
        guard hops < limit else { return .refuse("redirected more than \(limit) times") }
        guard let target = address.resolving(location) else {
            return .refuse("redirects to \(redact(url: location)), which is no http or https address")
        }
        var next = request
        next.url = target.description
        let keepsMethod = request.method == .get || request.method == .head || [307, 308].contains(response.status)
        if !keepsMethod {
            next.method = .get
            next.body = []
            next.headers["Content-Type"] = nil
        }
        if !target.hasSameOrigin(as: address) {
            next.authorization = nil
            for name in ["Authorization", "Cookie", "PRIVATE-TOKEN", "Proxy-Authorization"] { next.headers[name] = nil }
            guard keepsMethod, request.body.isEmpty || target.scheme == address.scheme else {
                return .refuse("redirects a request with a body to another host")
            }
            guard !(address.scheme == "https" && target.scheme == "http" && request.authorization != nil) else {
                return .refuse("redirects from https to http")
            }
        }
        return .follow(next, target)
    }
}
