/// A version that a lock file is to hold: the question for the hashes of its packages.
public struct LockQuestion: Hashable, Sendable {
    public var package: Package
    /// The version whose hashes are asked for, as the registry spells it.
    public var version: String
    /// The version that the lock file holds now.
    public var lockedVersion: String
    /// The hashes that the lock file holds now, each as `scheme:value`; they tell for which platforms it was made.
    public var lockedHashes: [String]

    public init(package: Package, version: String, lockedVersion: String, lockedHashes: [String]) {
        self.package = package
        self.version = version
        self.lockedVersion = lockedVersion
        self.lockedHashes = lockedHashes
    }
}
