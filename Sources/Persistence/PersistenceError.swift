/// Why the state database could not be opened, read or written.
public struct PersistenceError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        /// The folder or file cannot be made or written.
        case unwritable
        /// The disk, or the quota on it, is full.
        case full
        /// Others kept the database locked, or all its connections taken, for longer than we wait.
        case busy
        /// The database server does not answer, or ended the connection; it is asked anew the next time.
        case unreachable
        /// The database server does not let us in, or not do what is needed.
        case refused
        /// The file's content is broken. The next opening moves it aside.
        case damaged
        /// The file is a database of another program, or there is no address of a database.
        case foreign
        /// The file was written by a newer version of this program; so with a server's tables.
        case newer
        /// Anything else that SQLite or PostgreSQL reports.
        case other
    }

    public var code: Code
    /// What happened, with the path or the server's address, and what to do.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// Whether the same step may succeed later without anyone changing anything.
    public var isTransient: Bool { code == .busy || code == .unreachable }

    public var description: String { message }
}
