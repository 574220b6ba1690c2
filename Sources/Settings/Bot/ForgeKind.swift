public import Domain

/// A kind of forge that this version can speak to, and what its settings must say.
public struct ForgeKind: Hashable, Sendable {
    public var id: ForgeID
    /// Whether `url` and `token` are required; where they are not, they are refused.
    public var isRemote: Bool
    /// Whether an app can be named in place of a token.
    public var hasApps: Bool

    public init(_ id: ForgeID, isRemote: Bool, hasApps: Bool = false) {
        self.id = id
        self.isRemote = isRemote
        self.hasApps = hasApps
    }

    /// The kinds of this version.
    public static let builtIn = [
        ForgeKind("gitlab", isRemote: true), ForgeKind("github", isRemote: true, hasApps: true),
        ForgeKind("azure", isRemote: true), ForgeKind("local", isRemote: false),
    ]
}
