import Domain
import HTTPTransport

/// Who is who on one Azure DevOps: our own identity and the people that settings name, each asked for once.
///
/// Two questions at the same moment may both be sent; errors are not remembered.
actor AzureDirectory {
    private let api: ForgeAPI
    private let identities: ForgeAPI
    private var bot: String?
    /// By name in lower case; nil for names that nobody has.
    private var people: [String: ForgeUser?] = [:]

    init(api: ForgeAPI, identities: ForgeAPI) {
        self.api = api
        self.identities = identities
    }

    /// The id of the identity that the token belongs to.
    func botID() async throws -> String {
        if let bot { return bot }
        let call = APICall.azure(
            .get, ["_apis", "connectionData"], version: "7.1-preview", to: "ask whose token this is")
        let found: AzureConnection = try await api.read(call)
        guard let id = found.authenticatedUser?.id else {
            throw ForgeError(
                .malformed, "Could not \(call.purpose): Azure DevOps at \(api.root) answered without an id.")
        }
        bot = id
        return id
    }

    /// Finds the one active identity whose address, account or shown name that is; teams and groups too.
    ///
    /// The user keeps the name as it was asked for: that is what descriptions remember.
    func user(named name: String) async throws -> ForgeUser? {
        let name = String(name.drop { $0 == "@" })
        guard !name.isEmpty else { return nil }
        let key = name.lowercased()
        if let known = people[key] { return known }
        let found: AzureList<AzureIdentity> = try await identities.read(
            .azure(
                .get, ["_apis", "identities"], query: [("searchFilter", "General"), ("filterValue", name)],
                to: "look up \(name)"))
        let active = (found.value ?? []).filter { $0.isActive != false && $0.id != nil }
        let exact = active.filter { identity in
            let names = [
                identity.properties?["Account"]?.value, identity.properties?["Mail"]?.value,
                identity.providerDisplayName,
            ]
            return names.contains { $0?.lowercased() == key }
        }
        // Two people of one name must be told apart by their addresses.
        let match = exact.count == 1 ? exact.first : exact.isEmpty && active.count == 1 ? active.first : nil
        let user = match?.id.map { ForgeUser(id: $0, name: name) }
        people[key] = .some(user)
        return user
    }
}
