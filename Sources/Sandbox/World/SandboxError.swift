/// Why the sandbox cannot be set up or asked for something.
public struct SandboxError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of thing went wrong.
    public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        /// A port cannot be listened on.
        case port
        /// `git` is missing, or one of its commands failed.
        case git
        /// A folder or file cannot be written or read.
        case file
        /// Seed data is wrong.
        case seed
        /// There is no such project, merge request or user in this world.
        case unknown
    }

    /// What kind of thing went wrong.
    public var code: Code
    /// What happened, where, and what to do.
    public var message: String

    /// Makes an error.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
