/// What is in a world when it starts.
public struct SandboxSeed: Sendable {
    /// Ids are given in this order, from 1.
    public var users: [SeedUser]
    /// Ids are given in this order, from 1.
    public var projects: [SeedProject]
    /// What the registry and the chart repositories offer.
    public var catalogue: Catalogue

    /// Describes a world's content.
    public init(users: [SeedUser] = SeedUser.usual, projects: [SeedProject] = [], catalogue: Catalogue = Catalogue()) {
        self.users = users
        self.projects = projects
        self.catalogue = catalogue
    }

    /// Only the usual users.
    public static let empty = SandboxSeed()
}
