extension HTTPResponse {
    /// The address of the next page, from `Link: <...>; rel="next"`, resolved against the address that answered.
    ///
    /// Source: RFC 8288, section 3. Whether it may be followed is for the caller to decide: a page of another host is none.
    public var nextLink: HTTPAddress? {
        guard let base = HTTPAddress(url) else { return nil }
        for field in headers.all where field.name.lowercased() == "link" {
            for link in links(in: field.value) where link.relations.contains("next") {
                return base.resolving(link.target)
            }
        }
        return nil
    }
}

/// One element of a `Link` field.
private struct Link {
    var target: String
    var relations: [String]
}

/// Reads the elements of a `Link` field; what cannot be read ends the list.
private func links(in value: String) -> [Link] {
    var links: [Link] = []
    var rest = value[...]
    while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
        let target = String(rest[rest.index(after: open)..<close])
        rest = rest[rest.index(after: close)...]
        let end = endOfElement(rest)
        links.append(Link(target: target, relations: relations(in: rest[..<end])))
        rest = rest[end...].dropFirst()
    }
    return links
}

/// The comma behind the parameters, quotes considered.
private func endOfElement(_ text: Substring) -> Substring.Index {
    var isQuoted = false
    for index in text.indices {
        if text[index] == "\"" { isQuoted.toggle() }
        if text[index] == ",", !isQuoted { return index }
    }
    return text.endIndex
}

private func relations(in parameters: Substring) -> [String] {
    for parameter in parameters.split(separator: ";") {
        let parts = parameter.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, parts[0].filter({ !$0.isWhitespace }).lowercased() == "rel" else { continue }
        let value = parts[1].filter { $0 != "\"" }
        return value.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
    }
    return []
}
