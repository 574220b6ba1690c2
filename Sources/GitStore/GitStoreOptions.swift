/// Limits and waits of the stores, with defaults that suit repositories of configuration.
public struct GitStoreOptions: Hashable, Sendable {
    /// The largest pack to accept, in bytes; default 512 MiB.
    public var packLimit = 512 << 20
    /// The size from which a store is dropped and made anew when it is opened, in bytes; default 1 GiB.
    public var storeLimit = 1 << 30
    /// The number of packs from which a store is dropped and made anew when it is opened; default 100.
    public var packCountLimit = 100
    /// The most references to accept in one listing; default 250,000.
    public var refLimit = 250_000
    /// How long to wait for another process that is making the store anew; default 30 s.
    public var lockTimeout: Duration = .seconds(30)
    /// The longest transfer of a pack, from its request to its last byte; default 10 min.
    public var transferTimeout: Duration = .seconds(600)
    /// Whether blobs are left out of a fetch and asked for when read, where the server offers it.
    public var blobs: Blobs = .onDemand

    public enum Blobs: String, Hashable, Sendable, Codable {
        case onDemand = "on-demand"
        case withCommit = "with-commit"
    }

    public init() {}
}
