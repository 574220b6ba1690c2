import Foundation

/// An absolute `http` or `https` address in its parts, and the resolving of references against it.
///
/// Source: RFC 3986, sections 3 and 5.
public struct HTTPAddress: Hashable, Sendable, CustomStringConvertible {
    /// `http` or `https`.
    public let scheme: String
    /// A name or an address in lower case; IPv6 in brackets.
    public let host: String
    public let port: Int
    /// Begins with `/`.
    public let path: String
    /// Without `?`; nil when there is none.
    public let query: String?

    /// Parses `text`; nil when it is relative, has another scheme, carries a user or password, or has no valid host.
    public init?(_ text: String) {
        guard text.utf8.count <= 16_384, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }),
            let colon = text.range(of: "://")
        else { return nil }
        let scheme = text[..<colon.lowerBound].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = text[colon.upperBound...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        guard let (host, port) = Self.authority(rest[..<end]) else { return nil }
        let tail = rest[end...].prefix { $0 != "#" }
        let mark = tail.firstIndex(of: "?")
        let path = String(tail[..<(mark ?? tail.endIndex)])
        self.scheme = scheme
        self.host = host
        self.port = port ?? (scheme == "https" ? 443 : 80)
        self.path = path.isEmpty ? "/" : path
        query = mark.map { String(tail[tail.index(after: $0)...]) }
    }

    private init(scheme: String, host: String, port: Int, path: String, query: String?) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.path = path
        self.query = query
    }

    /// Scheme, host and port: what credentials belong to.
    public var origin: String {
        let isStandard = port == (scheme == "https" ? 443 : 80)
        return "\(scheme)://\(host)" + (isStandard ? "" : ":\(port)")
    }

    public var description: String { origin + path + (query.map { "?" + $0 } ?? "") }

    /// Whether both have the same scheme, host and port.
    public func hasSameOrigin(as other: HTTPAddress) -> Bool { origin == other.origin }

    /// Resolves a reference as a link or redirect gives it: absolute, `//host/...`, `/path`, `path` or `?query`.
    public func resolving(_ reference: String) -> HTTPAddress? {
        guard reference.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
        if let colon = reference.firstIndex(of: ":"),
            reference[..<colon].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }),
            reference[..<colon].first?.isLetter == true
        {
            return HTTPAddress(reference)
        }
        if reference.hasPrefix("//") { return HTTPAddress(scheme + ":" + reference) }
        let body = reference.prefix { $0 != "#" }
        let mark = body.firstIndex(of: "?")
        let newPath = String(body[..<(mark ?? body.endIndex)])
        let newQuery = mark.map { String(body[body.index(after: $0)...]) }
        if newPath.isEmpty {
            return HTTPAddress(scheme: scheme, host: host, port: port, path: path, query: newQuery ?? query)
        }
        let merged =
            newPath.hasPrefix("/") ? newPath : String(path[...(path.lastIndex(of: "/") ?? path.startIndex)]) + newPath
        return HTTPAddress(scheme: scheme, host: host, port: port, path: Self.withoutDots(merged), query: newQuery)
    }

    private static func authority(_ text: Substring) -> (host: String, port: Int?)? {
        guard !text.isEmpty, !text.contains("@") else { return nil }
        var host = text
        var port: Int?
        let nameEnd = text.hasPrefix("[") ? text.firstIndex(of: "]").map(text.index(after:)) : nil
        if text.hasPrefix("["), nameEnd == nil { return nil }
        if let colon = text[(nameEnd ?? text.startIndex)...].lastIndex(of: ":") {
            host = text[..<colon]
            let digits = text[text.index(after: colon)...]
            if !digits.isEmpty {
                guard let number = Int(digits), (1...65_535).contains(number) else { return nil }
                port = number
            }
        }
        let isName = host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            case UInt8(ascii: ":"), UInt8(ascii: "["), UInt8(ascii: "]"): nameEnd != nil
            default: false
            }
        }
        guard !host.isEmpty, isName else { return nil }
        return (host.lowercased(), port)
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
