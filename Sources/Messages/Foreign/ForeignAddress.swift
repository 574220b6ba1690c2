/// A web address that somebody else wrote, as far as it may become a link in our texts.
///
/// A link to an issue, a merge request or a commit makes the forge write "mentioned in" there, for each of our merge
/// requests. github.com does not follow its own redirecting host for that; what lies on the forge that shows the text is
/// not linked at all.
struct ForeignAddress {
    /// As it may stand in the brackets of a link.
    let text: String
    /// What is shown for it where it comes without words.
    let shown: String

    /// Reads an address; nil for one that is not to be linked.
    ///
    /// - Parameter ownHost: the host, with its port if it has one, of the forge that shows the text.
    init?<Text: StringProtocol>(_ address: Text, ownHost: String?) {
        guard address.utf8.count <= 1000, address.unicodeScalars.allSatisfy(Self.isPlain),
            let separator = address.firstRange(of: "://")
        else { return nil }
        let scheme = address[..<separator.lowerBound].lowercased()
        guard scheme == "https" || scheme == "http" else { return nil }
        let rest = address[separator.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        let host = rest[..<end].lowercased()
        guard host.wholeMatch(of: /[a-z0-9][a-z0-9.\-]*(:[0-9]{1,5})?/) != nil else { return nil }
        let path = String(rest[end...]).replacing("@", with: "%40")
        let plainHost = Self.plain(host)
        let isGitHub = plainHost == "github.com"
        if !isGitHub, plainHost == ownHost.map({ Self.plain($0.lowercased()) }) { return nil }
        let parts = path.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").map(String.init)
        guard isGitHub, parts.count >= 4, Self.references.contains(parts[2]) else {
            text = "\(scheme)://\(host)\(path)"
            shown = plainHost + (path == "/" ? "" : rest[end...])
            return
        }
        text = "https://redirect.github.com\(path)"
        shown =
            parts[2].hasPrefix("commit") ? "\(parts[1])@\(parts[3].prefix(10))" : "\(parts[0])/\(parts[1])#\(parts[3])"
    }

    /// The host without what leads to the same: `www.`, the usual ports, and the dot at the end of a full name.
    private static func plain(_ host: String) -> String {
        var host = host[...]
        if host.hasPrefix("www.") { host = host.dropFirst(4) }
        for port in [":443", ":80"] where host.hasSuffix(port) { host = host.dropLast(port.count) }
        while host.hasSuffix(".") { host = host.dropLast() }
        return String(host)
    }

    /// What stands behind owner and name where GitHub makes a reference of an address.
    private static let references: Set<String> = ["issues", "pull", "pulls", "commit", "commits", "discussions"]

    private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        default: "-._~:/?#!$&'*+,;=%@".unicodeScalars.contains(scalar)
        }
    }
}
