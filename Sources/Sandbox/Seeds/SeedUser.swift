/// A person or bot of the forge.
public struct SeedUser: Hashable, Sendable {
    public var username: String
    public var name: String
    /// Blocked users cannot be assigned.
    public var isBlocked: Bool
    public var isBot: Bool

    /// Describes a user.
    public init(_ username: String, name: String, isBlocked: Bool = false, isBot: Bool = false) {
        self.username = username
        self.name = name
        self.isBlocked = isBlocked
        self.isBot = isBot
    }

    /// `admin`, `alice`, `bob` and the bot `windlass`, with the ids 1 to 4.
    public static let usual = [
        SeedUser("admin", name: "Ada Admin"), SeedUser("alice", name: "Alice Anchor"),
        SeedUser("bob", name: "Bob Bowline"), SeedUser("windlass", name: "Windlass", isBot: true),
    ]
}
