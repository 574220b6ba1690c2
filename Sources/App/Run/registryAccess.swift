import Datasources
import Domain
import Foundation
import Settings

/// Who we are at registries: what settings say, and behind that what docker's config.json says.
struct RegistryAccess {
    var credentials: [RegistryCredential] = []
    var helpers = CredentialHelperTable()
    var diagnostics: [Diagnostic] = []

    /// - Parameter environment: where `DOCKER_CONFIG` and `HOME` are looked for.
    init(
        _ settings: BotSettings, _ secrets: SecretStore,
        environment: [String: String] = ProcessInfo.processInfo.environment
    ) {
        for registry in settings.registries {
            if let helper = registry.helper { helpers.helpers[registry.host] = helper }
            if let token = registry.token.flatMap({ secrets[$0] }) {
                credentials.append(RegistryCredential(host: registry.host, .bearer(token)))
            } else if let user = registry.username, let password = registry.password.flatMap({ secrets[$0] }) {
                credentials.append(RegistryCredential(host: registry.host, username: user, password: password))
            }
        }
        readDockerConfig(settings.lookup.dockerConfig, environment)
    }

    /// Settings come first: of two credentials for one registry, the first one counts.
    private mutating func readDockerConfig(_ path: String?, _ environment: [String: String]) {
        let usual = [environment["DOCKER_CONFIG"], environment["HOME"].map { $0 + "/.docker" }]
            .compactMap(\.self).filter { !$0.isEmpty }.map { $0 + "/config.json" }
        guard let path = path ?? usual.first(where: FileManager.default.fileExists) else { return }
        do {
            guard let bytes = try ConfigFiles().bytes(of: .file(path), limit: 1 << 20), bytes.count <= 1 << 20 else {
                return warn(path, "is not there or larger than 1 MB; no credentials are taken from it")
            }
            let config = DockerConfig(json: bytes, path: path)
            let named = Set(credentials.map(\.host))
            credentials += config.credentials.filter { !named.contains($0.host) }
            helpers.add(config.helpers)
            diagnostics += config.diagnostics
        } catch {
            warn(path, "cannot be read: \(error); no credentials are taken from it")
        }
    }

    private mutating func warn(_ path: String, _ message: String) {
        diagnostics.append(Diagnostic(file: path, severity: .warning, message: message))
    }
}
