import Domain
import Foundation
import HTTPTransport

extension ForgeAPI {
    /// The error for an answer that is not a 2xx one.
    func error(for response: HTTPResponse, of call: APICall) -> ForgeError {
        let said = APIErrorBody(response.body).text.map { " (\(redacted($0)))" } ?? ""
        let what = "Could not \(call.purpose): \(service) at \(root) answered \(response.status)\(said)."
        switch response.status {
        case 401:
            return ForgeError(
                .unauthorized,
                what
                    + " The credential \(credentialName) is wrong, expired or revoked: make a new one and put it there."
            )
        case 403 where isRateLimit(response):
            return ForgeError(.rateLimited, what + " The rate limit is used up: try again later, or run less often.")
        case 403:
            return ForgeError(
                .forbidden,
                what + " The credential \(credentialName) may not do this: check its scopes and its role there.")
        case 404:
            return ForgeError(
                .notFound,
                what
                    + " There is no such thing, or the credential \(credentialName) may not see it: check the name and its rights."
            )
        case 409:
            return ForgeError(.conflict, what + " It collides with something that is there already.")
        case 429:
            return ForgeError(.rateLimited, what + " Too many requests: try again later, or run less often.")
        case 500...:
            return ForgeError(.unreachable, what + " The server has trouble: try again later.")
        case 400..<500:
            return ForgeError(.invalid, what + " It does not accept what was sent.")
        default:
            return ForgeError(.malformed, what + " That is no answer of its API: check the address of the forge.")
        }
    }

    /// The error for a request that got no answer.
    func error(for error: HTTPError, of call: APICall) -> ForgeError {
        let what = "Could not \(call.purpose): \(redacted(error.message))"
        switch error.code {
        case .connect, .tls, .timeout, .interrupted, .other: return ForgeError(.unreachable, what)
        case .invalidURL: return ForgeError(.invalid, what)
        case .tooLarge, .redirect, .privateAddress, .receiver: return ForgeError(.malformed, what)
        }
    }

    /// The error for an answer of the right status whose body is not what the API describes.
    func malformed(_ response: HTTPResponse, _ call: APICall, _ error: any Error) -> ForgeError {
        let start = response.body.first { $0 > 0x20 }
        let isPage =
            start == UInt8(ascii: "<") || response.headers["Content-Type"]?.lowercased().hasPrefix("text/html") == true
        let reason: String
        if isPage {
            reason =
                "an HTML page and not JSON: check that this is the address of the forge, and that no login page or proxy is in front of its API"
        } else if response.body.isEmpty {
            reason = "nothing, where JSON was expected"
        } else {
            reason = "JSON that cannot be used\(place(of: error))"
        }
        return ForgeError(.malformed, "Could not \(call.purpose): \(service) at \(root) answered with \(reason).")
    }

    /// A rate limit that is told as a 403, as GitHub does.
    private func isRateLimit(_ response: HTTPResponse) -> Bool {
        response.headers["x-ratelimit-remaining"] == "0" || response.headers["Retry-After"] != nil
    }

    private func place(of error: any Error) -> String {
        let context: DecodingError.Context
        switch error as? DecodingError {
        case .typeMismatch(_, let found), .valueNotFound(_, let found), .keyNotFound(_, let found),
            .dataCorrupted(let found):
            context = found
        default: return ""
        }
        let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
        return path.isEmpty ? "" : " (at \(path))"
    }

    /// Servers and proxies may repeat what they were sent.
    private func redacted(_ text: String) -> String {
        let text = text.replacing(/ghs_[A-Za-z0-9._-]+/, with: "***")
        guard let value = authorization?.reveal(), let secret = value.split(separator: " ").last, !secret.isEmpty else {
            return text
        }
        return text.replacingOccurrences(of: secret, with: "***")
    }
}
