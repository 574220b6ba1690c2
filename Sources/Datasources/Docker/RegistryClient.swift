import Domain
import HTTPTransport

/// Sends requests to registries with what each of them wants to see: nothing, user and password, or a bearer token.
///
/// What a registry wants is learned from its first answer and then known: of several packages that are looked up at the
/// same time the first one asks, the others wait for what it learns. So a registry costs one refused request in all.
actor RegistryClient {
    /// How a registry wants to be asked.
    private enum Scheme: Hashable, Sendable {
        case open
        case basic
        case bearer(realm: String, service: String?)
    }

    private struct Probe: Sendable {
        var url: String
        var scheme: Scheme?
        var response: HTTPResponse
    }

    private let context: DatasourceContext
    private let tokens: TokenServer
    private let probes = SingleFlight<WebOrigin, Probe>()
    private var schemes: [WebOrigin: Scheme] = [:]
    /// Scopes that registries named themselves, where they differ from what the specification suggests.
    private var scopes: [RegistryRepository: String] = [:]

    init(_ context: DatasourceContext) {
        self.context = context
        tokens = TokenServer(context)
    }

    /// Sends `request`, which concerns `repository`, and logs in where the registry wants it.
    ///
    /// A request to another origin than the registry's is sent without any credential.
    ///
    /// - Throws: ``LookupError`` when there is no answer or no token; any status but 401 is an answer.
    func send(_ request: HTTPRequest, for repository: RegistryRepository) async throws -> HTTPResponse {
        guard WebOrigin(url: request.url) == repository.origin else {
            return try await context.http.answer(to: request)
        }
        let credential = context.credentials.credential(host: repository.credentialHost, repository: repository.name)
        let scheme: Scheme
        if case .bearer = credential?.kind {
            scheme = .basic
        } else if let known = schemes[repository.origin] {
            scheme = known
        } else {
            let probe = try await probe(request, repository)
            if probe.url == request.url, probe.response.status != 401 { return probe.response }
            scheme = probe.scheme ?? .open
        }
        let first = try await authorization(scheme, credential, repository)
        let response = try await context.http.answer(to: request.authorized(first))
        guard response.status == 401, let learned = learn(from: response, about: repository) else {
            return response
        }
        // The registry wants something else than we knew, or the token has expired before its time: once more.
        let second = try await authorization(learned, credential, repository, rejected: first)
        guard second != first else { return response }
        return try await context.http.answer(to: request.authorized(second))
    }

    private func probe(_ request: HTTPRequest, _ repository: RegistryRepository) async throws -> Probe {
        try await probes.value(for: repository.origin) { [self] in
            let response = try await context.http.answer(to: request)
            let scheme = await learn(from: response, about: repository)
            return Probe(url: request.url, scheme: scheme, response: response)
        }
    }

    /// Notes what `response` tells about its registry; nil when it tells nothing.
    private func learn(from response: HTTPResponse, about repository: RegistryRepository) -> Scheme? {
        let scheme: Scheme
        if response.status == 401 {
            if let bearer = AuthChallenge.bearer(in: response), let realm = bearer.parameters["realm"] {
                scheme = .bearer(realm: realm, service: bearer.parameters["service"])
                if let scope = bearer.parameters["scope"], scope != repository.pullScope { scopes[repository] = scope }
            } else if AuthChallenge.all(in: response).contains(where: { $0.scheme == "basic" }) {
                scheme = .basic
            } else {
                return nil
            }
        } else if (200..<300).contains(response.status) || response.status == 404 {
            scheme = .open
        } else {
            return nil
        }
        schemes[repository.origin] = scheme
        return scheme
    }

    private func authorization(
        _ scheme: Scheme, _ credential: RegistryCredential?, _ repository: RegistryRepository, rejected: Secret? = nil
    ) async throws -> Secret? {
        switch scheme {
        case .open: return nil
        case .basic: return credential?.authorization
        case .bearer(let realm, let service):
            if case .bearer = credential?.kind { return credential?.authorization }
            let question = TokenServer.Question(
                realm: realm, service: service, scope: scopes[repository] ?? repository.pullScope,
                credential: credential)
            let prefix = "Bearer "
            let old = rejected.map { Secret(String($0.reveal().dropFirst(prefix.count))) }
            return Secret(prefix + (try await tokens.token(for: question, of: repository, rejected: old)).reveal())
        }
    }
}

extension HTTPRequest {
    fileprivate func authorized(_ authorization: Secret?) -> HTTPRequest {
        var request = self
        request.authorization = authorization
        return request
    }
}

extension AuthChallenge {
    fileprivate static func all(in response: HTTPResponse) -> [AuthChallenge] {
        response.headers.all.filter { $0.name.lowercased() == "www-authenticate" }.flatMap { parse($0.value) }
    }

    fileprivate static func bearer(in response: HTTPResponse) -> AuthChallenge? {
        all(in: response).first { $0.scheme == "bearer" && $0.parameters["realm"] != nil }
    }
}
