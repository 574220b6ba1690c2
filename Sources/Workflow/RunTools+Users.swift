import Domain
import Logging

/// Who of some names can be assigned or asked for a review.
struct FoundUsers: Sendable {
    var found: [ForgeUser] = []
    /// Names that no user has who can be assigned.
    var missing: [String] = []

    /// A sentence for the report about those who are left out.
    var remarks: [String] {
        guard !missing.isEmpty else { return [] }
        return [
            "left out, as nobody of this name can be assigned or asked here: " + missing.joined(separator: ", ")
        ]
    }
}

extension RunTools {
    /// Finds users by name. Who cannot be found or assigned is left out, and named.
    func users(_ names: [String], in repository: ForgeRepository) async throws -> FoundUsers {
        var users = FoundUsers()
        for name in distinct(names) {
            if let user = try await forge.findUser(named: name, in: repository) {
                users.found.append(user)
            } else {
                users.missing.append(name)
                logger.warning(
                    "no user of this name can be assigned; correct assignees or reviewers in the settings",
                    metadata: ["user": "\(name)", "repository": "\(repository.path)"])
            }
        }
        return users
    }
}
