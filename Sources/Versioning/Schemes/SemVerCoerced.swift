import Domain

/// Anything with a number in it, read as a semantic version: `v1` is `1.0.0`, `release-2.1` is `2.1.0`, `1.1-foo` is `1.1.0`.
///
/// A semantic version is read by the letter. Of any other text the first one to three numbers count, and the rest does
/// not, except that a text such as `2.1-beta` is no stable version.
struct SemVerCoerced: ParsedScheme {
    typealias Version = CoercedVersion

    static let id: VersioningID = "semver-coerced"
    static let summary = "anything with numbers in it, read as a semantic version"

    func read(_ text: String) -> CoercedVersion? {
        if let version = SemanticVersion(text) { return CoercedVersion(version: version, isStable: version.isStable) }
        var bytes = Array(text.utf8).drop { !$0.isDigit }
        var numbers: [WholeNumber] = []
        while numbers.count < 3 {
            let digits = bytes.prefix(while: \.isDigit)
            guard let number = WholeNumber(digits) else { break }
            numbers.append(number)
            bytes = bytes[digits.endIndex...]
            guard bytes.first == UInt8(ascii: "."), bytes.dropFirst().first?.isDigit == true else { break }
            bytes = bytes.dropFirst()
        }
        guard let major = numbers.first else { return nil }
        let version = SemanticVersion(major, numbers.dropFirst().first ?? .zero, numbers.dropFirst(2).first ?? .zero)
        return CoercedVersion(version: version, isStable: bytes.first != UInt8(ascii: "-"))
    }
}

/// A semantic version made of a text that need not be one.
struct CoercedVersion: ParsedVersion, Hashable, Sendable {
    var version: SemanticVersion
    var isStable: Bool

    var numbers: [WholeNumber] { version.numbers }

    func order(to other: CoercedVersion) -> VersionOrder { version.order(to: other.version) }
}
