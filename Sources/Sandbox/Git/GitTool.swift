import Foundation
import Glibc

/// Runs git commands, away from the configuration of the machine and its user.
final class GitTool: Sendable {
    /// Where `git http-backend` is.
    let backendPath: String
    private let folder: String
    private let commands = Permits(8)
    // Apart from the commands: clients that read slowly must not keep the API from looking into a repository.
    private let backends = Permits(8)

    /// Prepares `folder` for running git, and asks git where its parts are.
    ///
    /// - Throws: ``SandboxError`` `.git` when there is no git or no http-backend, `.file` when the folder cannot be written.
    static func prepare(folder: String) async throws -> GitTool {
        do {
            try Data(configuration.utf8).write(to: URL(fileURLWithPath: folder + "/gitconfig"))
        } catch {
            throw SandboxError(.file, "Cannot write into \(folder): \(error)")
        }
        let tool = GitTool(folder: folder, backendPath: "")
        let path = String(decoding: try await tool.run(["--exec-path"]), as: UTF8.self)
        let backend = path.trimmingCharacters(in: .whitespacesAndNewlines) + "/git-http-backend"
        guard access(backend, X_OK) == 0 else {
            throw SandboxError(.git, "git's own server is not at \(backend): install the complete git package.")
        }
        return GitTool(folder: folder, backendPath: backend)
    }

    private init(folder: String, backendPath: String) {
        self.folder = folder
        self.backendPath = backendPath
    }

    /// Everything git reads instead of the files of the machine. Any user may run it on the folders of another.
    private static let configuration = """
        [safe]
            directory = *
        [user]
            name = Sandbox
            email = sandbox@sandbox.invalid
        [core]
            fsync = none
        [gc]
            auto = 0
        [receive]
            autogc = false
        [uploadpack]
            allowFilter = true
            allowAnySHA1InWant = true

        """

    /// The environment of every git process.
    var environment: [String: String] {
        [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin",
            "HOME": folder,
            "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": folder + "/gitconfig",
            "GIT_TERMINAL_PROMPT": "0",
        ]
    }

    /// What a command did.
    struct Outcome: Sendable {
        var status: Int32
        var output: [UInt8]
        var errors: String

        var text: String { String(decoding: output, as: UTF8.self) }
    }

    /// Runs `git` with `arguments` and returns what it printed.
    ///
    /// - Throws: ``SandboxError`` `.git` when it fails.
    @discardableResult
    func run(
        _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
    ) async throws(SandboxError) -> [UInt8] {
        let outcome = try await attempt(arguments, input: input, environment: environment)
        guard outcome.status == 0 else {
            let command = arguments.filter { !$0.hasPrefix("--git-dir") }.prefix(3).joined(separator: " ")
            throw SandboxError(.git, "git \(command) failed with \(outcome.status): \(outcome.errors)")
        }
        return outcome.output
    }

    /// Runs `git` with `arguments`, whatever it answers.
    func attempt(
        _ arguments: [String], input: [UInt8] = [], environment extra: [String: String] = [:]
    ) async throws(SandboxError) -> Outcome {
        let (child, errors) = try start(["git"] + arguments, environment: extra, permit: await commands.take())
        async let isWritten = child.feed(input)
        var output: [UInt8] = []
        while true {
            let piece = await child.read()
            guard !piece.isEmpty else { break }
            output += piece
        }
        _ = await isWritten
        let status = await child.wait()
        return Outcome(status: status, output: output, errors: errors.text())
    }

    /// Starts `git http-backend`, when fewer than the allowed number are running.
    func startBackend(environment extra: [String: String]) async throws(SandboxError) -> (GitChild, ErrorLog) {
        try start([backendPath], environment: extra, permit: await backends.take())
    }

    private func start(
        _ arguments: [String], environment extra: [String: String], permit: Permits.Permit
    ) throws(SandboxError) -> (GitChild, ErrorLog) {
        let log = try ErrorLog(folder: folder)
        let child = try ChildProcess(
            arguments, environment: environment.merging(extra) { $1 }, errors: log.descriptor)
        return (GitChild(child: child, permit: permit), log)
    }
}

/// A running child together with its permit to run.
struct GitChild: Sendable {
    fileprivate let child: ChildProcess
    fileprivate let permit: Permits.Permit

    func write(_ bytes: [UInt8]) async -> Bool { await child.write(bytes) }
    func closeInput() { child.closeInput() }
    func read() async -> [UInt8] { await child.read() }

    /// Writes `bytes` and ends the input.
    func feed(_ bytes: [UInt8]) async -> Bool {
        let isWritten = bytes.isEmpty ? true : await child.write(bytes)
        child.closeInput()
        return isWritten
    }

    /// Waits for the end of the child, and lets the next one start.
    @discardableResult
    func wait() async -> Int32 {
        let status = await child.wait()
        permit.giveBack()
        return status
    }
}

/// An unnamed file that takes what a child prints as errors, so that nobody has to read along.
final class ErrorLog: Sendable {
    let descriptor: Int32

    init(folder: String) throws(SandboxError) {
        var template = (folder + "/errors-XXXXXX").utf8CString.map { $0 }
        descriptor = mkstemp(&template)
        guard descriptor >= 0 else {
            throw SandboxError(.file, "Cannot write into \(folder): \(String(cString: strerror(errno)))")
        }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        unlink(template)
    }

    deinit { close(descriptor) }

    /// What was printed, its first 16 KiB.
    func text() -> String {
        let bytes = [UInt8](unsafeUninitializedCapacity: 16_384) { buffer, filled in
            filled = max(0, pread(descriptor, buffer.baseAddress, buffer.count, 0))
        }
        return String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
