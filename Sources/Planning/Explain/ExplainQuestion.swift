public import Domain
public import Foundation

/// Which of these tags follows the current one: what `windlass explain` is asked.
public struct ExplainQuestion: Decodable, Hashable, Sendable {
    /// A tag of a registry; in JSON a text, or an object with the fields below.
    public struct Tag: Decodable, Hashable, Sendable {
        public var tag: String
        /// When it was published; ISO 8601 in JSON.
        public var timestamp: Date?
        public var digest: String?

        public init(tag: String, timestamp: Date? = nil, digest: String? = nil) {
            self.tag = tag
            self.timestamp = timestamp
            self.digest = digest
        }

        private enum CodingKeys: String, CodingKey { case tag, timestamp, digest }

        public init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                self.init(tag: text)
                return
            }
            let fields = try decoder.container(keyedBy: CodingKeys.self)
            let time = try fields.decodeIfPresent(String.self, forKey: .timestamp)
            self.init(
                tag: try fields.decode(String.self, forKey: .tag), timestamp: time.flatMap(Self.date),
                digest: try fields.decodeIfPresent(String.self, forKey: .digest))
            guard time == nil || timestamp != nil else {
                throw DecodingError.dataCorruptedError(
                    forKey: .timestamp, in: fields, debugDescription: "timestamp is no ISO 8601 time")
            }
        }

        private static func date(_ text: String) -> Date? {
            // A day alone, and a blank in place of the `T`, are common in what people paste.
            var text = text.utf8.count == 10 ? text + "T00:00:00Z" : text
            if let blank = text.firstIndex(of: " ") { text.replaceSubrange(blank...blank, with: "T") }
            let whole = Date.ISO8601FormatStyle()
            return (try? whole.parse(text))
                ?? (try? Date.ISO8601FormatStyle(includingFractionalSeconds: true).parse(text))
        }
    }

    public var current: String?
    /// The id of a versioning; nil means docker's, or what the rules say.
    public var versioning: String?
    public var rules: ExplainRules?
    public var tags: [Tag]
    /// Which steps may be picked: `major`, `minor` or `patch`; nil means any.
    public var updateType: String?
    /// The name that `matchPackageNames` and `matchDepNames` of package rules are held against.
    public var packageName: String?
    /// What of the rules a reader of settings made: `packageRules`, and what is said of kinds of updates.
    public var packageRules: [PackageRule] = []

    private enum CodingKeys: String, CodingKey { case current, versioning, rules, tags, updateType, packageName }

    public init(
        current: String?, versioning: String? = nil, rules: ExplainRules? = nil, tags: [Tag], updateType: String? = nil
    ) {
        self.current = current
        self.versioning = versioning
        self.rules = rules
        self.tags = tags
        self.updateType = updateType
    }
}
