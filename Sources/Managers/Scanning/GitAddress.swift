import Domain

/// A Git repository as files name it: where its releases are found, and under which name.
struct GitAddress {
    /// The path of the repository at its host, such as `group/project`.
    let path: String
    let datasource: DatasourceID
    let packageName: String
    let registryURLs: [String]

    /// Reads `https://host/path.git`, `ssh://git@host/path`, `git@host:path` and `host/path`; nil for anything else.
    init?(_ address: String) {
        guard let (host, path) = Self.split(address), path.contains(bytes: "/") || host.contains(bytes: "."),
            !path.isEmpty,
            !VariableText.isIn(host + path)
        else { return nil }
        self.init(host: host, path: path)
    }

    init(host: String, path: String) {
        self.path = path
        registryURLs = []
        switch host {
        case "github.com":
            (datasource, packageName) = ("github-tags", path)
        case "gitlab.com":
            (datasource, packageName) = ("gitlab-tags", path)
        default:
            (datasource, packageName) = ("git-tags", "https://\(host)/\(path)")
        }
    }

    /// Whether a revision is a commit, in full.
    static func isCommit(_ text: String) -> Bool {
        (text.utf8.count == 40 || text.utf8.count == 64)
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// Whether a revision looks like a version rather than a branch: `1.2`, `v1.2.3`, `chart-1.2.3`, `release/v4`, `v5.x` not.
    static func isVersion(_ text: String) -> Bool {
        let parts = text.split { $0 == "-" || $0 == "/" || $0 == "_" || $0 == "@" }
        return parts.contains { part in
            let digits = part.first == "v" || part.first == "V" ? part.dropFirst() : part
            guard digits.first?.isASCII == true, digits.first?.isNumber == true else { return false }
            return !digits.hasSuffix(".x")
                && (digits.contains(bytes: ".") || part.count == text.count || part.first == "v")
        }
    }

    /// The host and the path of an address, without user, port-like colon, query and `.git`.
    static func split(_ address: String) -> (host: String, path: String)? {
        var rest = Substring(address)
        for prefix in ["git::", "git+"] where rest.hasPrefix(prefix) { rest = rest.dropFirst(prefix.count) }
        if let scheme = rest.firstRange(of: "://") {
            guard ["https", "http", "ssh", "git"].contains(rest[..<scheme.lowerBound]) else { return nil }
            rest = rest[scheme.upperBound...]
            guard let slash = rest.firstIndex(of: "/") else { return nil }
            return (cleanHost(rest[..<slash]), cleanPath(rest[rest.index(after: slash)...]))
        }
        if let at = rest.firstIndex(of: "@"), let colon = rest[at...].firstIndex(of: ":") {
            return (cleanHost(rest[..<colon]), cleanPath(rest[rest.index(after: colon)...]))
        }
        guard let slash = rest.firstIndex(of: "/"), rest[..<slash].contains(bytes: "."), !rest.hasPrefix(".") else {
            return nil
        }
        return (cleanHost(rest[..<slash]), cleanPath(rest[rest.index(after: slash)...]))
    }

    private static func cleanHost(_ host: Substring) -> String {
        var host = host
        if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
        return (host.hasPrefix("www.") ? host.dropFirst(4) : host).lowercased()
    }

    private static func cleanPath(_ path: Substring) -> String {
        var path = path.prefix { $0 != "?" && $0 != "#" }
        while path.hasPrefix("/") { path = path.dropFirst() }
        while path.hasSuffix("/") { path = path.dropLast() }
        return String(path.hasSuffix(".git") ? path.dropLast(4) : path)
    }
}
