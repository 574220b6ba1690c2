import Domain
import Foundation

/// Which proxy a request goes through. Pure: the environment comes in.
///
/// - For `http` the variables are `http_proxy` and `HTTP_PROXY`, for `https` `https_proxy` and `HTTPS_PROXY`; then `all_proxy` and
///   `ALL_PROXY`. Lower case wins, empty ones do not count. A proxy of the settings stands above all of them.
/// - `HTTP_PROXY` is not read where `REQUEST_METHOD` is set: there, a caller's `Proxy:` header arrives under its name.
/// - `no_proxy` and `NO_PROXY` hold hosts for which there is none, separated by commas or spaces: a name stands for itself and what is
///   below it, `name:port` for that port only, an address or a network (`10.0.0.0/8`) for itself, `*` for all.
/// - `localhost` and loopback addresses are never asked for through a proxy.
///
/// Source: the manual page of curl, section "Environment"; the rule for loopback is that of Go's `net/http`.
struct ProxyTable: Hashable, Sendable {
    private let proxies: [String: Choice]
    private let exceptions: [Substring]

    private enum Choice: Hashable, Sendable {
        case proxy(Proxy)
        /// Where the unusable text was found.
        case unusable(String)
    }

    init(setting: String?, environment: [String: String]) {
        func variable(_ name: String) -> (name: String, value: String)? {
            for name in [name, name.uppercased()] {
                if name == "HTTP_PROXY", environment["REQUEST_METHOD"] != nil { continue }
                if let value = environment[name], !value.isEmpty { return (name, value) }
            }
            return nil
        }
        var proxies: [String: Choice] = [:]
        for scheme in ["http", "https"] {
            let found = setting.map { ("http.proxy", $0) } ?? variable(scheme + "_proxy") ?? variable("all_proxy")
            guard let (place, text) = found, !text.isEmpty else { continue }
            proxies[scheme] = Proxy(text).map { .proxy($0) } ?? .unusable(place)
        }
        self.proxies = proxies
        exceptions = (variable("no_proxy")?.value ?? "").lowercased().split(whereSeparator: {
            $0 == "," || $0.isWhitespace
        })
    }

    /// The proxy for `address`; nil for a connection of our own.
    ///
    /// - Throws: ``HTTPError`` `.invalidURL` when what is configured is no proxy address.
    func proxy(for address: HTTPAddress) throws(HTTPError) -> Proxy? {
        guard let choice = proxies[address.scheme], !isException(address) else { return nil }
        switch choice {
        case .proxy(let proxy): return proxy
        case .unusable(let place):
            throw HTTPError(
                .invalidURL,
                "\(address.origin): the proxy in \(place) is no address such as http://proxy.example:3128; correct or remove it"
            )
        }
    }

    private func isException(_ address: HTTPAddress) -> Bool {
        let network = NetworkAddress(host: address.host)
        if address.host == "localhost" || address.host.hasSuffix(".localhost") || network?.isLoopback == true {
            return true
        }
        return exceptions.contains { matches($0, address, network) }
    }

    private func matches(_ exception: Substring, _ address: HTTPAddress, _ network: NetworkAddress?) -> Bool {
        if exception == "*" { return true }
        if let network {
            let parts = exception.split(separator: "/", maxSplits: 1)
            if let first = parts.first, let listed = NetworkAddress(host: String(first)) {
                let length = parts.count == 2 ? Int(parts[1]) ?? -1 : listed.bytes.count * 8
                return network.hasPrefix(length, of: listed)
            }
        }
        var name = exception
        if let colon = name.lastIndex(of: ":"), let port = Int(name[name.index(after: colon)...]), !name.hasSuffix("]")
        {
            guard port == address.port else { return false }
            name = name[..<colon]
        }
        name = name.drop { $0 == "*" }.drop { $0 == "." }
        return !name.isEmpty && (address.host == name || address.host.hasSuffix("." + name))
    }
}

/// A proxy in its parts, so that its password never stands in an address.
struct Proxy: Hashable, Sendable {
    /// `scheme://host:port`.
    let address: String
    let user: String?
    let password: Secret?

    /// Parses `[scheme://][user[:password]@]host[:port]`; nil for other schemes than http, https and the socks family, and for no valid host.
    init?(_ text: String) {
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        let scheme = parts.count == 2 ? parts[0].lowercased() : "http"
        guard ["http", "https", "socks4", "socks4a", "socks5", "socks5h"].contains(scheme), var rest = parts.last else {
            return nil
        }
        if rest.hasSuffix("/") { rest.removeLast() }
        var user: Substring?
        var password: Substring?
        if let at = rest.lastIndex(of: "@") {
            let names = rest[..<at].split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            user = names.first
            password = names.count == 2 ? names[1] : nil
            rest = rest[rest.index(after: at)...]
        }
        // The port that is left out is 1080 (curl's default), except with https.
        guard !rest.contains(where: { "/?#".contains($0) }), let place = HTTPAddress("http://" + rest) else {
            return nil
        }
        let hasPort = rest.dropFirst(place.host.count).first == ":" && !rest.hasSuffix(":")
        address = "\(scheme)://\(place.host):\(hasPort ? place.port : scheme == "https" ? 443 : 1080)"
        self.user = user.map { $0.removingPercentEncoding ?? String($0) }
        self.password = password.map { Secret($0.removingPercentEncoding ?? String($0)) }
    }
}
