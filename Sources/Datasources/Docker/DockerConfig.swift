public import Domain
import Foundation

/// Credentials from docker's `config.json` (or a pull secret's `.dockerconfigjson`).
///
/// `auths` is read: `auth` (base64 of `user:password`), else `username` and `password`; `identitytoken` and
/// `registrytoken` win over both. Credential helpers (`credsStore`, `credHelpers`) are programs: ``helpers`` names them, and they
/// are asked when their registry is.
/// Source: https://docs.docker.com/reference/cli/docker/login/#credential-stores and github.com/docker/cli (configfile).
public struct DockerConfig: Sendable {
    public var credentials: [RegistryCredential] = []
    /// Which programs keep the credentials of other registries.
    public var helpers = CredentialHelperTable()
    /// What was passed over, and why. Never holds a secret.
    public var diagnostics: [Diagnostic] = []

    /// Reads the text of a config.json.
    ///
    /// - Parameter path: where it came from, for diagnostics.
    public init(json: [UInt8], path: String) {
        guard let file = try? JSONDecoder().decode(ConfigFile.self, from: Data(json)) else {
            warn(path, "it is not a docker config.json; no credentials are taken from it")
            return
        }
        for (host, entry) in (file.auths ?? [:]).sorted(by: { $0.key < $1.key }) {
            if let credential = entry.credential(host) {
                credentials.append(credential)
            } else if entry.isBroken {
                warn(path, "the entry of \(host) holds no user and password that can be read; log in again")
            } else if file.credsStore == nil, file.credHelpers?[host] == nil {
                warn(path, "the entry of \(host) is empty")
            }
        }
        readHelpers(file, path)
    }

    /// A registry with an entry that holds nothing is one that `credsStore` keeps.
    private mutating func readHelpers(_ file: ConfigFile, _ path: String) {
        for (host, name) in (file.credHelpers ?? [:]).sorted(by: { $0.key < $1.key }) where !name.isEmpty {
            if CredentialHelper.isName(name) {
                helpers.helpers[host] = name
            } else {
                warn(path, "the helper of \(host) is passed over, because its name cannot be that of a program")
            }
        }
        guard let store = file.credsStore, !store.isEmpty else { return }
        guard CredentialHelper.isName(store) else {
            return warn(path, "credsStore is passed over, because its name cannot be that of a program")
        }
        helpers.store = store
        helpers.stored = Set((file.auths ?? [:]).filter { $0.value.credential($0.key) == nil }.keys)
    }

    private mutating func warn(_ path: String, _ message: String) {
        diagnostics.append(Diagnostic(file: path, severity: .warning, message: message))
    }
}

private struct ConfigFile: Decodable {
    var auths: [String: AuthEntry]?
    var credsStore: String?
    var credHelpers: [String: String]?
}

/// One entry of `auths`. The names are docker's.
private struct AuthEntry: Decodable {
    var auth: String?
    var username: String?
    var password: String?
    var identitytoken: String?
    var registrytoken: String?

    func credential(_ host: String) -> RegistryCredential? {
        if let token = registrytoken, !token.isEmpty { return RegistryCredential(host: host, .bearer(Secret(token))) }
        if let token = identitytoken, !token.isEmpty {
            return RegistryCredential(host: host, .identityToken(Secret(token)))
        }
        if let auth, !auth.isEmpty {
            guard let (user, password) = pair(auth) else { return nil }
            return RegistryCredential(host: host, username: user, password: Secret(password))
        }
        guard let username, let password, !username.isEmpty else { return nil }
        return RegistryCredential(host: host, username: username, password: Secret(password))
    }

    var isBroken: Bool { !(auth ?? "").isEmpty || !(username ?? "").isEmpty }

    /// User and password; docker cuts at the first colon and drops zero bytes behind.
    private func pair(_ auth: String) -> (String, String)? {
        guard let data = Data(base64Encoded: auth), let text = String(data: data, encoding: .utf8),
            let colon = text.firstIndex(of: ":"), colon > text.startIndex
        else { return nil }
        let password = text[text.index(after: colon)...].reversed().drop { $0 == "\0" }.reversed()
        return (String(text[..<colon]), String(password))
    }
}
