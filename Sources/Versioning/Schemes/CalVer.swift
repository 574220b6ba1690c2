import Domain

/// Dates as versions: `2024.10`, `24.04.1`, `2024-10-01`, `20241001`.
///
/// The first number is a year of four digits (1990 to 2099) or of two. A pre-release may follow (`2024.1.0b3`), nothing else.
/// Equally many numbers, parted in the same way, follow each other.
/// Source: https://calver.org
struct CalVer: ParsedScheme {
    static let id: VersioningID = "calver"
    static let summary = "dates as versions: 2024.10, 24.04.1, 2024-10-01"

    func read(_ text: String) -> DockerTag? {
        guard let tag = DockerTagReader.read(text), tag.lane.allSatisfy({ "NTZ-.".contains($0) }), tag.ahead.isEmpty,
            tag.patch.isEmpty || tag.shape != .plain
        else { return nil }
        let digits = text.utf8.drop { !$0.isDigit }.prefix(while: \.isDigit)
        let hasShortYear = tag.shape == .plain && digits.count == 2 && tag.numbers.count > 1
        return tag.shape != .plain || hasShortYear ? tag : nil
    }

    func follows(_ candidate: DockerTag, _ current: DockerTag) -> Bool {
        candidate.follows(current)
    }
}
