import Domain

/// Texts that only equal themselves: nothing follows anything, so a tag stays and only its digest moves.
///
/// `compare` orders different texts by their bytes, for stable lists; it never means that one may replace the other.
struct Exact: ParsedScheme {
    static let id: VersioningID = "exact"
    static let summary = "any text, equal only to itself"

    func read(_ text: String) -> ExactText? { text.isEmpty ? nil : ExactText(text: text) }

    func follows(_ candidate: ExactText, _ current: ExactText) -> Bool { candidate == current }

    func step(from current: ExactText, to new: ExactText) -> UpdateType? { nil }
}

/// Commits and references of Git. They have no order that a text could tell, so a value stays and only its commit moves.
///
/// `compare` orders different texts by their bytes, for stable lists; it never means that one may replace the other.
struct Git: ParsedScheme {
    static let id: VersioningID = "git"
    static let summary = "commits and references, equal only to themselves"

    func read(_ text: String) -> ExactText? {
        !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F } ? ExactText(text: text) : nil
    }

    func follows(_ candidate: ExactText, _ current: ExactText) -> Bool { candidate == current }

    func step(from current: ExactText, to new: ExactText) -> UpdateType? { nil }
}

/// A text without numbers.
struct ExactText: ParsedVersion, Hashable, Sendable {
    var text: String

    var numbers: [WholeNumber] { [] }
    var isStable: Bool { true }

    func order(to other: ExactText) -> VersionOrder {
        VersionOrder(of: Array(text.utf8), to: Array(other.text.utf8))
    }

    /// Byte by byte, unlike strings, to which two spellings of one letter are equal.
    static func == (a: ExactText, b: ExactText) -> Bool { a.text.utf8.elementsEqual(b.text.utf8) }
}
