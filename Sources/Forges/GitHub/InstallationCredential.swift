import Domain
import Foundation
import HTTPTransport

/// The token of an app's installation, made when it is needed and renewed five minutes before it expires.
///
/// Many requests at the same moment wait for one new token. Tokens are opaque: nothing is assumed about their form.
/// - Source: docs.github.com/rest/apps/apps, "Create an installation access token for an app".
actor InstallationCredential: ForgeCredential {
    private struct Token: Sendable {
        var text: String
        var expires: Date
    }

    private struct TokenAnswer: Decodable, Sendable {
        var token: String?
        var expiresAt: String?
    }

    private struct Installation: Decodable, Sendable {
        struct Account: Decodable, Sendable {
            var login: String?
        }

        var id: Int?
        var account: Account?
    }

    /// The API as the app itself.
    private let api: ForgeAPI
    private let now: @Sendable () -> Date
    private var installation: Int?
    private var current: Token?
    private var making: Task<Token, any Error>?

    init(api: ForgeAPI, installation: Int?, now: @escaping @Sendable () -> Date) {
        self.api = api
        self.installation = installation
        self.now = now
    }

    func authorization() async throws -> Secret { Secret("Bearer " + (try await token())) }

    /// The value of `Authorization` for Git over HTTP.
    func gitAuthorization() async throws -> Secret {
        Secret("Basic " + Data("x-access-token:\(try await token())".utf8).base64EncodedString())
    }

    func renew(after refused: Secret?) async -> Bool {
        guard let refused, let token = current?.text else { return true }
        let basic = "Basic " + Data("x-access-token:\(token)".utf8).base64EncodedString()
        if refused == Secret("Bearer " + token) || refused == Secret(basic) { current = nil }
        return true
    }

    private func token() async throws -> String {
        if let current, current.expires.timeIntervalSince(now()) > 300 { return current.text }
        if let making { return try await making.value.text }
        let task = Task { try await self.make() }
        making = task
        defer { making = nil }
        let token = try await task.value
        current = token
        return token.text
    }

    private func make() async throws -> Token {
        let id = try await findInstallation()
        let call = APICall(
            .post, ["app", "installations", String(id), "access_tokens"],
            to: "make a token for the installation \(id) of the app")
        let answer: TokenAnswer = try await api.read(call)
        guard let text = answer.token, !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw ForgeError(.malformed, "Could not \(call.purpose): GitHub at \(api.root) answered without a token.")
        }
        let end = answer.expiresAt.flatMap { try? Date($0, strategy: .iso8601) }
        return Token(text: text, expires: end ?? now().addingTimeInterval(3600))
    }

    private func findInstallation() async throws -> Int {
        if let installation { return installation }
        let found: [Installation] = try await api.readPages(
            APICall(.get, ["app", "installations"], to: "list the installations of the app"))
        let known = found.compactMap { item in item.id.map { ($0, item.account?.login ?? "?") } }
        guard let first = known.first, known.count == 1 else {
            let list = known.map { "\($0.0) (\($0.1))" }.joined(separator: ", ")
            throw ForgeError(
                .unauthorized,
                known.isEmpty
                    ? "The app of \(api.credentialName) is installed nowhere: install it on the organisation."
                    : "The app of \(api.credentialName) is installed more than once: write one of \(list) into `installation`."
            )
        }
        installation = first.0
        return first.0
    }
}

/// Puts the installation's token of the moment into the requests of Git.
struct InstallationGitClient: HTTPClient {
    let http: any HTTPClient
    let installation: InstallationCredential
    /// Scheme, host and port that the token is for.
    let origin: String

    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await renewing(request) { try await http.send($0) }
    }

    func send(
        _ request: HTTPRequest, receive: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> HTTPResponse {
        try await renewing(request) { try await http.send($0, receive: receive) }
    }

    /// A 401 has no body that `receive` was given, so the request may go out once more.
    private func renewing(
        _ request: HTTPRequest, _ send: (HTTPRequest) async throws -> HTTPResponse
    ) async throws -> HTTPResponse {
        guard request.authorization != nil, HTTPAddress(request.url)?.origin == origin else {
            return try await send(request)
        }
        var request = request
        request.authorization = try await installation.gitAuthorization()
        let response = try await send(request)
        guard response.status == 401, await installation.renew(after: request.authorization) else { return response }
        request.authorization = try await installation.gitAuthorization()
        return try await send(request)
    }
}
