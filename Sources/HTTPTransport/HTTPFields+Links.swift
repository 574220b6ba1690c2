/// One element of a `Link` field: `<target>; rel="relation relation"`.
public struct WebLink: Hashable, Sendable {
    /// As written: absolute, or relative to the address that answered.
    public var target: String
    /// In lower case.
    public var relations: [String]

    public init(target: String, relations: [String]) {
        self.target = target
        self.relations = relations
    }
}

extension HTTPFields {
    /// The elements of every `Link` field, in order; what cannot be read is left out.
    ///
    /// Source: RFC 8288, section 3. Links with another context (`anchor`) are left out, as it allows.
    public var links: [WebLink] {
        values(of: "Link").flatMap { value in
            var reader = LinkReader(rest: Substring(value).unicodeScalars)
            return reader.links()
        }
    }

    /// The address of the next page: the first link with `rel="next"`, resolved against `url`, the address that answered.
    ///
    /// nil when there is none, or none that is `http` or `https`. Whether it may be followed is for the caller to decide:
    /// credentials must not go to a page of another origin.
    public func nextLink(from url: String) -> HTTPAddress? {
        guard let base = HTTPAddress(url), let link = links.first(where: { $0.relations.contains("next") }) else {
            return nil
        }
        return base.resolving(link.target)
    }
}

extension HTTPResponse {
    /// The address of the next page; see ``HTTPFields/nextLink(from:)``.
    public var nextLink: HTTPAddress? { headers.nextLink(from: url) }
}

/// Reads the value of a `Link` field from left to right.
private struct LinkReader {
    var rest: Substring.UnicodeScalarView

    mutating func links() -> [WebLink] {
        var links: [WebLink] = []
        while !rest.isEmpty {
            skip { Self.isSpace($0) || $0 == "," }
            if let link = element() { links.append(link) }
            skipToComma()
        }
        return links
    }

    private mutating func element() -> WebLink? {
        guard rest.first == "<" else { return nil }
        guard let close = rest.firstIndex(of: ">") else {
            // No further element can be complete, and to look for each one's end again would take time without bounds.
            rest = rest[rest.endIndex...]
            return nil
        }
        let target = String(rest[..<close].dropFirst())
        rest = rest[close...].dropFirst()
        var relations: String?
        var hasAnchor = false
        while let (name, value) = parameter() {
            // Only the first one counts.
            if name == "rel", relations == nil { relations = value }
            if name == "anchor" { hasAnchor = true }
        }
        guard !hasAnchor else { return nil }
        return WebLink(
            target: target,
            relations: (relations ?? "").lowercased().split(whereSeparator: \.isWhitespace).map(String.init))
    }

    private mutating func parameter() -> (name: String, value: String)? {
        skip(Self.isSpace)
        guard rest.first == ";" else { return nil }
        rest.removeFirst()
        skip(Self.isSpace)
        let name = take { !Self.isSpace($0) && $0 != "=" && $0 != ";" && $0 != "," }.lowercased()
        skip(Self.isSpace)
        guard rest.first == "=" else { return (name, "") }
        rest.removeFirst()
        skip(Self.isSpace)
        return (name, rest.first == "\"" ? quoted() : take { !Self.isSpace($0) && $0 != ";" && $0 != "," })
    }

    private mutating func quoted() -> String {
        rest.removeFirst()
        var text = String.UnicodeScalarView()
        while let scalar = rest.popFirst(), scalar != "\"" {
            guard scalar == "\\" else {
                text.append(scalar)
                continue
            }
            if let escaped = rest.popFirst() { text.append(escaped) }
        }
        return String(text)
    }

    private mutating func skipToComma() {
        while let scalar = rest.first, scalar != "," {
            if scalar == "\"" { _ = quoted() } else { rest.removeFirst() }
        }
    }

    private mutating func take(while isWanted: (Unicode.Scalar) -> Bool) -> String {
        let text = rest.prefix(while: isWanted)
        rest = rest[text.endIndex...]
        return String(text)
    }

    private mutating func skip(_ isSkipped: (Unicode.Scalar) -> Bool) {
        rest = rest.drop(while: isSkipped)
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
}
