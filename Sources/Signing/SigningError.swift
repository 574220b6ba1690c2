/// Why something could not be hashed, signed or read as a key. The texts never hold key material.
public struct SigningError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        /// The text is not a key of the expected format, or it is damaged.
        case unreadableKey = "unreadable-key"
        /// A key that is well-formed but that we do not use: another algorithm, or one with a passphrase.
        case unsupportedKey = "unsupported-key"
        /// The cryptographic library refused.
        case failed
    }

    public var code: Code
    /// What happened and what to do.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
