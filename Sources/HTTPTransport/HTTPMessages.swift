public import Domain

/// Header fields in their order; names are compared without regard to case.
public struct HTTPFields: Hashable, Sendable, ExpressibleByDictionaryLiteral {
    public private(set) var all: [Field] = []

    public struct Field: Hashable, Sendable {
        public var name: String
        public var value: String
    }

    public init() {}

    public init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements { add(name, value) }
    }

    public mutating func add(_ name: String, _ value: String) {
        all.append(Field(name: name, value: value))
    }

    /// The first value of `name`. Setting replaces all of that name; nil removes them.
    public subscript(name: String) -> String? {
        get { all.first { $0.name.lowercased() == name.lowercased() }?.value }
        set {
            all.removeAll { $0.name.lowercased() == name.lowercased() }
            if let newValue { add(name, newValue) }
        }
    }
}

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
    /// The value of the `Authorization` header, or of the field named by `authorizationField`. It never follows a redirect to another host.
    public var authorization: Secret?
    /// Which field carries `authorization`.
    public var authorizationField: String
    /// The largest body to accept, in bytes, after decompression.
    public var responseLimit: Int
    /// From the first byte sent to the last one read, retries not counted.
    public var timeout: Duration
    /// Whether sending it twice does the same as sending it once; decides about retries. Default: by method.
    public var isIdempotent: Bool
    /// Whether the answer may come from the conditional cache.
    public var usesCache: Bool
    /// Who asks, for the cache, where `authorization` is a token that is new each time; nil means `authorization` itself.
    public var cacheIdentity: Secret?

    public init(
        _ method: HTTPMethod = .get, _ url: String, headers: HTTPFields = [:], body: [UInt8] = [],
        authorization: Secret? = nil, authorizationField: String = "Authorization",
        responseLimit: Int = 32 << 20, timeout: Duration = .seconds(60), isIdempotent: Bool? = nil,
        usesCache: Bool = false
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
    }
}

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

/// Why there is no answer.
public struct HTTPError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        case invalidURL = "invalid-url"
        /// The name could not be resolved, or nobody listens.
        case connect
        case tls
        case timeout
        /// The connection ended before the answer did.
        case interrupted
        /// The answer is larger than `responseLimit`.
        case tooLarge = "too-large"
        /// Too many redirects, or one that must not be followed: other schemes, private addresses.
        case redirect
        /// A redirect or page leads to an address that is only for inside.
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

/// Something that sends requests. ``HTTPTransport/CurlClient`` is the real one; tests wrap it to count or to fail.
public protocol HTTPClient: Sendable {
    /// Sends `request` and reads the whole answer.
    ///
    /// - Throws: ``HTTPError``; `CancellationError` when the task is cancelled.
    func send(_ request: HTTPRequest) async throws -> HTTPResponse

    /// Sends `request` and hands the body of a 2xx answer to `receive` piece by piece, as it arrives; other bodies are returned.
    ///
    /// `receive` is called on the transport's thread, one call at a time: it must be quick and must not keep the pointer.
    func send(
        _ request: HTTPRequest, receive: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> HTTPResponse
}
