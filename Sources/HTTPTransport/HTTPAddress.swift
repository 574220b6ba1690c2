import Foundation
import Glibc

/// An absolute `http` or `https` address in its parts, and the resolving of references against it.
///
/// Source: RFC 3986, sections 3 and 5. Stricter than it: no user and password, no empty host, no control characters.
public struct HTTPAddress: Hashable, Sendable, CustomStringConvertible {
    /// `http` or `https`.
    public let scheme: String
    /// A name or an address in lower case; IPv6 in brackets.
    public let host: String
    public let port: Int
    /// Begins with `/`; bytes that are not ASCII are percent-encoded.
    public let path: String
    /// Without `?`; nil when there is none.
    public let query: String?

    /// Parses `text`; nil when it is relative, has another scheme, carries a user or password, or has no valid host.
    ///
    /// A fragment is dropped: it is not for servers.
    public init?(_ text: String) {
        guard text.utf8.count <= Self.lengthLimit, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            let colon = text.range(of: "://")
        else { return nil }
        let scheme = text[..<colon.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = text[colon.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        guard let (host, port) = Self.authority(rest[..<end]) else { return nil }
        let (path, query) = Self.split(rest[end...])
        self.init(
            scheme: scheme, host: host, port: port ?? Self.standardPort(scheme), path: path.isEmpty ? "/" : path,
            query: query)
    }

    private init(scheme: String, host: String, port: Int, path: String, query: String?) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = Self.encoded(path)
        self.query = query.map(Self.encoded)
    }

    /// Scheme, host and port: what credentials belong to.
    public var origin: String { "\(scheme)://\(authority)" }

    /// The host, with the port where it is not the scheme's own.
    public var authority: String { host + (port == Self.standardPort(scheme) ? "" : ":\(port)") }

    public var description: String { origin + path + (query.map { "?" + $0 } ?? "") }

    /// Whether both have the same scheme, host and port.
    public func hasSameOrigin(as other: HTTPAddress) -> Bool {
        scheme == other.scheme && host == other.host && port == other.port
    }

    /// Resolves a reference as a link or redirect gives it: absolute, `//host/...`, `/path`, `path` or `?query`.
    ///
    /// nil when the result is no `http` or `https` address; spaces, which many servers leave as they are, become `%20`.
    public func resolving(_ reference: String) -> HTTPAddress? {
        let reference =
            reference.contains(" ")
            ? reference.split(separator: " ", omittingEmptySubsequences: false).joined(separator: "%20") : reference
        guard reference.utf8.count <= Self.lengthLimit, reference.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else {
            return nil
        }
        if Self.hasScheme(reference) { return HTTPAddress(reference) }
        if reference.hasPrefix("//") { return HTTPAddress(scheme + ":" + reference) }
        let (newPath, newQuery) = Self.split(reference[...])
        if newPath.isEmpty {
            return HTTPAddress(scheme: scheme, host: host, port: port, path: path, query: newQuery ?? query)
        }
        let merged = newPath.hasPrefix("/") ? newPath : path[...(path.lastIndex(of: "/") ?? path.startIndex)] + newPath
        return HTTPAddress(scheme: scheme, host: host, port: port, path: Self.withoutDots(merged), query: newQuery)
    }

    /// Longer texts are no addresses; servers refuse them far earlier.
    private static let lengthLimit = 16_384

    private static func standardPort(_ scheme: String) -> Int { scheme == "https" ? 443 : 80 }

    private static func hasScheme(_ reference: String) -> Bool {
        guard let colon = reference.firstIndex(of: ":"), let first = reference.first, first.isASCII, first.isLetter
        else { return false }
        return reference[..<colon].allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
    }

    /// Path and query, without the fragment.
    private static func split(_ text: Substring) -> (path: String, query: String?) {
        let text = text.prefix { $0 != "#" }
        guard let mark = text.firstIndex(of: "?") else { return (String(text), nil) }
        return (String(text[..<mark]), String(text[text.index(after: mark)...]))
    }

    private static func authority(_ text: Substring) -> (host: String, port: Int?)? {
        let hostEnd: Substring.Index
        if text.hasPrefix("[") {
            guard let bracket = text.firstIndex(of: "]"), isIPv6(text[..<bracket].dropFirst()) else { return nil }
            hostEnd = text.index(after: bracket)
        } else {
            hostEnd = text.firstIndex(of: ":") ?? text.endIndex
            guard hostEnd != text.startIndex, text[..<hostEnd].utf8.allSatisfy(isNameByte) else { return nil }
        }
        let host = text[..<hostEnd].lowercased()
        let rest = text[hostEnd...]
        if rest.isEmpty || rest == ":" { return (host, nil) }
        let digits = rest.dropFirst()
        guard rest.first == ":", digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let port = Int(digits), (1...65_535).contains(port)
        else { return nil }
        return (host, port)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isIPv6(_ text: Substring) -> Bool {
        var address = in6_addr()
        return inet_pton(AF_INET6, String(text), &address) == 1
    }

    /// Percent-encodes what is not ASCII.
    private static func encoded(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            bytes += byte < 0x80 ? [byte] : [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Removes `.` and `..`; RFC 3986, section 5.2.4.
    private static func withoutDots(_ path: String) -> String {
        var kept: [Substring] = []
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            switch part {
            case ".": if isLast { kept.append("") }
            case "..":
                _ = kept.popLast()
                if isLast { kept.append("") }
            default: kept.append(part)
            }
        }
        return "/" + kept.joined(separator: "/")
    }
}
