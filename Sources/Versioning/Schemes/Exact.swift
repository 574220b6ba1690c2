import Domain

/// Texts that only equal themselves: nothing follows anything, so a tag stays and only its digest moves.
///
/// `compare` orders different texts by their bytes, for stable lists; it never means that one may replace the other.
struct Exact: VersioningScheme {
    static let id: VersioningID = "exact"
    static let summary = "any text, equal only to itself"

    func isVersion(_ text: String) -> Bool { isText(text) }
    func isStable(_ version: String) -> Bool { isText(version) }
    func isCompatible(_ candidate: String, with current: String) -> Bool { isText(candidate) && candidate == current }
    func compare(_ a: String, _ b: String) -> VersionOrder? { byteOrder(a, b) }
    func numbers(of version: String) -> VersionNumbers? { nil }
    func updateType(from current: String, to new: String) -> UpdateType? { nil }
}

/// Commits and references of Git. They have no order that a text could tell, so a value stays and only its commit moves.
///
/// `compare` orders different texts by their bytes, for stable lists; it never means that one may replace the other.
struct Git: VersioningScheme {
    static let id: VersioningID = "git"
    static let summary = "commits and references, equal only to themselves"

    func isVersion(_ text: String) -> Bool { isText(text) && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F } }
    func isStable(_ version: String) -> Bool { isVersion(version) }
    func isCompatible(_ candidate: String, with current: String) -> Bool {
        isVersion(candidate) && candidate == current
    }
    func compare(_ a: String, _ b: String) -> VersionOrder? { isVersion(a) && isVersion(b) ? byteOrder(a, b) : nil }
    func numbers(of version: String) -> VersionNumbers? { nil }
    func updateType(from current: String, to new: String) -> UpdateType? { nil }
}

private func isText(_ text: String) -> Bool { !text.isEmpty && text.utf8.count <= maximumVersionLength }

/// The order of two texts by their bytes; nil when one is empty or too long.
private func byteOrder(_ a: String, _ b: String) -> VersionOrder? {
    isText(a) && isText(b) ? VersionOrder(of: Array(a.utf8), to: Array(b.utf8)) : nil
}
