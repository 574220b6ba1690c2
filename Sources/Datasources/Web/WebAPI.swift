import Domain
import Foundation
import HTTPTransport

/// Asks web APIs that answer in JSON: one page, or all pages of a list.
///
/// A host that nobody answers for, or that says we ask too often, is not asked again for a while: a thousand packages would
/// each be turned away. Answers are kept by the HTTP client and asked for with a condition the next time.
actor WebAPI {
    let context: DatasourceContext
    private var failures: [WebOrigin: RecentFailure] = [:]

    init(_ context: DatasourceContext) { self.context = context }

    /// What to ask, and for whom.
    struct Question: Hashable, Sendable {
        var url: String
        /// Who answers about what, for messages: `GitHub api.github.com for a/b`.
        var place: String
        var accept = "application/json"
        var authorization: Secret?
        var headers: [String: String] = [:]
        /// The largest answer, in bytes.
        var limit = 32 << 20
        /// The address whose answer named `url`; nil where it is of settings or of the protocol.
        var namedBy: String?
    }

    /// Fetches what `question` asks for; the answer has status 200 and is no web page.
    ///
    /// - Throws: ``LookupError``.
    func get(_ question: Question) async throws -> HTTPResponse {
        let response = try await send(question, usesCache: true)
        guard !response.isHTML else {
            throw LookupError(.malformed, "\(question.place) answers with a web page instead of data")
        }
        return response
    }

    /// Fetches what `question` asks for and reads it.
    func get<Value: Decodable>(_ type: Value.Type, _ question: Question) async throws -> Value {
        try Self.read(type, try await get(question).body, question)
    }

    /// Reads an answer.
    ///
    /// - Throws: ``LookupError`` `.malformed`.
    static func read<Value: Decodable>(_ type: Value.Type, _ body: [UInt8], _ question: Question) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(body))
        } catch {
            throw LookupError(.malformed, "\(question.place) answers with something else than the API describes")
        }
    }

    /// Sends a request; any status but 200 and, for a request with a condition, 304 is an error.
    func send(_ question: Question, usesCache: Bool, condition: String? = nil) async throws -> HTTPResponse {
        guard let address = HTTPAddress(question.url) else {
            throw LookupError(.malformed, "\(redact(url: question.url)) is no web address")
        }
        let origin = WebOrigin(address)
        try context.check(origin)
        if let failure = failures[origin], failure.isRecent(context) { throw failure.error }
        var request = HTTPRequest(
            .get, question.url, authorization: question.authorization, responseLimit: question.limit,
            usesCache: usesCache, namedBy: question.namedBy)
        request.headers["Accept"] = question.accept
        for (name, value) in question.headers { request.headers[name] = value }
        request.headers["If-None-Match"] = condition
        do {
            let response = try await context.http.safeAnswer(to: request)
            if response.status == 200 || (response.status == 304 && condition != nil) { return response }
            let error = Self.error(response, question.place)
            if error.code == .rateLimited { failures[origin] = RecentFailure(error, context) }
            throw error
        } catch let error as HTTPError {
            let mapped = LookupError(error)
            if error.code == .connect || error.code == .tls { failures[origin] = RecentFailure(mapped, context) }
            throw mapped
        }
    }

    /// GitHub says with 403, too, that a limit is used up.
    private static func error(_ response: HTTPResponse, _ place: String) -> LookupError {
        let left = response.headers["X-RateLimit-Remaining"] ?? response.headers["RateLimit-Remaining"]
        let isLimit = response.status == 403 && (left == "0" || response.headers["Retry-After"] != nil)
        return LookupError(status: isLimit ? 429 : response.status, place: place)
    }
}
