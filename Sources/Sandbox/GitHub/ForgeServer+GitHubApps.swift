import Foundation
import Signing

/// An app as GitHub keeps it.
struct AppRecord: Sendable {
    struct Installation: Sendable {
        var id: Int
        /// The organisation or user it is installed on.
        var account: String
    }

    var id: Int
    var slug: String
    var key: RSAVerifyingKey
    var installations: [Installation]
}

extension ForgeServer {
    /// Adds an app, and its user `slug[bot]` as a developer of every project of those accounts.
    func addApp(id: Int, slug: String, publicKey: String, accounts: [String]) throws {
        let key = try RSAVerifyingKey(pem: publicKey)
        let installations = accounts.map { AppRecord.Installation(id: makeID(), account: $0) }
        apps.append(AppRecord(id: id, slug: slug, key: key, installations: installations))
        add(SeedUser("\(slug)[bot]", name: slug, isBot: true))
        guard let bot = user(named: "\(slug)[bot]") else { return }
        for index in projects.indices where accounts.contains(projects[index].group) {
            projects[index].members[bot.id] = .developer
        }
    }

    /// Makes the tokens of all installations useless.
    func endInstallationTokens() { tokens = tokens.filter { $0.value.installation == nil } }

    /// What is asked with the JWT of an app.
    ///
    /// - Source: docs.github.com/apps, "Generating a JSON Web Token (JWT) for a GitHub App".
    func answerGitHubApp(_ request: ServedRequest, _ segments: ArraySlice<String>) async throws -> Reply {
        let app = try authenticateApp(request)
        let parts = Array(segments.dropFirst())
        RequestRecord.write(request, body: try await request.collectBody(), of: "github")
        switch (request.method, parts.count) {
        case ("GET", 0):
            return .json(
                200,
                [
                    "id": .integer(app.id), "slug": .string(app.slug), "name": .string(app.slug),
                    "node_id": .string("A_\(app.id)"), "description": .null, "external_url": .string(url),
                    "html_url": .string("\(url)/apps/\(app.slug)"),
                    "owner": gitHubAccount("sandbox", id: 1, node: "U_1", type: "User"),
                    "permissions": Self.appPermissions, "events": [], "created_at": Self.appTime,
                    "updated_at": Self.appTime,
                ])
        case ("GET", 1) where parts == ["installations"]:
            let call = APICall(request: request, arguments: [], user: users[0], body: [])
            let parameters = try call.query(Paging.rules + [.text("since"), .text("outdated")])
            let (items, headers) = GitHubPages(call, parameters, forgeURL: url).slice(app.installations)
            return .json(200, .array(items.map { json($0, of: app) }), headers: headers)
        case ("GET", 2) where parts[0] == "installations":
            guard let found = app.installations.first(where: { String($0.id) == parts[1] }) else {
                throw Refusal.gitHubNotFound
            }
            return .json(200, json(found, of: app))
        case ("POST", 3) where parts[0] == "installations" && parts[2] == "access_tokens":
            guard let found = app.installations.first(where: { String($0.id) == parts[1] }),
                let bot = user(named: "\(app.slug)[bot]")
            else { throw Refusal.gitHubNotFound }
            let token = "ghs_\(app.id)_\(UUID().uuidString.lowercased()).\(UUID().uuidString.lowercased())"
            let end = now().addingTimeInterval(3600)
            tokens[token] = TokenRecord(userID: bot.id, isReadOnly: false, expiresAt: end, installation: found.id)
            return .json(
                201,
                [
                    "token": .string(token), "expires_at": .string(internetTime(end)),
                    "permissions": Self.appPermissions, "repository_selection": "all",
                ])
        default:
            var refusal = Refusal.gitHubNotFound
            refusal.isViolation = true
            throw refusal
        }
    }

    private static let appPermissions: JSONValue = [
        "contents": "write", "metadata": "read", "pull_requests": "write",
    ]
    private static let appTime = JSONValue.string(internetTime(SeedCommit.firstTime))

    private func json(_ installation: AppRecord.Installation, of app: AppRecord) -> JSONValue {
        let api = "\(url)/api/v3"
        return [
            "id": .integer(installation.id), "app_id": .integer(app.id), "app_slug": .string(app.slug),
            "account": gitHubAccount(installation.account, id: 1000, node: "O_1", type: "Organization"),
            "target_id": 1000, "target_type": "Organization", "repository_selection": "all",
            "access_tokens_url": .string("\(api)/app/installations/\(installation.id)/access_tokens"),
            "repositories_url": .string("\(api)/installation/repositories"),
            "html_url": .string(
                "\(url)/organizations/\(installation.account)/settings/installations/\(installation.id)"),
            "permissions": Self.appPermissions, "events": [], "created_at": Self.appTime, "updated_at": Self.appTime,
            "single_file_name": .null, "suspended_by": .null, "suspended_at": .null,
        ]
    }

    /// Checks algorithm, signature, issuer and times of the token.
    private func authenticateApp(_ request: ServedRequest) throws(Refusal) -> AppRecord {
        let undecodable = Refusal.gitHub(401, "A JSON web token could not be decoded")
        guard let token = request.header("Authorization").flatMap({ value(of: $0, scheme: "bearer") }) else {
            throw undecodable
        }
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let head = Self.base64URL(parts[0]).flatMap(JSONValue.init(parsing:)),
            let claims = Self.base64URL(parts[1]).flatMap(JSONValue.init(parsing:)),
            let signature = Self.base64URL(parts[2]), head["alg"] == "RS256"
        else { throw undecodable }
        let issuer: String
        switch claims["iss"] {
        case .integer(let number)?: issuer = String(number)
        case .string(let text)?: issuer = text
        default: throw undecodable
        }
        guard let app = apps.first(where: { String($0.id) == issuer }) else {
            throw .gitHub(401, "Integration not found")
        }
        guard app.key.isValid(signature, for: Array("\(parts[0]).\(parts[1])".utf8)) else { throw undecodable }
        let time = Int(now().timeIntervalSince1970)
        guard case .integer(let issued)? = claims["iat"], issued <= time else {
            throw .gitHub(
                401, "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued")
        }
        guard case .integer(let end)? = claims["exp"], end > time, end <= time + 600 else {
            throw .gitHub(401, "'Expiration time' claim ('exp') is too far in the future")
        }
        return app
    }

    private static func base64URL(_ text: String) -> [UInt8]? {
        var text = text.replacing("-", with: "+").replacing("_", with: "/")
        guard !text.contains("=") else { return nil }
        while text.utf8.count % 4 != 0 { text += "=" }
        return Data(base64Encoded: text).map { Array($0) }
    }
}

extension SandboxWorld {
    /// Adds an app to a forge that is like GitHub, installed on those accounts, and its user `slug[bot]`.
    ///
    /// - Parameter publicKey: the PEM text of the public half of its RSA key.
    public func addApp(id: Int, slug: String, publicKey: String, accounts: [String]) async throws {
        try await forge.addApp(id: id, slug: slug, publicKey: publicKey, accounts: accounts)
    }

    /// Makes all tokens of installations useless, as when they expired.
    public func endInstallationTokens() async { await forge.endInstallationTokens() }
}
