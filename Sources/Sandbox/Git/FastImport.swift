import Foundation

/// Writes commits in the language of `git fast-import`, so that a whole history is one command.
///
/// - Source: git-scm.com/docs/git-fast-import.
struct FastImport {
    private(set) var bytes: [UInt8] = []

    /// Adds a commit to `branch`.
    ///
    /// - Parameter base: a commit or branch that is there already, when the stream itself has none before it.
    mutating func add(_ commit: SeedCommit, to branch: String, base: String? = nil) {
        let author = "\(commit.author.name) <\(commit.author.email)> \(Int(commit.time.timeIntervalSince1970)) +0000\n"
        line("commit refs/heads/\(branch)")
        bytes += "author \(author)committer \(author)".utf8
        data(Array(commit.message.utf8))
        if let base { line("from \(base)") }
        for file in commit.files {
            switch file.content {
            case .deleted: line("D \(quoted(file.path))")
            case .bytes(let content):
                line("M \(file.mode.rawValue) inline \(quoted(file.path))")
                data(content)
            }
        }
        line("")
    }

    private mutating func line(_ text: String) {
        bytes += text.utf8
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func data(_ content: [UInt8]) {
        line("data \(content.count)")
        bytes += content
        line("")
    }

    private func quoted(_ path: String) -> String {
        "\"" + path.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }
}

extension BareRepository {
    /// Adds commits to `branch` on top of what it has, and returns the new head.
    @discardableResult
    func add(_ commits: [SeedCommit], to branch: String, base: String? = nil) async throws(SandboxError) -> String? {
        guard !commits.isEmpty else { return try await resolve("refs/heads/\(branch)") }
        let start = try await resolve("refs/heads/\(branch)") ?? base
        var stream = FastImport()
        for (index, commit) in commits.enumerated() {
            stream.add(commit, to: branch, base: index == 0 ? start : nil)
        }
        _ = try await git(["fast-import", "--quiet", "--force", "--date-format=raw"], input: stream.bytes)
        return try await resolve("refs/heads/\(branch)")
    }
}
