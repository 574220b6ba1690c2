import Domain
import Foundation

/// Which programs keep credentials, as docker's config.json and settings name them: `credHelpers` and `credsStore`.
///
/// A program is asked when its registry is asked for the first time, and again after a while, because what it answers may
/// be a token that expires: that of Amazon's registries lives for 12 hours, that of Google's for one.
public struct CredentialHelperTable: Hashable, Sendable {
    /// Names of programs by registry, each without `docker-credential-`.
    public var helpers: [String: String] = [:]
    /// The program for the registries that ``stored`` names.
    public var store: String?
    /// Registries whose credentials are in ``store``.
    public var stored: Set<String> = []

    public init() {}

    public var isEmpty: Bool { helpers.isEmpty && (store == nil || stored.isEmpty) }

    /// Adds what another table says; what is here already stays.
    public mutating func add(_ other: CredentialHelperTable) {
        helpers.merge(other.helpers) { own, _ in own }
        store = store ?? other.store
        stored.formUnion(other.stored)
    }

    /// The program for a registry, with the name that the registry has there.
    func helper(for host: String) -> CredentialHelper? {
        let wanted = canonicalHost(host)
        let isWanted = { (server: String) in
            RegistryCredential(host: server, username: "", password: Secret("")).host == wanted
        }
        if let (server, name) = helpers.sorted(by: { $0.key < $1.key }).first(where: { isWanted($0.key) }) {
            return CredentialHelper(name: name, server: server)
        }
        guard let store, let server = stored.sorted().first(where: isWanted) else { return nil }
        return CredentialHelper(name: store, server: server)
    }
}

/// Asks credential helpers, each once at a time, and keeps what they say for ten minutes.
actor CredentialHelpers {
    private static let lifetime: TimeInterval = 600

    private let context: DatasourceContext
    private let flights = SingleFlight<CredentialHelper, RegistryCredential?>()
    private var known: [CredentialHelper: (credential: RegistryCredential?, until: Date)] = [:]

    init(_ context: DatasourceContext) { self.context = context }

    /// - Throws: ``LookupError`` `.unauthorized` when there is a helper for `host` and it cannot be asked.
    func credential(for host: String) async throws -> RegistryCredential? {
        guard let helper = context.credentialHelpers.helper(for: host) else { return nil }
        if let entry = known[helper], entry.until > context.now() { return entry.credential }
        let folders = context.programFolders
        let credential = try await flights.value(for: helper) {
            try await helper.credential(for: host, in: folders)
        }
        known[helper] = (credential, context.now() + Self.lifetime)
        return credential
    }
}
