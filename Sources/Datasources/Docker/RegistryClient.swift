import Domain
import Foundation
import HTTPTransport

/// Sends requests to registries with what each of them wants to see: nothing, user and password, or a bearer token.
///
/// What a registry wants is learned from its first answer and then known: of several packages that are looked up at the
/// same time the first one asks, the others wait for what it learns. So a registry costs one refused request in all. One
/// that nobody answers for is not tried again for a while, or a thousand packages would each wait for it in vain.
actor RegistryClient {
    /// How a registry wants to be asked.
    private enum Scheme: Hashable, Sendable {
        case open
        case basic
        case bearer(realm: String, service: String?)
    }

    /// The first question to a registry, and what came of it.
    private struct Probe: Sendable {
        var url: String
        var scheme: Scheme?
        /// An error belongs to the package that was asked for: who only waited for the scheme asks by itself.
        var outcome: Result<HTTPResponse, LookupError>
    }

    private let context: DatasourceContext
    private let tokens: TokenServer
    private let helpers: CredentialHelpers
    private let probes = SingleFlight<WebOrigin, Probe>()
    private var schemes: [WebOrigin: Scheme] = [:]
    /// Scopes that registries named themselves, where they differ from what the specification suggests.
    private var scopes: [RegistryRepository: String] = [:]
    private var failures: [WebOrigin: RecentFailure] = [:]

    init(_ context: DatasourceContext) {
        self.context = context
        tokens = TokenServer(context)
        helpers = CredentialHelpers(context)
    }

    /// Sends `request`, which concerns `repository`, and logs in where the registry wants it.
    ///
    /// A request to another origin than the registry's is sent without any credential.
    ///
    /// - Throws: ``LookupError`` when there is no answer or no token; any status is an answer.
    func send(_ request: HTTPRequest, for repository: RegistryRepository) async throws -> HTTPResponse {
        guard WebOrigin(url: request.url) == repository.origin else {
            return try await context.http.answer(to: request)
        }
        let named = context.credentials.credential(host: repository.credentialHost, repository: repository.name)
        let kept = named == nil ? try await helpers.credential(for: repository.credentialHost) : nil
        let credential = named ?? kept
        var request = request
        // Tokens are new each run; what they open is the same as long as the credential is.
        request.cacheIdentity = credential?.identity ?? Secret("")
        var scheme = Scheme.basic
        if !(credential?.isBearer ?? false) {
            if let known = schemes[repository.origin] {
                scheme = known
            } else {
                let probe = try await probe(request, repository)
                if probe.url == request.url {
                    let response = try probe.outcome.get()
                    if response.status != 401 {
                        return try await secondTry(request, response, probe.scheme ?? .open, credential, repository)
                    }
                }
                scheme = probe.scheme ?? .open
            }
        }
        let authorization = try await authorization(scheme, credential, repository)
        let response = try await answer(to: request.authorized(authorization), of: repository)
        if response.status != 401 { return try await secondTry(request, response, scheme, credential, repository) }
        guard let learned = learn(from: response, about: repository) else { return response }
        // The registry wants something else than we knew, or the token has expired before its time: once more.
        let second = try await self.authorization(learned, credential, repository, rejected: authorization)
        guard second != authorization else { return response }
        return try await answer(to: request.authorized(second), of: repository)
    }

    /// Shows the credential to a registry that hides from strangers what it has, instead of asking who they are.
    private func secondTry(
        _ request: HTTPRequest, _ response: HTTPResponse, _ scheme: Scheme, _ credential: RegistryCredential?,
        _ repository: RegistryRepository
    ) async throws -> HTTPResponse {
        guard scheme == .open, response.status == 403 || response.status == 404,
            let authorization = credential?.authorization
        else { return response }
        let second = try await answer(to: request.authorized(authorization), of: repository)
        if second.status == 200 { schemes[repository.origin] = .basic }
        return second.status == 401 ? response : second
    }

    private func probe(_ request: HTTPRequest, _ repository: RegistryRepository) async throws -> Probe {
        try await probes.value(for: repository.origin) { [self] in
            do {
                let response = try await answer(to: request, of: repository, isFirst: true)
                let scheme = await learn(from: response, about: repository)
                return Probe(url: request.url, scheme: scheme, outcome: .success(response))
            } catch let error as LookupError {
                return Probe(url: request.url, scheme: nil, outcome: .failure(error))
            }
        }
    }

    /// - Parameter isFirst: nothing was heard of this registry before, so a time-out means that nobody is there.
    private func answer(
        to request: HTTPRequest, of repository: RegistryRepository, isFirst: Bool = false
    ) async throws -> HTTPResponse {
        if let failure = failures[repository.origin], failure.isRecent(context) { throw failure.error }
        do {
            return try await context.http.safeAnswer(to: request)
        } catch let error as HTTPError {
            let mapped = LookupError(error)
            if error.code == .connect || error.code == .tls || (isFirst && error.code == .timeout) {
                failures[repository.origin] = RecentFailure(mapped, context)
            }
            throw mapped
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
            if let credential, credential.isBearer { return credential.authorization }
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
