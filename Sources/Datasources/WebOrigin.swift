import Domain
import HTTPTransport

/// The part of an address that says who answers: scheme, host and port.
struct WebOrigin: Hashable, Sendable {
    /// `http` or `https`.
    var scheme: String
    /// In lower case; IPv6 addresses in brackets.
    var host: String
    /// Nil for the scheme's own port.
    var port: Int?

    /// The host as people write it, with a port that is not the scheme's own.
    var authority: String { port.map { "\(host):\($0)" } ?? host }
    var text: String { "\(scheme)://\(authority)" }

    /// Reads the origin of an absolute `http` or `https` address; nil for anything else, and when it holds a user.
    init?(url: String) {
        guard let address = HTTPAddress(url) else { return nil }
        self.init(address)
    }

    init(_ address: HTTPAddress) {
        scheme = address.scheme
        host = address.host
        port = address.port == (address.scheme == "https" ? 443 : 80) ? nil : address.port
    }

    /// Whether the host is this machine: `localhost` or a loopback address.
    var isLoopback: Bool {
        host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]"
            || (host.hasPrefix("127.") && isIPv4)
    }

    /// Whether the host is written as an address that is only for inside: private, link-local, loopback and the like.
    var isPrivateAddress: Bool {
        if isLoopback { return true }
        if host.hasPrefix("[") {
            let inner = host.dropFirst()
            return inner.hasPrefix("fc") || inner.hasPrefix("fd") || inner.hasPrefix("fe") || inner.hasPrefix("::")
                || inner.hasPrefix("64:ff9b")
        }
        guard isIPv4 else {
            // Numbers in other notations (`0x7f.1`, `2130706433`) are read as addresses by resolvers, not by us.
            return host.split(separator: ".").last.map { $0.allSatisfy(\.isNumber) || $0.hasPrefix("0x") } ?? true
        }
        let parts = host.split(separator: ".").compactMap { Int($0) }
        switch (parts[0], parts[1]) {
        case (0, _), (10, _), (127, _), (169, 254), (192, 168), (100, 64...127), (172, 16...31), (224..., _):
            return true
        default: return false
        }
    }

    private var isIPv4: Bool {
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }
}

extension DatasourceContext {
    /// Whether `origin` may be asked: `https`, loopback, or plain `http` that settings allow.
    func allows(_ origin: WebOrigin) -> Bool {
        origin.scheme == "https" || origin.isLoopback || insecureHosts.contains(origin.authority)
            || insecureHosts.contains(origin.host)
    }

    /// - Throws: ``LookupError`` `.refused` when `origin` must not be asked over plain `http`.
    func check(_ origin: WebOrigin) throws {
        guard allows(origin) else {
            throw LookupError(
                .refused,
                "\(origin.text) would be asked without encryption; use https, or list \(origin.authority) as insecure")
        }
    }
}
