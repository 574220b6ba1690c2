import Foundation

/// What a forge says about an error, in the many forms that it says it.
///
/// GitLab: `message` is a string, a list of strings, or an object of lists by field; or `error` with
/// `error_description`. GitHub: `message` with a list `errors` of strings or of objects with `message` or `code`.
struct APIErrorBody {
    /// One line for people; nil when the body says nothing that can be read.
    let text: String?

    init(_ body: [UInt8]) {
        guard body.count <= 1 << 20, let object = try? JSONDecoder().decode(JSONText.self, from: Data(body)) else {
            text = nil
            return
        }
        let line = object.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        text = line.isEmpty ? nil : String(line.prefix(500))
    }

    /// Any JSON, as the words that stand in it.
    private struct JSONText: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            // Deeper than any error of a forge is; the parser below has a limit of its own.
            guard decoder.codingPath.count < 8 else {
                text = ""
                return
            }
            if let fields = try? decoder.container(keyedBy: Key.self) {
                text = Self.words(of: fields, isTop: decoder.codingPath.isEmpty)
            } else if let list = try? [JSONText](from: decoder) {
                text = list.map(\.text).filter { !$0.isEmpty }.joined(separator: "; ")
            } else {
                let value = try decoder.singleValueContainer()
                text = (try? value.decode(String.self)) ?? (try? value.decode(Int.self)).map(String.init) ?? ""
            }
        }

        private static func words(of fields: KeyedDecodingContainer<Key>, isTop: Bool) -> String {
            let said = ["message", "error", "error_description", "errors"]
            let keys = fields.allKeys.sorted { $0.stringValue < $1.stringValue }
            let known = said.compactMap { name in keys.first { $0.stringValue == name } }
            let shown = isTop || !known.isEmpty ? known : keys
            return shown.compactMap { key -> String? in
                guard let words = try? fields.decode(JSONText.self, forKey: key).text, !words.isEmpty else {
                    return nil
                }
                return said.contains(key.stringValue) ? words : "\(key.stringValue): \(words)"
            }.joined(separator: "; ")
        }
    }

    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
