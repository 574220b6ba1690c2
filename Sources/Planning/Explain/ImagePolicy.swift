import Domain
import Versioning

/// Flux's choice of an image's tag: exactly one of the three is given.
///
/// Source: https://fluxcd.io/flux/components/image/imagepolicies/
public struct ImagePolicy: Decodable, Hashable, Sendable {
    public struct SemVer: Decodable, Hashable, Sendable {
        public var range: String
    }

    public struct Ordered: Decodable, Hashable, Sendable {
        /// `asc` picks the last one in ascending order, `desc` the first one; nil means `asc`.
        public var order: String?
    }

    public var semver: SemVer?
    public var numerical: Ordered?
    public var alphabetical: Ordered?

    /// Whether `text` may be picked; otherwise why not.
    func reason(against text: String) -> String? {
        if let semver {
            guard let scheme = versioning(for: "helm"), scheme.isVersion(text) else { return "not-a-version" }
            return scheme.matches(text, range: semver.range) ? nil : "not-allowed"
        }
        if numerical != nil, number(text) == nil { return "not-a-version" }
        return nil
    }

    /// Whether `a` is picked before `b`.
    func prefers(_ a: String, to b: String) -> Bool {
        if semver != nil { return versioning(for: "helm")?.compare(a, b) == .newer }
        let isDescending = (numerical ?? alphabetical)?.order?.lowercased() == "desc"
        let (a, b) = isDescending ? (b, a) : (a, b)
        if numerical != nil {
            guard let first = number(a), let second = number(b) else { return false }
            return first > second
        }
        return b.utf8.lexicographicallyPrecedes(a.utf8)
    }

    private func number(_ text: String) -> Double? { Double(text).flatMap { $0.isFinite ? $0 : nil } }
}
