import Domain
import HTTPTransport

extension LookupError {
    /// Maps what the transport threw. Its message names the address, without secrets.
    init(_ error: HTTPError) {
        let code: Code =
            switch error.code {
            case .connect, .tls, .timeout, .interrupted, .other: .unreachable
            case .tooLarge: .tooLarge
            case .redirect, .privateAddress: .refused
            case .invalidURL, .receiver: .malformed
            }
        self.init(code, error.message)
    }

    /// The error that a status other than the expected ones stands for.
    ///
    /// - Parameters:
    ///   - place: who answered about what, such as `registry ghcr.io for x/y`.
    ///   - hint: what the server said about it.
    init(status: Int, place: String, hint: String = "") {
        let detail = hint.isEmpty ? "" : " (\(hint))"
        switch status {
        case 401:
            self.init(
                .unauthorized, "\(place) answers 401\(detail): it wants other credentials, or there is no such thing")
        case 403: self.init(.unauthorized, "\(place) answers 403\(detail): the credentials are not enough")
        case 404, 410: self.init(.notFound, "\(place) answers \(status)\(detail): there is no such thing")
        case 429: self.init(.rateLimited, "\(place) answers 429\(detail): too many requests; log in, or ask less often")
        case 300..<400: self.init(.refused, "\(place) answers \(status)\(detail) with a redirect that is not followed")
        case 500...: self.init(.unreachable, "\(place) answers \(status)\(detail)")
        default: self.init(.malformed, "\(place) answers \(status)\(detail), which the protocol does not foresee")
        }
    }
}

extension HTTPClient {
    /// Sends `request`; what the transport throws becomes a ``LookupError``, and `CancellationError` stays.
    func answer(to request: HTTPRequest) async throws -> HTTPResponse {
        do {
            return try await safeAnswer(to: request)
        } catch let error as HTTPError {
            throw LookupError(error)
        }
    }

    /// Sends `request` and refuses an answer that came without encryption to a question that was sent with it.
    ///
    /// - Throws: `HTTPError` as it is; ``LookupError`` `.refused`.
    func safeAnswer(to request: HTTPRequest) async throws -> HTTPResponse {
        let response = try await send(request)
        try response.checkEncryption(of: request)
        return response
    }
}

extension HTTPResponse {
    /// - Throws: ``LookupError`` `.refused` when a redirect led from `https` to `http`.
    func checkEncryption(of request: HTTPRequest) throws {
        guard let asked = HTTPAddress(request.url), let answered = HTTPAddress(url), asked.scheme == "https",
            answered.scheme == "http"
        else { return }
        throw LookupError(.refused, "\(asked.origin) redirects to \(answered.origin), without encryption")
    }

    /// Whether the server says that the body is a web page, as login pages and captive portals are.
    var isHTML: Bool {
        let type = (headers["Content-Type"] ?? "").lowercased()
        return type.hasPrefix("text/html") || type.hasPrefix("application/xhtml")
    }
}
