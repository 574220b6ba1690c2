import HTTPTypes
import Hummingbird
import NIOCore

/// One request as the world's handlers see it: decoded path and query, header fields, and a body to read once.
struct ServedRequest: Sendable {
    /// In capitals.
    var method: String
    /// Path and query as they were sent.
    var target: String
    /// The path as it was sent, percent-encoded.
    var path: String
    /// The parts of the path between slashes, each percent-decoded; `a%2Fb` is one part.
    var segments: [String]
    /// The query, decoded, in its order; nil for a name without `=`.
    var query: [QueryItem]
    /// The query as it was sent, without `?`.
    var queryText: String
    var fields: HTTPFields
    var body: RequestBody

    struct QueryItem: Hashable, Sendable {
        var name: String
        var value: String?
    }

    /// Makes the handlers' view of `request`; nil when the path or query is not percent-encoded UTF-8.
    init?(_ request: Request) {
        method = request.method.rawValue
        target = request.head.path ?? "/"
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = String(parts[0])
        queryText = parts.count > 1 ? String(parts[1]) : ""
        segments = []
        for part in path.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
            guard let decoded = percentDecoded(part) else { return nil }
            segments.append(decoded)
        }
        query = []
        for item in queryText.split(separator: "&") {
            let pair = item.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = formDecoded(pair[0]) else { return nil }
            var value: String?
            if pair.count > 1 {
                guard let decoded = formDecoded(pair[1]) else { return nil }
                value = decoded
            }
            query.append(QueryItem(name: name, value: value))
        }
        fields = request.headers
        body = request.body
    }

    /// The first header field of that name, in any case.
    func header(_ name: String) -> String? {
        HTTPField.Name(name).flatMap { fields[$0] }
    }

    /// Reads the whole body.
    ///
    /// - Throws: ``Refusal`` 413 when it is over `limit` bytes.
    func collectBody(upTo limit: Int = 16 << 20) async throws -> [UInt8] {
        do {
            return Array(buffer: try await body.collect(upTo: limit))
        } catch is NIOTooManyBytesError {
            throw Refusal(413, ["error": "the body is too large"])
        }
    }
}

/// Decodes `%41` escapes; nil when an escape is broken or the result is not UTF-8.
func percentDecoded(_ text: some StringProtocol) -> String? {
    var bytes: [UInt8] = []
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
        guard byte == UInt8(ascii: "%") else {
            bytes.append(byte)
            continue
        }
        let digits = rest.prefix(2)
        guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
        else { return nil }
        bytes.append(value)
        rest = rest.dropFirst(2)
    }
    return String(validating: bytes, as: UTF8.self)
}

/// Decodes a part of a query, where `+` is a blank.
private func formDecoded(_ text: Substring) -> String? {
    percentDecoded(text.replacing("+", with: " "))
}

/// Encodes everything but unreserved characters (RFC 3986), so that the result is one segment or one value.
func percentEncoded(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            result.unicodeScalars.append(Unicode.Scalar(byte))
        default:
            result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }
    }
    return result
}
