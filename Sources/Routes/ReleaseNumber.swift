/// The three numbers of a released version, ordered.
///
/// Pre-releases are no release numbers: a route never stops on one.
public struct ReleaseNumber: Hashable, Sendable, Comparable, CustomStringConvertible {
    public var major: Int
    public var minor: Int
    public var patch: Int

    public init(_ major: Int, _ minor: Int, _ patch: Int) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Reads `1.2.3`, perhaps with a `v` before it; nil for anything else, also for numbers of more than nine digits.
    public init?(_ text: some StringProtocol) {
        let parts = text.drop { $0 == "v" }.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Self.number(String($0)) }
        guard parts.count == 3, numbers.count == 3, !text.hasPrefix("vv") else { return nil }
        self.init(numbers[0], numbers[1], numbers[2])
    }

    /// Reads a tag as registries and forges write it: `v1.30.1+k3s1`, `18.11.9-ee.0`, `16.4-alpine`.
    ///
    /// Nil for pre-releases, and for anything without at least two numbers; a third that is missing is 0.
    public init?(tag: some StringProtocol) {
        let text = tag.hasPrefix("v") ? tag.dropFirst() : tag[...]
        let base = text.prefix { $0 == "." || $0.isASCII && $0.isNumber }
        let suffix = text.dropFirst(base.count)
        guard suffix.isEmpty || suffix.hasPrefix("-") || suffix.hasPrefix("+") else { return nil }
        let word = suffix.dropFirst().prefix { $0.isLetter }.lowercased()
        guard suffix.hasPrefix("+") || !Self.preReleaseWords.contains(word) else { return nil }
        let parts = base.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { Self.number(String($0)) }
        guard numbers.count == parts.count, (2...3).contains(numbers.count) else { return nil }
        self.init(numbers[0], numbers[1], numbers.count == 3 ? numbers[2] : 0)
    }

    private static let preReleaseWords: Set<String> = [
        "a", "alpha", "b", "beta", "canary", "dev", "edge", "m", "milestone", "nightly", "pre", "preview", "rc",
        "snapshot", "unstable",
    ]

    public var line: ReleaseLine { ReleaseLine(major, minor) }
    public var description: String { "\(major).\(minor).\(patch)" }

    public static func < (a: ReleaseNumber, b: ReleaseNumber) -> Bool {
        (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
    }

    static func number(_ text: String) -> Int? {
        guard text.utf8.count <= 9, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}

/// A minor line of releases, such as 17.5.
public struct ReleaseLine: Hashable, Sendable, Comparable, CustomStringConvertible {
    public var major: Int
    public var minor: Int

    public init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Reads `17.5`; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { ReleaseNumber.number(String($0)) }
        guard parts.count == 2, numbers.count == 2 else { return nil }
        self.init(numbers[0], numbers[1])
    }

    public var description: String { "\(major).\(minor)" }

    public static func < (a: ReleaseLine, b: ReleaseLine) -> Bool { (a.major, a.minor) < (b.major, b.minor) }
}
