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
        let log = folder.path + "/git-\(UUID().uuidString).log"
        _ = FileManager.default.createFile(atPath: log, contents: nil)
        let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["git"] + arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
        process.environment = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "HOME": folder.path, "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_TERMINAL_PROMPT": "0",
            "GIT_AUTHOR_NAME": "T", "GIT_AUTHOR_EMAIL": "t@t.invalid", "GIT_COMMITTER_NAME": "T",
            "GIT_COMMITTER_EMAIL": "t@t.invalid",
        ].merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        let status = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        return Outcome(status: status, output: try String(contentsOfFile: log, encoding: .utf8))
    }

    /// The address of a project with a token in it, which is fine for git in a test.
    func url(_ world: SandboxWorld, _ project: String = "platform/gitops", token: String? = nil) -> String {
        world.gitURL(project).replacing("http://", with: "http://oauth2:\(token ?? world.token)@")
    }

    func read(_ file: String) throws -> String {
        try String(contentsOfFile: folder.path + "/" + file, encoding: .utf8)
    }
}
