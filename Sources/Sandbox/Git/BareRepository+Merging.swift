import Foundation

/// How the branches of a merge request stand to each other.
struct Mergeability: Hashable, Sendable {
    /// The newest commit that both have; nil when their histories have nothing in common.
    var mergeBase: String?
    var hasConflicts: Bool
    /// All commits of the source are in the target.
    var isContained: Bool
    /// The target is in the source: no merge commit is needed.
    var isFastForward: Bool
}

extension BareRepository {
    func mergeability(of source: String, into target: String) async throws(SandboxError) -> Mergeability {
        let outcome = try await attempt(["merge-base", source, target])
        guard outcome.status == 0 else {
            return Mergeability(mergeBase: nil, hasConflicts: true, isContained: false, isFastForward: false)
        }
        let base = outcome.text.trimmingCharacters(in: .whitespacesAndNewlines)
        var result = Mergeability(
            mergeBase: base, hasConflicts: false, isContained: base == source, isFastForward: base == target)
        guard !result.isContained, !result.isFastForward else { return result }
        result.hasConflicts = try await attempt(["merge-tree", "--write-tree", target, source]).status != 0
        return result
    }

    /// Makes a commit that merges `source` into `target`, and returns its id; nil when they conflict.
    func makeMergeCommit(
        of source: String, into target: String, message: String, by author: String, email: String, at time: Date
    ) async throws(SandboxError) -> String? {
        let outcome = try await attempt(["merge-tree", "--write-tree", target, source])
        guard outcome.status == 0, let tree = outcome.text.split(separator: "\n").first else { return nil }
        let stamp = "\(Int(time.timeIntervalSince1970)) +0000"
        let output = try await tool.run(
            ["--git-dir=\(path)", "commit-tree", String(tree), "-p", target, "-p", source, "-F", "-"],
            input: Array(message.utf8),
            environment: [
                "GIT_AUTHOR_NAME": author, "GIT_AUTHOR_EMAIL": email, "GIT_AUTHOR_DATE": stamp,
                "GIT_COMMITTER_NAME": author, "GIT_COMMITTER_EMAIL": email, "GIT_COMMITTER_DATE": stamp,
            ])
        return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
