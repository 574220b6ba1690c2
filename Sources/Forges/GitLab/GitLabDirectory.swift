import Domain
import HTTPTransport

/// Who is who on one GitLab: our own user and the people that settings name, each asked for once.
///
/// Two questions at the same moment may both be sent; errors are not remembered.
actor GitLabDirectory {
    private let api: ForgeAPI
    private var bot: Int?
    /// By name in lower case; nil for names that cannot be assigned.
    private var users: [String: ForgeUser?] = [:]
    /// Where only members can be looked up: by project and name.
    private var members: [Member: ForgeUser?] = [:]
    private var isRestricted = false
    /// The names of the members of groups, by path in lower case; nil for those that cannot be listed.
    private var groups: [String: [String]?] = [:]

    private struct Member: Hashable {
        var project: String
        var name: String
    }

    init(api: ForgeAPI) { self.api = api }

    /// The id of the user that the token belongs to.
    func botID() async throws -> Int {
        if let bot { return bot }
        let call = APICall(.get, ["user"], to: "ask whose token this is")
        let user: GitLabUser = try await api.read(call)
        guard let id = user.id else {
            throw ForgeError(.malformed, "Could not \(call.purpose): GitLab at \(api.root) answered without an id.")
        }
        bot = id
        return id
    }

    /// Finds an active user by name, with or without `@`, in any case.
    func user(named name: String, in repository: ForgeRepository) async throws -> ForgeUser? {
        let name = String(name.drop { $0 == "@" })
        guard !name.isEmpty, !name.contains(where: \.isWhitespace) else { return nil }
        let key = name.lowercased()
        if !isRestricted {
            if let known = users[key] { return known }
            do {
                let found: [GitLabUser] = try await api.read(
                    APICall(.get, ["users"], query: [("username", name)], to: "look up the user \(name)"))
                return remember(found.first { $0.username?.lowercased() == key }, key)
            } catch let error as ForgeError where error.code == .forbidden || error.code == .notFound {
                isRestricted = true
            }
        }
        return try await member(named: name, key, in: repository)
    }

    /// The names of the members of a group who can be assigned; nil where there is no such group, or it may not be seen.
    func members(ofGroup name: String) async throws -> [String]? {
        guard !name.isEmpty, !name.contains(where: \.isWhitespace) else { return nil }
        let key = name.lowercased()
        if let known = groups[key] { return known }
        do {
            let found: [GitLabUser] = try await api.readPages(
                APICall(.get, ["groups", name, "members", "all"], to: "list the members of the group \(name)"))
            let names = found.compactMap { $0.assignable?.name }
            groups[key] = .some(names)
            return names
        } catch let error as ForgeError where error.code == .notFound || error.code == .forbidden {
            groups[key] = .some(nil)
            return nil
        }
    }

    private func remember(_ user: GitLabUser?, _ key: String) -> ForgeUser? {
        let user = user?.assignable
        users[key] = .some(user)
        return user
    }

    /// Servers that keep the list of users to administrators still show who is a member of a project.
    private func member(named name: String, _ key: String, in repository: ForgeRepository) async throws -> ForgeUser? {
        let member = Member(project: repository.id, name: key)
        if let known = members[member] { return known }
        let found: [GitLabUser] = try await api.readPages(
            APICall(
                .get, ["projects", repository.id, "members", "all"], query: [("query", name)],
                to: "look up the member \(name) of \(repository.path)"))
        let user = found.first { $0.username?.lowercased() == key }?.assignable
        members[member] = .some(user)
        return user
    }
}
