/// Why there is no answer.
public struct HTTPError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        /// The address, a header field or the proxy of the settings cannot be used.
        case invalidURL = "invalid-url"
        /// The name could not be resolved, or nobody answers: the request was not sent.
        case connect
        case tls
        case timeout
        /// The connection ended before the answer did.
        case interrupted
        /// The answer is larger than `responseLimit`, or its header than what we accept.
        case tooLarge = "too-large"
        /// Too many redirects, or one that must not be followed: other schemes, credentials from https to http.
        case redirect
        /// A redirect or an answer leads to an address that is only for inside.
        case privateAddress = "private-address"
        /// The receiver of the body refused to go on.
        case receiver
        case other
    }

    public var code: Code
    /// What happened and where; the address without secrets.
    public var message: String

    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    public var description: String { message }
}
