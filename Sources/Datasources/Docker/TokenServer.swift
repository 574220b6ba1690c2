import Domain
import Foundation
import HTTPTransport

/// Fetches bearer tokens and keeps them: one per realm, service and scope, until shortly before they expire.
///
/// The realm is an address that the registry chooses, so it is checked before anything is sent: `https`, or the
/// registry's own origin, or loopback when the registry is on loopback too, or a host that settings list as insecure. An
/// address that is only for inside is refused when the registry itself is outside. The registry's credentials are sent
/// to such a realm and nowhere else, as the protocol wants.
///
/// Source: https://distribution.github.io/distribution/spec/auth/token/ and .../spec/auth/oauth/.
actor TokenServer {
    struct Question: Hashable, Sendable {
        var realm: String
        var service: String?
        var scope: String
        /// Who asks; tokens of different users are not mixed.
        var credential: RegistryCredential?
    }

    private struct Token {
        var value: Secret
        var expiry: Date
    }

    private let context: DatasourceContext
    private let flights = SingleFlight<Question, Secret>()
    private var tokens: [Question: Token] = [:]

    init(_ context: DatasourceContext) { self.context = context }

    /// Returns a token that answers `question`.
    ///
    /// - Parameter rejected: a token that the registry did not take; it is forgotten.
    /// - Throws: ``LookupError``.
    func token(
        for question: Question, of repository: RegistryRepository, rejected: Secret? = nil
    ) async throws -> Secret {
        if let rejected, tokens[question]?.value == rejected { tokens[question] = nil }
        if let known = valid(question) { return known }
        return try await flights.value(for: question) { [self] in
            if let known = await valid(question) { return known }
            return try await fetch(question, repository)
        }
    }

    private func valid(_ question: Question) -> Secret? {
        guard let token = tokens[question], token.expiry > context.now() else { return nil }
        return token.value
    }

    private func fetch(_ question: Question, _ repository: RegistryRepository) async throws -> Secret {
        let realm = try checkedRealm(question.realm, of: repository)
        let place = "token server \(realm.authority) of \(repository.place)"
        let response = try await context.http.answer(to: try request(question, place))
        guard response.status == 200 else { throw LookupError(status: response.status, place: place) }
        guard !response.isHTML, let answer = try? JSONDecoder().decode(TokenAnswer.self, from: Data(response.body)),
            let value = answer.token ?? answer.accessToken, isToken(value)
        else { throw LookupError(.malformed, "\(place) answers with something that holds no token") }
        let token = Secret(value)
        tokens[question] = Token(value: token, expiry: context.now() + lifetime(answer.expiresIn))
        return token
    }

    /// How long a token is used, in seconds: a tenth less than it lives, so that it does not expire under way.
    private func lifetime(_ seconds: Double?) -> Double {
        let lifetime = min(max(seconds ?? 60, 0), 86_400)
        return lifetime - min(10, lifetime / 10)
    }

    private func checkedRealm(_ text: String, of repository: RegistryRepository) throws -> WebOrigin {
        let registry = repository.origin
        guard let realm = WebOrigin(url: text) else {
            throw LookupError(.malformed, "\(repository.place) names a token server that is no web address")
        }
        if realm == registry { return realm }
        let isInside = registry.isPrivateAddress || context.insecureHosts.contains(realm.authority)
        guard isInside || !realm.isPrivateAddress else {
            throw LookupError(
                .refused,
                "\(repository.place) names the inside address \(realm.text) as its token server; "
                    + "if that is meant, list \(realm.authority) as insecure")
        }
        guard context.allows(realm) else {
            throw LookupError(
                .refused, "\(repository.place) names \(realm.text) as its token server, without encryption")
        }
        return realm
    }

    private func request(_ question: Question, _ place: String) throws -> HTTPRequest {
        if case .identityToken(let refresh) = question.credential?.kind {
            let form = [
                ("grant_type", "refresh_token"), ("service", question.service ?? ""), ("scope", question.scope),
                ("client_id", "windlass"), ("refresh_token", refresh.reveal()),
            ]
            return HTTPRequest(
                .post, question.realm, headers: ["Content-Type": "application/x-www-form-urlencoded"],
                body: Array(form.map { "\($0)=\(percentEncoded($1))" }.joined(separator: "&").utf8),
                responseLimit: 1 << 20, isIdempotent: true)
        }
        guard let realm = HTTPAddress(question.realm) else {
            throw LookupError(.malformed, "\(place) has an address that cannot be read")
        }
        var query = realm.query.map { [$0] } ?? []
        if let service = question.service { query.append("service=" + percentEncoded(service)) }
        query.append("scope=" + percentEncoded(question.scope))
        let url = realm.origin + realm.path + "?" + query.joined(separator: "&")
        return HTTPRequest(.get, url, authorization: question.credential?.authorization, responseLimit: 1 << 20)
    }

    /// Whether `text` can stand in a header.
    private func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 64 << 10 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}

/// What a token server answers.
private struct TokenAnswer: Decodable {
    var token: String?
    var accessToken: String?
    var expiresIn: Double?

    private enum CodingKeys: String, CodingKey {
        case token
        case accessToken = "access_token"
        case expiresIn = "expires_in"
    }
}
