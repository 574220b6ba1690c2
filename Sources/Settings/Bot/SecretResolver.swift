public import Domain

/// Fetches what a reference stands for; the only step of settings that looks outside.
public protocol SecretResolver: Sendable {
    /// Returns the bytes of a variable or file, at most `limit` of them; nil when there is none.
    ///
    /// - Throws: any error whose description says why it cannot be read, without its content.
    func bytes(of reference: SecretReference, limit: Int) throws -> [UInt8]?
}

/// The credentials that settings refer to, fetched once. It prints as their number.
public struct SecretStore: Sendable, CustomStringConvertible {
    private let secrets: [SecretReference: Secret]

    public init(_ secrets: [SecretReference: Secret] = [:]) { self.secrets = secrets }

    public subscript(reference: SecretReference) -> Secret? { secrets[reference] }

    public var description: String { "\(secrets.count) secrets" }
}

extension BotSettings {
    /// The largest credential, in bytes; a key is about 3 kB.
    private static let secretLimit = 65_536

    /// All references with the options that hold them, in the order of the settings.
    public var secretReferences: [(option: String, reference: SecretReference)] {
        var found: [(String, SecretReference?)] = []
        for (index, forge) in forges.enumerated() {
            found.append(("forges[\(index)].token", forge.token))
            found.append(("forges[\(index)].privateKey", forge.privateKey))
        }
        for (index, registry) in registries.enumerated() {
            found.append(("registries[\(index)].password", registry.password))
            found.append(("registries[\(index)].token", registry.token))
        }
        for (index, installation) in installations.enumerated() {
            found.append(("installations[\(index)].token", installation.token))
        }
        found.append(("git.signingKey", git.signingKey))
        if case .reference(let reference) = state { found.append(("state", reference)) }
        for (index, webhook) in server.webhooks.enumerated() {
            for (place, secret) in webhook.secrets.enumerated() {
                found.append(("server.webhooks[\(index)].secrets[\(place)]", secret))
            }
        }
        return found.compactMap { option, reference in reference.map { (option, $0) } }
    }

    /// Fetches every credential that the settings refer to. One line end behind a value is cut off.
    ///
    /// - Throws: ``SettingsError`` `.secretMissing` with all that are missing, empty, too large or no text.
    public func resolveSecrets(with resolver: some SecretResolver) throws(SettingsError) -> SecretStore {
        var secrets: [SecretReference: Secret] = [:]
        var problems: [Diagnostic] = []
        for (option, reference) in secretReferences where secrets[reference] == nil {
            switch Self.fetch(reference, with: resolver) {
            case .success(let secret): secrets[reference] = secret
            case .failure(let problem):
                problems.append(Diagnostic(severity: .error, message: "\(option): \(problem.text)"))
            }
        }
        guard problems.isEmpty else { throw SettingsError(.secretMissing, problems) }
        return SecretStore(secrets)
    }

    /// Fetches only what opens the state, for commands that look at nothing else.
    ///
    /// - Throws: ``SettingsError`` `.secretMissing`.
    public func resolveStateSecret(with resolver: some SecretResolver) throws(SettingsError) -> SecretStore {
        var settings = BotSettings()
        settings.state = state
        return try settings.resolveSecrets(with: resolver)
    }

    private struct Problem: Error { var text: String }

    private static func fetch(
        _ reference: SecretReference, with resolver: some SecretResolver
    ) -> Result<Secret, Problem> {
        let place = reference.place
        do {
            guard var bytes = try resolver.bytes(of: reference, limit: secretLimit) else {
                return .failure(Problem(text: "\(place) \(reference.isVariable ? "is not set" : "does not exist")"))
            }
            guard bytes.count <= secretLimit else {
                return .failure(Problem(text: "\(place) holds more than \(secretLimit) bytes"))
            }
            if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
            guard !bytes.isEmpty else { return .failure(Problem(text: "\(place) is empty")) }
            guard let text = String(validating: bytes, as: UTF8.self) else {
                return .failure(Problem(text: "\(place) does not hold UTF-8 text"))
            }
            return .success(Secret(text))
        } catch {
            return .failure(Problem(text: "\(place) cannot be read: \(error)"))
        }
    }
}

extension SecretReference {
    fileprivate var isVariable: Bool {
        switch self {
        case .environment: true
        case .file: false
        }
    }

    /// For messages: `the environment variable NAME`, `the file PATH`.
    fileprivate var place: String {
        switch self {
        case .environment(let name): "the environment variable \(name)"
        case .file(let path): "the file \(path)"
        }
    }
}
