import HTTPTransport

extension HTTPResponse {
    /// The absolute address that the `Link` fields name as `rel="next"` (RFC 8288); nil when there is none.
    var nextLink: String? {
        for field in headers.all where field.name.lowercased() == "link" {
            var rest = Substring(field.value)
            while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
                let target = rest[rest.index(after: open)..<close]
                rest = rest[rest.index(after: close)...]
                let parameters = rest.prefix { $0 != "<" }
                if Self.isNext(parameters) { return String(target) }
            }
        }
        return nil
    }

    /// Whether `; rel="next"` stands among the parameters of a link; several relations may share the quotes.
    private static func isNext(_ parameters: Substring) -> Bool {
        parameters.split(whereSeparator: { $0 == ";" || $0 == "," }).contains { parameter in
            let parts = parameter.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != "\"" } }
            guard parts.count == 2, parts[0].filter({ !$0.isWhitespace }).lowercased() == "rel" else { return false }
            return parts[1].lowercased().split(whereSeparator: \.isWhitespace).contains("next")
        }
    }
}
