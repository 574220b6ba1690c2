/// A box in the description of a merge request or in the dashboard that a person ticks to tell us something.
///
/// It is told by a hidden comment behind the box, so that the words beside it may change: `- [x] <!-- windlass:rebase -->`.
public struct BodyControl: Hashable, Sendable {
    /// What stands in the comment, without blanks.
    public var name: String

    public init(_ name: String) { self.name = name }

    public static let rebase = BodyControl("rebase")

    /// Approves that a branch is built and its merge request opened.
    public static func approve(_ branch: BranchName) -> BodyControl { BodyControl("approve=\(safe(branch))") }

    /// Opens the merge request of a branch that waits for it.
    public static func create(_ branch: BranchName) -> BodyControl { BodyControl("create=\(safe(branch))") }

    /// Opens a merge request now, whatever schedule and limits say.
    public static func now(_ branch: BranchName) -> BodyControl { BodyControl("now=\(safe(branch))") }

    /// Builds the branch of an open merge request again.
    public static func rebase(_ branch: BranchName) -> BodyControl { BodyControl("rebase=\(safe(branch))") }

    /// A comment must not end inside.
    private static func safe(_ branch: BranchName) -> String {
        branch.rawValue.split(separator: "--", omittingEmptySubsequences: false).joined(separator: "-~")
    }

    private var marker: String { "<!-- windlass:\(name) -->" }

    /// The line with its box.
    public func line(_ words: String, isTicked: Bool = false) -> String {
        "- [\(isTicked ? "x" : " ")] \(marker) \(words)"
    }

    /// The names of all controls of `text` whose boxes are ticked.
    public static func ticked(in text: String) -> Set<String> {
        let opening = "<!-- windlass:"
        var names: Set<String> = []
        for line in text.split(whereSeparator: \.isNewline) {
            guard let start = line.firstRange(of: opening), let end = line[start.upperBound...].firstRange(of: " -->")
            else { continue }
            let control = BodyControl(String(line[start.upperBound..<end.lowerBound]))
            if control.isTicked(in: String(line)) { names.insert(control.name) }
        }
        return names
    }

    /// `text` with every box ticked whose control has a name that begins with `prefix`.
    public static func ticking(_ prefix: String, in text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard line.contains("<!-- windlass:\(prefix)"), let box = line.firstRange(of: "- [ ]") else { return line }
            return line[..<box.lowerBound] + "- [x]" + line[box.upperBound...]
        }.joined(separator: "\n")
    }

    /// Whether a line of `text` has this control with a ticked box.
    public func isTicked(in text: String) -> Bool {
        text.split(whereSeparator: \.isNewline).contains { line in
            guard let found = line.firstRange(of: marker) else { return false }
            let box = line[..<found.lowerBound].filter { $0 != " " && $0 != "\t" }.lowercased()
            return ["-[x]", "*[x]", "+[x]"].contains(box)
        }
    }
}
