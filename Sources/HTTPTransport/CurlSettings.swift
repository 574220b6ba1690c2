/// How connections are made.
public struct CurlSettings: Hashable, Sendable {
    /// The proxy for every host, such as `http://proxy.example:3128`; nil means what the environment names.
    ///
    /// See ``ProxyTable`` for the variables, the forms and the hosts that are never asked for through a proxy.
    public var proxy: String?
    /// A file of certificate authorities (PEM) to trust besides the system's folder; nil means what the environment names.
    ///
    /// The variables are `CURL_CA_BUNDLE` and `SSL_CERT_FILE`, in this order; without them it is the system's own file.
    public var caFile: String?
    /// The longest that looking up the name, connecting and the TLS handshake may take together.
    public var connectTimeout: Duration = .seconds(10)
    /// The longest that an answer may take, redirects included, where the request does not say otherwise.
    public var timeout: Duration = .seconds(60)
    /// A transfer is given up when less than one byte a second comes in this time; whole seconds, at least one.
    public var stallTimeout: Duration = .seconds(30)
    /// How many requests to one host are under way at once; at least one.
    public var perHost = 8
    /// Exceptions from `perHost`, by host with port as in an address: `registry.example`, `127.0.0.1:5000`.
    public var perHostLimits: [String: Int] = [:]
    /// How many requests of a host may start in one second, by host with port; a host that is not named has no such limit.
    public var requestsPerSecond: [String: Double] = [:]
    /// How many requests are under way at once; at least one.
    public var total = 64
    /// Hosts that a redirect may lead to although their address is for inside only; `*.` at the beginning stands for any name.
    public var allowPrivateHosts: [String] = []
    /// What we call ourselves: `windlass/<version>`.
    public var userAgent = "windlass"
    /// Names with fixed addresses in libcurl's form `name:port:address`: how tests give a name to a loopback server.
    var fixedAddresses: [String] = []

    public init() {}

    /// Whether a redirect to `host` may end at an address for inside only.
    func allowsPrivate(_ host: String) -> Bool {
        allowPrivateHosts.contains { pattern in
            let pattern = pattern.lowercased()
            return pattern == host || (pattern.hasPrefix("*.") && host.hasSuffix(pattern.dropFirst()))
        }
    }
}
