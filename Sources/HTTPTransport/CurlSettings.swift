/// How connections are made.
public struct CurlSettings: Hashable, Sendable {
    /// `http://host:port`; nil leaves it to the environment: `http_proxy`, `HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`.
    public var proxy: String?
    /// A file of certificate authorities (PEM); nil means `SSL_CERT_FILE` or `CURL_CA_BUNDLE`, else the system's.
    public var caFile: String?
    public var connectTimeout: Duration = .seconds(10)
    /// The longest that an answer may take, where the request does not say less.
    public var timeout: Duration = .seconds(60)
    /// How many requests to one origin are under way at once.
    public var perHost = 8
    /// Exceptions from `perHost`, by host with port as in an address.
    public var perHostLimits: [String: Int] = [:]
    /// How many requests are under way at once.
    public var total = 64
    /// Hosts that a redirect may lead to although their address is for inside only; `*.` at the beginning stands for any name.
    public var allowPrivateHosts: [String] = []
    /// What we call ourselves.
    public var userAgent = "windlass"

    public init() {}

    /// Whether a redirect to `host` may end at an address for inside only.
    func allowsPrivate(_ host: String) -> Bool {
        allowPrivateHosts.contains { pattern in
            pattern == host || (pattern.hasPrefix("*.") && host.hasSuffix(pattern.dropFirst()))
        }
    }
}
