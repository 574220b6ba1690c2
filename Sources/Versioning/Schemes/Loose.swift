import Domain

/// Versions that follow no standard: numbers with dots, and any text behind them, in the order that fits most.
///
/// A text behind a `-`, or one that begins with a pre-release word, comes before the release (as in Semantic Versioning);
/// any other one comes after it, as in `1.2.3a`. Trailing zeros and build metadata do not count. A commit is no version.
struct Loose: ParsedScheme {
    typealias Version = LooseVersion

    static let id: VersioningID = "loose"
    static let summary = "numbers and whatever follows them, sorted as well as can be"

    func read(_ text: String) -> LooseVersion? {
        var rest = text.utf8[...]
        if rest.first.map({ $0 | 0x20 }) == UInt8(ascii: "v") { rest = rest.dropFirst() }
        let isHash = (7...64).contains(rest.count) && rest.allSatisfy(\.isLowerHex) && !rest.allSatisfy(\.isDigit)
        guard !isHash, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        var numbers: [WholeNumber] = []
        while true {
            let digits = rest.prefix(while: \.isDigit)
            guard let number = WholeNumber(digits) else { return nil }
            numbers.append(number)
            rest = rest[digits.endIndex...]
            guard rest.first == UInt8(ascii: "."), rest.dropFirst().first?.isDigit == true else { break }
            rest = rest.dropFirst()
        }
        return LooseVersion(numbers: numbers, suffix: String(rest.prefix { $0 != UInt8(ascii: "+") }) ?? "")
    }
}

/// Numbers and what follows them.
struct LooseVersion: ParsedVersion, Hashable, Sendable {
    var numbers: [WholeNumber]
    /// -1 for a pre-release, 0 for nothing behind the numbers, 1 for anything else.
    private var stage: Int
    private var runs: [SemanticVersion.Identifier]
    private var significant: [WholeNumber]

    init(numbers: [WholeNumber], suffix: String) {
        self.numbers = numbers
        significant = Array(numbers.reversed().drop { $0 == .zero }.reversed())
        let word = suffix.drop { !$0.isLetter }.prefix(while: \.isLetter).lowercased()
        let isPreRelease = suffix.hasPrefix("-") || (DockerWords.preReleases[word] != nil && word.count > 1)
        stage = suffix.isEmpty ? 0 : isPreRelease ? -1 : 1
        if suffix.hasPrefix("-"), let parts = VersionParts("0.0.0" + suffix) {
            runs = parts.preRelease
        } else {
            runs = naturalRuns(of: suffix)
        }
    }

    var isStable: Bool { stage >= 0 }

    func order(to other: LooseVersion) -> VersionOrder {
        VersionOrder(of: significant, to: other.significant)
            .then(VersionOrder(of: stage, to: other.stage))
            .then(VersionOrder(of: runs, to: other.runs))
    }
}
