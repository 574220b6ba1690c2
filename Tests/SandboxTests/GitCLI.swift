import BotTestSupport
import Foundation
import Sandbox

/// Git's own client, away from the configuration of the machine.
struct GitCLI {
    let folder: TemporaryFolder

    struct Outcome {
        var status: Int32
        var output: String
    }

    init() throws { folder = try TemporaryFolder() }

    /// Runs `git` in the folder and returns its exit code and all that it printed.
    @discardableResult
    func run(_ arguments: String..., input: String = "", environment: [String: String] = [:]) async throws -> Outcome {
        let variables = [
            "HOME": folder.path, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0",
            "GIT_AUTHOR_NAME": "T", "GIT_AUTHOR_EMAIL": "t@t.invalid", "GIT_COMMITTER_NAME": "T",
            "GIT_COMMITTER_EMAIL": "t@t.invalid",
        ]
        let command = ["/bin/sh", "-c", "exec git \"$@\" 2>&1", "git"] + arguments
        let path = folder.path
        // On a thread of its own: the server that git speaks to needs those of the task pool.
        let result = try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(
                    with: Result {
                        try BotTestSupport.run(
                            command, environment: variables.merging(environment) { $1 }, in: path)
                    })
            }
        }
        return Outcome(status: result.status, output: String(decoding: result.output, as: UTF8.self))
    }

    /// The address of a project with a token in it, which is fine for git in a test.
    func url(_ world: SandboxWorld, _ project: String = "platform/gitops", token: String? = nil) -> String {
        world.gitURL(project).replacing("http://", with: "http://oauth2:\(token ?? world.token)@")
    }

    func read(_ file: String) throws -> String {
        try String(contentsOfFile: folder.path + "/" + file, encoding: .utf8)
    }
}
