/// The rules of a question: Renovate's options, or Flux's image policy.
public struct ExplainRules: Decodable, Hashable, Sendable {
    /// Flux's `filterTags`.
    public struct FilterTags: Decodable, Hashable, Sendable {
        /// Nil lets every tag through.
        public var pattern: String?
        /// What is compared: a text with `$name` or `${name}` for the groups of the pattern; nil or empty compares the tag.
        public var extract: String?
    }

    public var allowedVersions: String?
    public var ignoreUnstable: Bool?
    public var ignoreVersions: [String]?
    public var versioning: String?
    public var extractVersion: String?
    public var followTag: String?
    /// Such as `3 days`.
    public var minimumReleaseAge: String?
    /// `timestamp-required` or `timestamp-optional`.
    public var minimumReleaseAgeBehaviour: String?
    /// Never beyond what the tag `latest` points at.
    public var respectLatest: Bool?
    /// How a range is moved; one of Renovate's names.
    public var rangeStrategy: String?
    public var enabled: Bool?
    public var imagePolicy: ImagePolicy?
    public var filterTags: FilterTags?
    /// The names of the given options that are not considered, sorted.
    public var unknownOptions: [String] = []

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case allowedVersions, ignoreUnstable, ignoreVersions, versioning, extractVersion, followTag, minimumReleaseAge
        case minimumReleaseAgeBehaviour, respectLatest, rangeStrategy, enabled, imagePolicy, filterTags, stabilityDays
    }

    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    public init() {}

    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        allowedVersions = try fields.decodeIfPresent(String.self, forKey: .allowedVersions)
        ignoreUnstable = try fields.decodeIfPresent(Bool.self, forKey: .ignoreUnstable)
        if let one = try? fields.decodeIfPresent(String.self, forKey: .ignoreVersions) {
            ignoreVersions = [one]
        } else {
            ignoreVersions = try fields.decodeIfPresent([String].self, forKey: .ignoreVersions)
        }
        versioning = try fields.decodeIfPresent(String.self, forKey: .versioning)
        extractVersion = try fields.decodeIfPresent(String.self, forKey: .extractVersion)
        followTag = try fields.decodeIfPresent(String.self, forKey: .followTag)
        minimumReleaseAge = try fields.decodeIfPresent(String.self, forKey: .minimumReleaseAge)
        minimumReleaseAgeBehaviour = try fields.decodeIfPresent(String.self, forKey: .minimumReleaseAgeBehaviour)
        if minimumReleaseAge == nil, let days = try fields.decodeIfPresent(Int.self, forKey: .stabilityDays) {
            minimumReleaseAge = "\(days) days"
        }
        respectLatest = try fields.decodeIfPresent(Bool.self, forKey: .respectLatest)
        rangeStrategy = try fields.decodeIfPresent(String.self, forKey: .rangeStrategy)
        enabled = try fields.decodeIfPresent(Bool.self, forKey: .enabled)
        imagePolicy = try fields.decodeIfPresent(ImagePolicy.self, forKey: .imagePolicy)
        filterTags = try fields.decodeIfPresent(FilterTags.self, forKey: .filterTags)
        let known = Set(CodingKeys.allCases.map(\.rawValue))
        unknownOptions = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
            .filter { !known.contains($0) }.sorted()
    }

    /// The given options that do not bear on the choice: unknown ones, and Renovate's beside an image policy.
    var unsupported: [String] {
        guard imagePolicy != nil else { return unknownOptions }
        let given: [(name: String, isGiven: Bool)] = [
            ("allowedVersions", allowedVersions != nil), ("followTag", followTag != nil),
            ("ignoreUnstable", ignoreUnstable != nil), ("ignoreVersions", ignoreVersions != nil),
            ("minimumReleaseAge", minimumReleaseAge != nil),
            ("minimumReleaseAgeBehaviour", minimumReleaseAgeBehaviour != nil), ("versioning", versioning != nil),
            ("respectLatest", respectLatest != nil), ("rangeStrategy", rangeStrategy != nil),
            ("enabled", enabled != nil),
        ]
        return (unknownOptions + given.filter(\.isGiven).map(\.name)).sorted()
    }
}
