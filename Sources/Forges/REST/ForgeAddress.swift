import Domain
import Foundation

/// The checked address of a forge, such as `https://gitlab.example.com` or `https://example.com/gitlab`.
struct ForgeAddress: Hashable, Sendable {
    /// Scheme, host and port: what a credential is given to. Lower-case, without the scheme's own port.
    let origin: String
    /// Origin and path, without a slash at the end.
    let root: String

    /// Reads what an admin wrote, with or without a slash at the end.
    ///
    /// - Parameter apiPath: a path of the API, such as `/api/v4`, that people write behind the address; it is dropped.
    /// - Throws: ``ForgeError`` `.invalid` when it is no `http` or `https` address, or has a user, a query or a fragment.
    init(_ text: String, droppingSuffix apiPath: String = "") throws(ForgeError) {
        guard let parts = Self.split(text) else {
            throw ForgeError(
                .invalid,
                "\"\(Self.shown(text))\" is not the address of a forge: write it as https://gitlab.example.com, "
                    + "without user, password, query or fragment.")
        }
        var path = Substring(parts.path)
        while path.hasSuffix("/") { path.removeLast() }
        if !apiPath.isEmpty, path.hasSuffix(apiPath) { path.removeLast(apiPath.count) }
        while path.hasSuffix("/") { path.removeLast() }
        origin = parts.origin
        root = parts.origin + path
    }

    /// The origin of an absolute `http` or `https` address; nil for anything else.
    static func origin(of url: String) -> String? {
        let end = url.firstIndex { $0 == "?" || $0 == "#" } ?? url.endIndex
        return split(String(url[..<end]))?.origin
    }

    private static func split(_ text: String) -> (origin: String, path: String)? {
        guard let mark = text.range(of: "://"), text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != 0x5C }) else {
            return nil
        }
        let scheme = text[..<mark.lowerBound].lowercased()
        let rest = text[mark.upperBound...]
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        var authority = rest[..<slash].lowercased()
        let path = rest[slash...]
        guard let port = ["http": ":80", "https": ":443"][scheme], !path.contains("?"), !path.contains("#"),
            !authority.contains(where: { "@?#".contains($0) })
        else { return nil }
        if authority.hasSuffix(port) { authority.removeLast(port.count) }
        guard !authority.isEmpty, !authority.hasPrefix(":") else { return nil }
        return ("\(scheme)://\(authority)", String(path))
    }

    /// What may be repeated in a message: nothing before an `@`, which may be a password, and no query.
    private static func shown(_ text: String) -> String {
        let end = text.firstIndex { $0 == "?" || $0 == "#" } ?? text.endIndex
        let visible = text[..<end]
        guard let at = visible.lastIndex(of: "@") else { return String(visible.prefix(200)) }
        return "***" + visible[at...].prefix(200)
    }
}
