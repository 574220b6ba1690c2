/// Why the state database could not be opened, read or written.
public struct PersistenceError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        /// The folder or file cannot be made or written.
        case unwritable
        /// The disk, or the quota on it, is full.
        case full
        /// Another process kept the database locked for longer than we wait.
        case busy
        /// The file's content is broken. The next opening moves it aside.
        case damaged
        /// The file is a database of another program.
        case foreign
        /// The file was written by a newer version of this program.
        case newer
        /// Anything else that SQLite reports.
        case other
    }

    public var code: Code
    /// What happened, with the path, and what to do.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same step may succeed later without anyone changing anything.
    public var isTransient: Bool { code == .busy }

    public var description: String { message }
}
