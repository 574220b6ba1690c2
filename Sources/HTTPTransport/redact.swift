import Foundation

/// The address for messages and logs: without user and password, and without the values of parameters that may be secrets.
public func redact(url: String) -> String {
    var text = url
    if let scheme = text.range(of: "://") {
        let rest = text[scheme.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        if let at = rest[..<end].lastIndex(of: "@") {
            text.replaceSubrange(scheme.upperBound...at, with: "")
        }
    }
    guard let mark = text.firstIndex(of: "?") else { return printable(text) }
    let query = text[text.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false).map { pair in
        guard let equals = pair.firstIndex(of: "="), isSecret(pair[..<equals]) else { return String(pair) }
        return pair[...equals] + "***"
    }
    return printable(text[...mark] + query.joined(separator: "&"))
}

/// Whether a parameter of this name may hold something that opens a door.
private func isSecret(_ name: Substring) -> Bool {
    let name = name.lowercased()
    return [
        "token", "secret", "password", "passwd", "pwd", "sig", "signature", "credential", "auth", "key", "jwt", "code",
    ]
    .contains { name.contains($0) }
        || name.hasPrefix("x-amz-") || name.hasPrefix("x-goog-")
}

/// Cut to a length for messages, without control characters.
private func printable(_ text: String) -> String {
    let clean = String(
        String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "?" : $0 }))
    return clean.count > 500 ? clean.prefix(500) + "..." : clean
}
