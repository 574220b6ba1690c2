/// A box in the description of a merge request or in the dashboard that a person ticks to tell us something.
///
/// It is told by a hidden comment behind the box, so that the words beside it may change: `- [x] <!-- windlass:rebase -->`.
public struct BodyControl: Hashable, Sendable {
    /// What stands in the comment, without blanks.
    public var name: String

    public init(_ name: String) { self.name = name }

    public static let rebase = BodyControl("rebase")

    private var marker: String { "<!-- windlass:\(name) -->" }

    /// The line with an empty box.
    public func line(_ words: String) -> String { "- [ ] \(marker) \(words)" }

    /// Whether a line of `text` has this control with a ticked box.
    public func isTicked(in text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).contains { line in
            guard let found = line.firstRange(of: marker) else { return false }
            let box = line[..<found.lowerBound].filter { $0 != " " && $0 != "\t" }.lowercased()
            return ["-[x]", "*[x]", "+[x]"].contains(box)
        }
    }
}
