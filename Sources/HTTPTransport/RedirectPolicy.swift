/// Decides what to do with a redirect. Pure: the request that follows is a value.
///
/// Source: RFC 9110, section 15.4. Beyond it, nothing that may be secret goes to another origin: credentials, cookies, fields that we do not
/// know to be harmless, and bodies.
struct RedirectPolicy: Hashable, Sendable {
    /// How many redirects of one request are followed.
    var limit = 5

    /// What follows an answer.
    enum Step: Sendable {
        /// It is no redirect: the answer stands.
        case stay
        case follow(HTTPRequest, HTTPAddress)
        /// The reason, without a subject: "redirects to ...".
        case refuse(String)
    }

    /// - Parameters:
    ///   - hops: how many redirects of this request were followed.
    ///   - hasSecret: whether the request that began it carried credentials.
    func step(
        status: Int, location: String?, to request: HTTPRequest, at address: HTTPAddress, hops: Int, hasSecret: Bool
    ) -> Step {
        guard [301, 302, 303, 307, 308].contains(status), let location else { return .stay }
        guard hops < limit else { return .refuse("redirects more than \(limit) times") }
        guard let target = address.resolving(location) else {
            return .refuse(
                "redirects to \(redact(url: location)), which is no http or https address without user and password")
        }
        guard !(address.scheme == "https" && target.scheme == "http" && hasSecret) else {
            return .refuse(
                "redirects a request with credentials from https to \(redact(url: target.description)), which is not protected"
            )
        }
        var next = request
        next.url = target.description
        if becomesGet(request.method, status) {
            next.method = .get
            next.isIdempotent = true
            next.body = []
            next.headers.keep { !$0.hasPrefix("content-") }
        }
        if !target.hasSameOrigin(as: address) {
            next.authorization = nil
            next.headers.keep { Self.harmless.contains($0) }
            guard next.body.isEmpty || isUpgrade(from: address, to: target) else {
                return .refuse(
                    "redirects a request with a body to \(redact(url: target.origin)), which is another host")
            }
        }
        return .follow(next, target)
    }

    /// Whether the method changes: 303 always asks for a page; after 301 and 302 only a POST does, by old habit.
    private func becomesGet(_ method: HTTPMethod, _ status: Int) -> Bool {
        switch status {
        case 303: method != .get && method != .head
        case 301, 302: method == .post
        default: false
        }
    }

    /// Whether it is the same host, now protected.
    private func isUpgrade(from address: HTTPAddress, to target: HTTPAddress) -> Bool {
        address.scheme == "http" && target.scheme == "https" && address.host == target.host
    }

    /// The fields that may go to another origin, in lower case.
    private static let harmless: Set<String> = [
        "accept", "accept-language", "cache-control", "content-type", "git-protocol", "if-modified-since",
        "if-none-match", "range",
        "user-agent",
    ]
}
