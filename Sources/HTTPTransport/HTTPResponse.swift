/// One answer, with any status: only what is no answer at all is an error.
public struct HTTPResponse: Sendable {
    public var status: Int
    public var headers: HTTPFields
    public var body: [UInt8]
    /// The address that answered, after redirects.
    public var url: String
    /// The server said that what we had is still right (304), and `body` is what we had.
    public var isRevalidated: Bool

    public init(status: Int, headers: HTTPFields = [:], body: [UInt8] = [], url: String, isRevalidated: Bool = false) {
        self.status = status
        self.headers = headers
        self.body = body
        self.url = url
        self.isRevalidated = isRevalidated
    }
}
