/// One file of a commit to be made.
public struct SeedFile: Hashable, Sendable {
    /// What kind of entry it is in the tree, by Git's numbers.
    public enum Mode: String, Hashable, Sendable, CaseIterable {
        case regular = "100644"
        case executable = "100755"
        /// The content is the path that it leads to.
        case symlink = "120000"
    }

    /// What the commit does to the file.
    public enum Content: Hashable, Sendable {
        case bytes([UInt8])
        /// The commit removes the file.
        case deleted
    }

    /// Relative to the root, with `/` between folders.
    public var path: String
    /// What the commit does to the file.
    public var content: Content
    /// What kind of entry it is in the tree.
    public var mode: Mode

    /// Describes a file with `text` in it.
    public init(_ path: String, _ text: String, mode: Mode = .regular) {
        self.init(path, bytes: Array(text.utf8), mode: mode)
    }

    /// Describes a file with `bytes` in it.
    public init(_ path: String, bytes: [UInt8], mode: Mode = .regular) {
        self.path = path
        self.content = .bytes(bytes)
        self.mode = mode
    }

    /// Describes that the file at `path` goes.
    public static func deleted(_ path: String) -> SeedFile {
        var file = SeedFile(path, "")
        file.content = .deleted
        return file
    }
}
