import Foundation

/// The address for messages and logs: without user and password, and without the values of parameters that may be secrets.
///
/// It takes any text, also a relative or broken address; control characters become `?`, and after 500 characters it is cut.
public func redact(url: String) -> String {
    var text = url
    if let start = authorityStart(text) {
        let rest = text[start...]
        var end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        // A password with an unescaped slash ends the authority early: what stands before looks like a port, but is none.
        if let colon = rest[..<end].lastIndex(of: ":"), !rest[..<end].contains("@"), !rest[..<end].hasSuffix("]"),
            !rest[rest.index(after: colon)..<end].allSatisfy(\.isNumber), let at = rest.lastIndex(of: "@")
        {
            end = rest.index(after: at)
        }
        if let at = rest[..<end].lastIndex(of: "@") { text.removeSubrange(start...at) }
    }
    guard let mark = text.firstIndex(where: { $0 == "?" || $0 == "#" }) else { return printable(text) }
    var shown = String(text[..<mark])
    var rest = text[mark...]
    while let separator = rest.first {
        let pair = rest.dropFirst().prefix { !"?#&;".contains($0) }
        rest = rest.dropFirst()[pair.endIndex...]
        shown.append(separator)
        if let equals = pair.firstIndex(of: "="), isSecret(pair[..<equals]) {
            shown += pair[...equals] + "***"
        } else {
            shown += pair
        }
    }
    return printable(shown)
}

/// Where user, password and host begin; nil for an address without host.
private func authorityStart(_ text: String) -> String.Index? {
    if text.hasPrefix("//") { return text.index(text.startIndex, offsetBy: 2) }
    guard let scheme = text.range(of: "://"), !text[..<scheme.lowerBound].contains(where: { "/?#".contains($0) }) else {
        return nil
    }
    return scheme.upperBound
}

/// Whether a parameter of this name may hold something that opens a door; a name may be percent-encoded.
private func isSecret(_ name: Substring) -> Bool {
    let name = (name.removingPercentEncoding ?? String(name)).lowercased()
    return secretWords.contains { name.contains($0) } || name.hasPrefix("x-amz-") || name.hasPrefix("x-goog-")
}

private let secretWords = [
    "token", "secret", "password", "passwd", "pwd", "sig", "signature", "credential", "auth", "key", "jwt", "code",
    "session",
]

private func printable(_ text: String) -> String {
    let clean = String(
        String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
    return clean.count > 500 ? clean.prefix(500) + "..." : clean
}
