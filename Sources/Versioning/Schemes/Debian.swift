import Domain

/// Debian's releases by number (`12`) or code name (`bookworm`).
///
/// An image of a day (`bookworm-20240812`) is followed by one of a day, of the same or of a newer release. Names that move by themselves
/// (`stable`, `testing`) and tags with more in them (`12-slim`) are no versions here. Stable are the
/// releases up to the newest one that this table knows as released, ``newestReleased``.
/// Source: https://www.debian.org/releases/
struct Debian: ParsedScheme {
    static let id: VersioningID = "debian"
    static let summary = "Debian releases by number or code name"

    /// Debian 13 "trixie" was released on 2025-08-09; higher numbers are releases to come.
    static let newestReleased = WholeNumber(13)

    func read(_ text: String) -> DistributionRelease? {
        if let (name, day) = imageOfDay(text) {
            guard Self.codeNames[name] != nil, var image = read(name) else { return nil }
            image.day = day
            return image
        }
        let fields = (Self.codeNames[text] ?? text[...]).utf8.split(
            separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let numbers = fields.compactMap { WholeNumber($0) }
        let isCodeName = Self.codeNames[text] != nil
        guard numbers.count == fields.count, isCodeName || numbers.count == 1, let major = numbers.first, major != .zero
        else { return nil }
        return DistributionRelease(numbers: numbers, isCodeName: isCodeName, isStable: major <= Self.newestReleased)
    }

    func follows(_ candidate: DistributionRelease, _ current: DistributionRelease) -> Bool {
        candidate.isCodeName == current.isCodeName && candidate.day.isEmpty == current.day.isEmpty
    }

    private static let codeNames: [String: Substring] = [
        "buzz": "1.1", "rex": "1.2", "bo": "1.3", "hamm": "2.0", "slink": "2.1", "potato": "2.2", "woody": "3.0",
        "sarge": "3.1", "etch": "4", "lenny": "5", "squeeze": "6", "wheezy": "7", "jessie": "8", "stretch": "9",
        "buster": "10", "bullseye": "11", "bookworm": "12", "trixie": "13", "forky": "14", "duke": "15",
    ]
}
