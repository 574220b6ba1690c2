import Foundation

/// The token endpoint.
enum RegistryTokens {
    static let path = "/token"
}

extension SandboxRegistry {
    /// Lets `request` pass, or says what it must bring.
    ///
    /// - Parameter repository: nil for the ping, which any token may do.
    func authorize(_ request: ServedRequest, repository: String?) throws(Refusal) {
        switch authentication {
        case .anonymous: return
        case .basic(let user, let password):
            guard basicCredentials(request) == "\(user):\(password)" else {
                throw unauthorized("Basic realm=\"\(host)\"")
            }
        case .bearer:
            let scope = repository.map { "repository:\($0):pull" }
            var challenge = "Bearer realm=\"http://\(host)\(RegistryTokens.path)\",service=\"\(host)\""
            if let scope { challenge += ",scope=\"\(scope)\"" }
            guard let token = request.header("Authorization").flatMap({ value(of: $0, scheme: "bearer") }),
                let scopes = state.withLock({ $0.tokens[token] })
            else { throw unauthorized(challenge) }
            guard let scope, !scopes.contains(scope) else { return }
            throw unauthorized(challenge + ",error=\"insufficient_scope\"")
        }
    }

    /// Gives out a token for the scopes asked for.
    func giveToken(for request: ServedRequest) throws(Refusal) -> Reply {
        guard case .bearer(let user, let password) = authentication else {
            throw Refusal(404, ["error": "404 page not found"])
        }
        guard request.method == "GET" else {
            throw RegistryError.refusal(405, "UNSUPPORTED", "The operation is unsupported.", isViolation: true)
        }
        let scopes = try tokenScopes(request)
        if let user, let password, basicCredentials(request) != "\(user):\(password)" {
            throw unauthorized("Basic realm=\"\(host)\"")
        }
        let token = UUID().uuidString
        state.withLock { $0.tokens[token] = scopes }
        return .json(
            200,
            [
                "token": .string(token), "access_token": .string(token), "expires_in": 300,
                "issued_at": .string(internetTime(Date())),
            ])
    }

    private func tokenScopes(_ request: ServedRequest) throws(Refusal) -> Set<String> {
        var scopes: Set<String> = []
        var isForUs = false
        for item in request.query {
            let value = item.value ?? ""
            switch item.name {
            case "service": isForUs = value == host
            case "scope":
                for scope in value.split(separator: " ") {
                    let parts = scope.split(separator: ":")
                    guard parts.count >= 3, parts[0] == "repository" else {
                        throw RegistryError.wrong("the scope \(scope) is not repository:NAME:ACTIONS")
                    }
                    if parts[parts.count - 1].split(separator: ",").contains("pull") {
                        scopes.insert((parts.dropLast() + ["pull"]).joined(separator: ":"))
                    }
                }
            case "account", "client_id", "offline_token": break
            default: throw RegistryError.wrong("the token endpoint has no parameter \(item.name)")
            }
        }
        guard isForUs else { throw RegistryError.wrong("service must be \(host)") }
        return scopes
    }

    private func unauthorized(_ challenge: String) -> Refusal {
        RegistryError.refusal(
            401, "UNAUTHORIZED", "authentication required", headers: [.init("WWW-Authenticate", challenge)])
    }

    private func basicCredentials(_ request: ServedRequest) -> String? {
        guard let text = request.header("Authorization").flatMap({ value(of: $0, scheme: "basic") }),
            let data = Data(base64Encoded: text)
        else { return nil }
        return String(data: data, encoding: .utf8)
    }
}

/// The credentials of an `Authorization` field, when it has that scheme.
func value(of field: String, scheme: String) -> String? {
    let parts = field.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == scheme else { return nil }
    return String(parts[1])
}
