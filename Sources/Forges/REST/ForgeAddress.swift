import Domain
import HTTPTransport

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
        guard let address = HTTPAddress(text), !text.contains(where: { "?#\\".contains($0) }) else {
            throw ForgeError(
                .invalid,
                "\"\(Self.shown(text))\" is not the address of a forge: write it as https://gitlab.example.com, "
                    + "without user, password, query or fragment.")
        }
        var path = Substring(address.path)
        while path.hasSuffix("/") { path.removeLast() }
        if !apiPath.isEmpty, path.hasSuffix(apiPath) { path.removeLast(apiPath.count) }
        while path.hasSuffix("/") { path.removeLast() }
        origin = address.origin
        root = address.origin + path
    }

    /// What may be repeated in a message: nothing before an `@`, which may be a password, and no query.
    private static func shown(_ text: String) -> String {
        let end = text.firstIndex { $0 == "?" || $0 == "#" } ?? text.endIndex
        let visible = text[..<end]
        guard let at = visible.lastIndex(of: "@") else { return String(visible.prefix(200)) }
        return "***" + visible[at...].prefix(200)
    }
}
