import Domain
import Logging

/// Who of some names can be assigned or asked for a review.
struct FoundUsers: Sendable {
    var found: [ForgeUser] = []
    /// Names that nobody has who can be assigned or asked.
    var missing: [String] = []

    /// A sentence for the report about those who are left out.
    var remarks: [String] {
        guard !missing.isEmpty else { return [] }
        return ["left out, as nobody of this name can be assigned or asked here: " + missing.joined(separator: ", ")]
    }
}

/// How names become users.
struct UserSearch: Sendable {
    /// Whether the members of a group stand for it.
    var expandsGroups = false
    /// Whether they are to review; some forges ask teams for that, and none assigns one.
    var isForReview = false

    /// How many members of one group are asked.
    static let memberLimit = 100
}

extension RunTools {
    /// Finds users by name. Who cannot be found or assigned is left out, and named.
    ///
    /// A name with a slash is a group's or a team's; one without may also be a group's where no user has it.
    func users(
        _ names: [String], in repository: ForgeRepository, _ search: UserSearch = UserSearch()
    ) async throws -> FoundUsers {
        var users = FoundUsers()
        for name in distinct(names) {
            let found = try await everyone(named: name, in: repository, search)
            users.found += found.filter { !users.found.contains($0) }
            guard found.isEmpty else { continue }
            users.missing.append(name)
            logger.warning(
                "no user of this name can be assigned; correct assignees, reviewers or CODEOWNERS",
                metadata: ["user": "\(name)", "repository": "\(repository.path)"])
        }
        return users
    }

    private func everyone(
        named name: String, in repository: ForgeRepository, _ search: UserSearch
    ) async throws -> [ForgeUser] {
        let isGroup = name.contains("/")
        if !isGroup, let user = try await forge.findUser(named: name, in: repository) { return [user] }
        if search.expandsGroups, !name.dropFirst().contains("@"),
            let members = try await forge.groupMembers(named: name, in: repository)
        {
            var found: [ForgeUser] = []
            for member in members.prefix(UserSearch.memberLimit) {
                if let user = try await forge.findUser(named: member, in: repository) { found.append(user) }
            }
            return found
        }
        return isGroup && search.isForReview && forge.capabilities.asksTeams ? [ForgeUser(id: name, name: name)] : []
    }
}
