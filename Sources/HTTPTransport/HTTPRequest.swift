public import Domain

/// What is asked of a server; RFC 9110, section 9.
public enum HTTPMethod: String, Hashable, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case put = "PUT"
    case delete = "DELETE"
    case patch = "PATCH"
}

/// One request. Limits have defaults that suit small API calls.
public struct HTTPRequest: Sendable {
    public var method: HTTPMethod
    /// An absolute `http` or `https` address, without user and password.
    public var url: String
    public var headers: HTTPFields
    public var body: [UInt8]
    /// The value of the `Authorization` header, or of the field named by `authorizationField`.
    ///
    /// It never follows a redirect to another scheme, host or port.
    public var authorization: Secret?
    /// Which field carries `authorization`; fields of that name in `headers` give way to it.
    public var authorizationField: String
    /// The largest body to accept, in bytes, after decompression.
    public var responseLimit: Int
    /// From the start of connecting to the last byte read, over all redirects, retries not counted; nil: the client's setting.
    public var timeout: Duration?
    /// Whether sending it twice does the same as sending it once; decides about retries. Default: by method.
    public var isIdempotent: Bool
    /// Whether the answer may come from the conditional cache.
    public var usesCache: Bool
    /// Who asks, for the cache, where `authorization` is a token that is new each time; nil means `authorization` itself.
    public var cacheIdentity: Secret?
    /// The address of the answer that named `url` (a page, a token service, a chart); nil for addresses from settings.
    ///
    /// What an answer names may not lead to an address for inside only, just as a redirect may not, unless it names its own host.
    public var namedBy: String?

    public init(
        _ method: HTTPMethod = .get, _ url: String, headers: HTTPFields = [:], body: [UInt8] = [],
        authorization: Secret? = nil, authorizationField: String = "Authorization",
        responseLimit: Int = 32 << 20, timeout: Duration? = nil, isIdempotent: Bool? = nil,
        usesCache: Bool = false, namedBy: String? = nil
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.authorization = authorization
        self.authorizationField = authorizationField
        self.responseLimit = responseLimit
        self.timeout = timeout
        self.isIdempotent = isIdempotent ?? (method != .post && method != .patch)
        self.usesCache = usesCache
        self.namedBy = namedBy
    }
}
