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
        /// `asc` picks the last one in ascending order, `desc` the first one; nil or empty means `asc`.
        public var order: String?
    }

    public var semver: SemVer?
    public var numerical: Ordered?
    public var alphabetical: Ordered?
}

/// An image policy that was read: which texts may be picked, and which of two is put first.
enum PolicyOrder {
    case semver(any VersioningScheme, range: String)
    case numerical(isDescending: Bool)
    case alphabetical(isDescending: Bool)

    /// - Throws: ``ExplainError`` when none or several of the three are given, or the one cannot be read.
    init(_ policy: ImagePolicy) throws(ExplainError) {
        switch (policy.semver, policy.numerical, policy.alphabetical) {
        case (let semver?, nil, nil):
            // As Masterminds' semver: nothing asked for is anything stable.
            let range = semver.range.allSatisfy(\.isWhitespace) ? "*" : semver.range
            guard let scheme = versioning(for: "helm"), scheme.isValid(range) else {
                throw ExplainError(
                    description: "imagePolicy.semver.range \(semver.range): this is no range; write one such as 1.x")
            }
            self = .semver(scheme, range: range)
        case (nil, let ordered?, nil):
            self = .numerical(isDescending: try Self.isDescending(ordered.order, "imagePolicy.numerical.order"))
        case (nil, nil, let ordered?):
            self = .alphabetical(isDescending: try Self.isDescending(ordered.order, "imagePolicy.alphabetical.order"))
        case (nil, nil, nil):
            throw ExplainError(
                description: "imagePolicy: it is empty; give one of semver, numerical and alphabetical")
        default:
            throw ExplainError(
                description: "imagePolicy: it has several kinds; give one of semver, numerical and alphabetical")
        }
    }

    private static func isDescending(_ order: String?, _ option: String) throws(ExplainError) -> Bool {
        switch order {
        case nil, "", "asc": return false
        case "desc": return true
        case let order?: throw ExplainError(description: "\(option) \(order): write asc or desc")
        }
    }

    /// Why `text` may not be picked; nil when it may.
    func reason(against text: String) -> String? {
        switch self {
        case .semver(let scheme, let range):
            guard !text.hasPrefix("V"), scheme.isVersion(text) else { return "not-a-version" }
            if scheme.matches(text, range: range) { return nil }
            // The release that it comes before tells whether only being a pre-release keeps it out.
            let release = text.prefix { $0 != "-" && $0 != "+" }
            return !scheme.isStable(text) && scheme.matches(String(release), range: range) ? "unstable" : "not-allowed"
        case .numerical: return number(text) == nil ? "not-a-version" : nil
        case .alphabetical: return nil
        }
    }

    /// Whether the policy puts `a` before `b`; false for both when it does not tell them apart.
    func prefers(_ a: String, to b: String) -> Bool {
        switch self {
        case .semver(let scheme, _): return scheme.compare(a, b) == .newer
        case .numerical(let isDescending):
            guard let first = number(a), let second = number(b) else { return false }
            return isDescending ? first < second : first > second
        case .alphabetical(let isDescending):
            return isDescending
                ? a.utf8.lexicographicallyPrecedes(b.utf8) : b.utf8.lexicographicallyPrecedes(a.utf8)
        }
    }

    /// A decimal number, perhaps with a sign, a fraction and an exponent; Go would also read hexadecimal ones and `inf`.
    private func number(_ text: String) -> Double? {
        let isDecimal = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"),
                UInt8(ascii: "e"), UInt8(ascii: "E"):
                true
            default: false
            }
        }
        return isDecimal ? Double(text).flatMap { $0.isFinite ? $0 : nil } : nil
    }
}
