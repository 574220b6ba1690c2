import Foundation

/// The part of a description that holds release notes, between two hidden comments.
///
/// What was fetched once stays there as it is, as long as the same versions are proposed: so a later run shows the same
/// without asking anybody, on any machine and with an empty database.
public struct ChangeLogSection: Hashable, Sendable {
    /// Markdown without the comments.
    public var text: String
    /// Whether somebody did not answer, so that it is worth to ask again.
    public var isIncomplete: Bool

    private static let opening = "<!-- windlass:notes -->"
    private static let openingOfIncomplete = "<!-- windlass:notes incomplete -->"
    private static let closing = "<!-- windlass:notes end -->"

    public init(text: String, isIncomplete: Bool = false) {
        self.text = text
        self.isIncomplete = isIncomplete
    }

    /// Reads the part of a description; nil when it has none.
    public init?(description: String) {
        guard let end = description.range(of: Self.closing, options: .backwards) else { return nil }
        let before = description[..<end.lowerBound]
        let start = [Self.opening, Self.openingOfIncomplete]
            .compactMap { before.range(of: $0, options: .backwards) }
            .max { $0.lowerBound < $1.lowerBound }
        guard let start else { return nil }
        isIncomplete = before[start] == Self.openingOfIncomplete
        text = before[start.upperBound...].replacing("\r\n", with: "\n").trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// The part as it stands in a description.
    public var markdown: String {
        let opening = isIncomplete ? Self.openingOfIncomplete : Self.opening
        return opening + "\n" + (text.isEmpty ? "" : "\n" + text + "\n\n") + Self.closing
    }
}
