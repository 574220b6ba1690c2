import Domain

/// Ubuntu's releases by number (`24.04`, `24.04.1`) or by code name (`noble`). Only those with long-term support are stable.
///
/// A number is followed by a number, a code name by a code name, and an image of a day (`jammy-20240111`) by one of a day, of the same or
/// of a newer release.
/// Source: https://wiki.ubuntu.com/Releases
struct Ubuntu: ParsedScheme {
    static let id: VersioningID = "ubuntu"
    static let summary = "Ubuntu releases by number or code name; stable means long-term support"

    func read(_ text: String) -> DistributionRelease? {
        if let number = Self.codeNames[text] { return release(number, isCodeName: true) }
        if let (name, day) = imageOfDay(text), let number = Self.codeNames[name] {
            var image = release(number, isCodeName: true)
            image?.day = day
            return image
        }
        let isNumber = text.utf8.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") }
        return isNumber ? release(text[...], isCodeName: false) : nil
    }

    func follows(_ candidate: DistributionRelease, _ current: DistributionRelease) -> Bool {
        candidate.follows(current)
    }

    private func release(_ text: some StringProtocol, isCodeName: Bool) -> DistributionRelease? {
        let fields = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (2...3).contains(fields.count), fields[0].count <= 2,
            ["04", "06", "10"].contains(where: { $0.utf8.elementsEqual(fields[1]) })
        else { return nil }
        let numbers = fields.compactMap { WholeNumber($0) }
        guard numbers.count == fields.count else { return nil }
        let isLongTerm = numbers[0].clamped % 2 == 0 && numbers[0].clamped >= 6 && numbers[1] != WholeNumber(10)
        return DistributionRelease(numbers: numbers, isCodeName: isCodeName, isStable: isLongTerm)
    }

    private static let codeNames: [String: Substring] = [
        "warty": "4.10", "hoary": "5.04", "breezy": "5.10", "dapper": "6.06", "edgy": "6.10", "feisty": "7.04",
        "gutsy": "7.10", "hardy": "8.04", "intrepid": "8.10", "jaunty": "9.04", "karmic": "9.10", "lucid": "10.04",
        "maverick": "10.10", "natty": "11.04", "oneiric": "11.10", "precise": "12.04", "quantal": "12.10",
        "raring": "13.04", "saucy": "13.10", "trusty": "14.04", "utopic": "14.10", "vivid": "15.04", "wily": "15.10",
        "xenial": "16.04", "yakkety": "16.10", "zesty": "17.04", "artful": "17.10", "bionic": "18.04",
        "cosmic": "18.10", "disco": "19.04", "eoan": "19.10", "focal": "20.04", "groovy": "20.10", "hirsute": "21.04",
        "impish": "21.10", "jammy": "22.04", "kinetic": "22.10", "lunar": "23.04", "mantic": "23.10", "noble": "24.04",
        "oracular": "24.10", "plucky": "25.04", "questing": "25.10", "resolute": "26.04",
    ]
}

/// A release of a distribution, by number or code name.
struct DistributionRelease: ParsedVersion, Hashable, Sendable {
    var numbers: [WholeNumber]
    var isCodeName: Bool
    var isStable: Bool
    /// The day of an image of the release, and its build on that day; empty for the release itself.
    var day: [WholeNumber] = []

    func order(to other: DistributionRelease) -> VersionOrder {
        VersionOrder(of: numbers, to: other.numbers).then(VersionOrder(of: day, to: other.day))
    }

    /// Whether this one is written in the same way as `current`.
    func follows(_ current: DistributionRelease) -> Bool {
        isCodeName == current.isCodeName && numbers.count == current.numbers.count
            && day.isEmpty == current.day.isEmpty
    }
}

/// Takes `jammy-20240911.1` apart: the code name, and the day with the build on it; nil when the text is made otherwise.
func imageOfDay(_ text: String) -> (name: String, day: [WholeNumber])? {
    let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2 else { return nil }
    let fields = parts[1].utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    let day = fields.compactMap { WholeNumber($0) }
    guard day.count == fields.count, (1...2).contains(fields.count), fields[0].count == 8, fields.last?.count != 0,
        fields.count == 1 || fields[1].count <= 2
    else { return nil }
    return (String(parts[0]), day)
}
