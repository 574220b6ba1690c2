import Domain

/// Tags of GitHub Actions: `v4.1.2` stays where it is, `v4` and `v4.1` float with the newest release of theirs.
///
/// A floating tag counts as newer than every release that it can stand for, so `v4` is not moved to `v4.2.0`, and of `v5` and
/// `v5.0.1` the former follows `v4`. Where a publisher has no `v5`, the full version follows. A full version never
/// becomes a floating tag.
/// Source: https://docs.github.com/en/actions/how-tos/create-and-publish-actions/release-and-maintain-actions
struct GitHubActions: ParsedScheme {
    static let id: VersioningID = "github-actions"
    static let summary = "tags of actions, where v4 and v4.1 float"

    func read(_ text: String) -> GitHubActionsVersion? {
        guard let parts = VersionParts(text), parts.wildcard.isEmpty, parts.numbers.count == 3 || parts.isPlain else {
            return nil
        }
        return GitHubActionsVersion(parts: parts)
    }

    func isSingleVersion(_ text: String) -> Bool { parse(text)?.isFloating == false }

    func follows(_ candidate: GitHubActionsVersion, _ current: GitHubActionsVersion) -> Bool {
        candidate.parts.mark == current.parts.mark
            && (!candidate.isFloating || candidate.numbers.count == current.numbers.count)
    }

    func matches(_ version: String, range: String) -> Bool {
        guard let version = parse(version), let range = parse(range) else { return false }
        guard range.isFloating else { return version.order(to: range) == .equal }
        return version.isStable && version.numbers.starts(with: range.numbers)
    }
}

struct GitHubActionsVersion: ParsedVersion, Hashable, Sendable {
    var parts: VersionParts

    var numbers: [WholeNumber] { parts.numbers }
    var isFloating: Bool { numbers.count < 3 }
    var isStable: Bool { parts.preRelease.isEmpty }

    func order(to other: GitHubActionsVersion) -> VersionOrder {
        for (mine, theirs) in zip(numbers, other.numbers) where mine != theirs {
            return VersionOrder(of: mine, to: theirs)
        }
        if numbers.count != other.numbers.count { return VersionOrder(of: other.numbers.count, to: numbers.count) }
        return parts.floor.order(to: other.parts.floor)
    }
}
