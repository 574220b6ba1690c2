import Domain
import Foundation
import HTTPTransport

/// A forge's REST API as one credential sees it: makes requests, reads answers, and turns what went wrong into ``ForgeError``.
struct ForgeAPI: Sendable {
    let http: any HTTPClient
    /// The name of the service for people, such as `GitLab`.
    let service: String
    /// The address of the API, without a slash at its end.
    let root: String
    /// Scheme, host and port of `root`: pages are read from nowhere else.
    let origin: String
    /// The value of the `Authorization` header.
    let authorization: Secret?
    /// What people call the credential, such as `env:GITLAB_TOKEN`; never its value.
    let credentialName: String
    /// Fields that every request carries.
    let headers: HTTPFields

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
            let response = try await http.send(try request(for: call, url: url))
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

    private func request(for call: APICall, url: String?) throws(ForgeError) -> HTTPRequest {
        var request = HTTPRequest(
            call.method, url ?? call.url(below: root), headers: headers, authorization: authorization)
        guard let body = call.body else { return request }
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(body) else {
            throw ForgeError(.invalid, "Could not \(call.purpose): what is to be sent cannot be written as JSON.")
        }
        request.body = Array(data)
        request.headers["Content-Type"] = "application/json"
        return request
    }
}
