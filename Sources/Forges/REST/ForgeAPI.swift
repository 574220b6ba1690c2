import Domain
import Foundation
import HTTPTransport

/// A forge's REST API as one credential sees it: makes requests, reads answers, and turns what went wrong into ``ForgeError``.
struct ForgeAPI: Sendable {
    let http: any HTTPClient
    /// The name of the service for people, such as `GitLab`.
    let service: String
    /// The address of the API, without a slash at its end.
    var root: String
    /// Scheme, host and port of `root`: pages are read from nowhere else.
    let origin: String
    /// The value of the `Authorization` header.
    let authorization: Secret?
    /// What people call the credential, such as `env:GITLAB_TOKEN`; never its value.
    let credentialName: String
    /// Fields that every request carries.
    let headers: HTTPFields
    /// A credential that is asked before every request, in place of `authorization`.
    var credential: (any ForgeCredential)? = nil
    /// Whether a page for people, or a 203, means that the credential was refused, as with Azure DevOps.
    var signsInByPage = false
    /// Whether keys are sent in snake case; else as they are declared.
    var sendsSnakeCase = true

    /// What a call came to when nothing was cancelled.
    enum Outcome {
        case success(HTTPResponse)
        /// `isUnclear` says that the forge may have done what it was asked, though we have no good answer.
        case failure(ForgeError, isUnclear: Bool)
    }

    /// Makes a call and returns the body of its answer, decoded.
    // Not inlined: Swift 6.3.1 crashes while it optimises callers that have this in them.
    @inline(never)
    func read<T: Decodable>(_ call: APICall, as type: T.Type = T.self) async throws -> T {
        try decode(type, from: try await send(call), of: call)
    }

    /// Makes a call and returns its answer, which is a 2xx one.
    @discardableResult
    @inline(never)
    func send(_ call: APICall) async throws -> HTTPResponse {
        switch try await attempt(call) {
        case .success(let response): return response
        case .failure(let error, _): throw error
        }
    }

    /// Makes a call and says how it went; only a cancelled task throws.
    @inline(never)
    func attempt(_ call: APICall, url: String? = nil) async throws -> Outcome {
        do {
            let response = try await response(to: try request(for: call, url: url))
            if signsInByPage, isSignIn(response) {
                return .failure(signInError(call), isUnclear: false)
            }
            guard (200..<300).contains(response.status) else {
                return .failure(error(for: response, of: call), isUnclear: response.status >= 500)
            }
            return .success(response)
        } catch let error as HTTPError {
            return .failure(
                self.error(for: error, of: call), isUnclear: error.code != .connect && error.code != .invalidURL)
        } catch let error as ForgeError {
            return .failure(error, isUnclear: false)
        }
    }

    /// Reads the JSON of an answer; keys are in snake case.
    func decode<T: Decodable>(_ type: T.Type = T.self, from response: HTTPResponse, of call: APICall) throws(ForgeError)
        -> T
    {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: Data(response.body))
        } catch {
            throw malformed(response, call, error)
        }
    }

    /// Sends a request with the credential of the moment, and once more when that was refused and can be renewed.
    private func response(to request: HTTPRequest) async throws -> HTTPResponse {
        guard let credential else { return try await http.send(request) }
        var request = request
        request.authorization = try await credential.authorization()
        let response = try await http.send(request)
        guard response.status == 401, await credential.renew(after: request.authorization) else { return response }
        request.authorization = try await credential.authorization()
        return try await http.send(request)
    }

    private func isSignIn(_ response: HTTPResponse) -> Bool {
        if response.status == 203 || response.status == 302 { return true }
        let type = response.headers["Content-Type"]?.lowercased() ?? ""
        return (200..<300).contains(response.status) && type.hasPrefix("text/html")
    }

    private func signInError(_ call: APICall) -> ForgeError {
        ForgeError(
            .unauthorized,
            "Could not \(call.purpose): \(service) at \(root) answered with its sign-in page. The credential "
                + "\(credentialName) is wrong, expired or revoked: make a new one and put it there.")
    }

    private func request(for call: APICall, url: String?) throws(ForgeError) -> HTTPRequest {
        var request = HTTPRequest(
            call.method, url ?? call.url(below: root), headers: headers, authorization: authorization)
        guard let body = call.body else { return request }
        let encoder = JSONEncoder()
        if sendsSnakeCase { encoder.keyEncodingStrategy = .convertToSnakeCase }
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(body) else {
            throw ForgeError(.invalid, "Could not \(call.purpose): what is to be sent cannot be written as JSON.")
        }
        request.body = Array(data)
        request.headers["Content-Type"] = call.contentType
        return request
    }
}
