import Foundation

/// A bare repository on disk, read and changed by git commands.
struct BareRepository: Sendable {
    let tool: GitTool
    let path: String

    /// Makes an empty repository whose HEAD is `defaultBranch`, with the hook that protects branches.
    ///
    /// - Throws: ``SandboxError`` `.git` or `.file`.
    func create(defaultBranch: String) async throws {
        try await tool.run(["init", "--quiet", "--bare", "--template=", "--initial-branch=\(defaultBranch)", path])
        do {
            try FileManager.default.createDirectory(atPath: path + "/hooks", withIntermediateDirectories: true)
            try Data(Self.updateHook.utf8).write(to: URL(fileURLWithPath: path + "/hooks/update"))
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path + "/hooks/update")
        } catch {
            throw SandboxError(.file, "Cannot write the hook of \(path): \(error)")
        }
    }

    /// Refuses what the environment says is protected from the user who pushes.
    private static let updateHook = """
        #!/bin/sh
        for branch in $SANDBOX_PROTECTED; do
            if [ "$1" = "refs/heads/$branch" ]; then
                echo "GitLab: You are not allowed to push code to protected branches on this project." >&2
                exit 1
            fi
        done

        """

    func git(_ arguments: [String], input: [UInt8] = []) async throws(SandboxError) -> [UInt8] {
        try await tool.run(["--git-dir=\(path)"] + arguments, input: input)
    }

    func text(_ arguments: [String]) async throws(SandboxError) -> String {
        String(decoding: try await git(arguments), as: UTF8.self)
    }

    func attempt(_ arguments: [String]) async throws(SandboxError) -> GitTool.Outcome {
        try await tool.attempt(["--git-dir=\(path)"] + arguments)
    }

    /// The commit of every branch, by its short name.
    func branches() async throws(SandboxError) -> [String: String] {
        let lines = try await text(["for-each-ref", "--format=%(objectname) %(refname)", "refs/heads/"])
        var result: [String: String] = [:]
        for line in lines.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2, parts[1].hasPrefix("refs/heads/") else { continue }
            result[String(parts[1].dropFirst("refs/heads/".count))] = String(parts[0])
        }
        return result
    }

    /// The commit that `revision` names; nil when there is none.
    func resolve(_ revision: String) async throws(SandboxError) -> String? {
        guard !revision.isEmpty, !revision.hasPrefix("-") else { return nil }
        let outcome = try await attempt([
            "rev-parse", "--quiet", "--verify", "--end-of-options", revision + "^{commit}",
        ])
        return outcome.status == 0 ? outcome.text.trimmingCharacters(in: .whitespacesAndNewlines) : nil
    }

    /// The bytes of a file at a commit; nil when there is none.
    func file(_ file: String, at commit: String) async throws(SandboxError) -> [UInt8]? {
        let outcome = try await attempt(["cat-file", "blob", "\(commit):\(file)"])
        return outcome.status == 0 ? outcome.output : nil
    }

    /// The object of a file at a commit, which is there.
    func fileID(_ file: String, at commit: String) async throws(SandboxError) -> String {
        try await text(["rev-parse", "--verify", "--end-of-options", "\(commit):\(file)"])
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Sets `branch`; nil deletes it. Fails when it is not at `expected`; nil expects that there is none.
    func move(_ branch: String, from expected: String?, to new: String?) async throws(SandboxError) {
        let none = String(repeating: "0", count: 40)
        _ = try await git(["update-ref", "refs/heads/\(branch)", new ?? none, expected ?? none])
    }

    func isValidBranchName(_ name: String) async throws(SandboxError) -> Bool {
        try await attempt(["check-ref-format", "--branch", name]).status == 0
    }
}
