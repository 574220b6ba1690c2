import Domain
import Foundation

/// A Git repository as settings name it: which datasource knows its tags, and under which name.
struct GitSource {
    let name: String
    let packageName: String
    let datasource: DatasourceID
    let registryURLs: [String]

    /// Reads `https://host/path.git`, `ssh://git@host/path`, `git@host:path`; nil for what is no such address.
    init?(_ address: String) {
        guard let (host, path) = Self.split(address), !path.isEmpty else { return nil }
        switch host {
        case "github.com":
            name = path
            packageName = path
            datasource = "github-tags"
            registryURLs = []
        case "gitlab.com":
            name = path
            packageName = path
            datasource = "gitlab-tags"
            registryURLs = []
        default:
            name = "\(host)/\(path)"
            packageName = "https://\(host)/\(path)"
            datasource = "git-tags"
            registryURLs = []
        }
    }

    /// Whether a revision is a commit.
    static func isCommit(_ text: String) -> Bool {
        text.utf8.count == 40
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    private static func split(_ address: String) -> (host: String, path: String)? {
        var rest = Substring(address)
        if rest.hasPrefix("git::") { rest = rest.dropFirst(5) }
        if let scheme = rest.range(of: "://") {
            guard ["https", "http", "ssh", "git"].contains(rest[..<scheme.lowerBound]) else { return nil }
            rest = rest[scheme.upperBound...]
            guard let slash = rest.firstIndex(of: "/") else { return nil }
            var host = rest[..<slash]
            if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
            return (String(host), cleaned(rest[rest.index(after: slash)...]))
        }
        guard let at = rest.firstIndex(of: "@"), let colon = rest[at...].firstIndex(of: ":") else { return nil }
        return (String(rest[rest.index(after: at)..<colon]), cleaned(rest[rest.index(after: colon)...]))
    }

    private static func cleaned(_ path: Substring) -> String {
        var path = path.prefix { $0 != "?" && $0 != "#" }
        while path.hasPrefix("/") { path = path.dropFirst() }
        while path.hasSuffix("/") { path = path.dropLast() }
        if path.hasSuffix(".git") { path = path.dropLast(4) }
        return String(path)
    }
}
