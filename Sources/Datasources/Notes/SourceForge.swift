import Domain
import HTTPTransport

/// A forge whose releases can be asked for, told by its address.
public struct SourceForge: Hashable, Sendable {
    /// Which API it has.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        case github, gitlab
    }

    public var kind: Kind
    /// Such as `https://gitlab.example.com/git`, without slash at the end.
    public var url: String

    public init(_ kind: Kind, url: String) {
        self.kind = kind
        self.url = url
    }

    /// The forges that everybody knows. No other is asked unless settings name it, whatever an image or chart says.
    public static let known = [
        SourceForge(.github, url: "https://github.com"), SourceForge(.gitlab, url: "https://gitlab.com"),
    ]
}

/// A repository at a forge, as the address of its source code names it.
struct SourceRepository: Hashable, Sendable {
    var forge: SourceForge
    /// `owner/name`, or with groups.
    var path: String

    /// Reads what images and charts name as their source: a page, a clone address, or a folder's page.
    ///
    /// nil when it is at none of `forges`.
    init?(_ address: String, forges: [SourceForge]) {
        var text = address.trimmingPrefix { $0 == " " }[...]
        for prefix in ["git+", "git://", "ssh://git@", "git@"] where text.hasPrefix(prefix) {
            text = text.dropFirst(prefix.count)
            if prefix == "git@" { text = Substring(text.replacing(":", with: "/", maxReplacements: 1)) }
            if !text.contains("://") { text = "https://" + text }
        }
        guard let address = HTTPAddress(String(text)) else { return nil }
        let authority = address.authority.hasPrefix("www.") ? String(address.authority.dropFirst(4)) : address.authority
        for forge in forges {
            guard let base = HTTPAddress(forge.url), base.authority == authority else { continue }
            var prefix = base.path
            while prefix.hasSuffix("/") { prefix.removeLast() }
            guard address.path.hasPrefix(prefix + "/") else { continue }
            let parts = address.path.dropFirst(prefix.count).split(separator: "/")
            let taken =
                forge.kind == .github ? parts.prefix(2) : parts.prefix { $0 != "-" && $0 != "tree" && $0 != "blob" }
            guard taken.count >= 2, taken.allSatisfy(isPathPart) else { continue }
            var path = taken.joined(separator: "/")
            if path.hasSuffix(".git") { path.removeLast(4) }
            self.forge = forge
            self.path = path
            return
        }
        return nil
    }

    var webURL: String { forge.url + "/" + path }
}
