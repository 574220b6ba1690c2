import Foundation
import Glibc
import Synchronization

/// A program started with no signal blocked or ignored, and waited for without a run loop.
///
/// Foundation's `Process` hands on the signal mask of the calling thread, and that of a Swift task blocks SIGTERM: a
/// server started so cannot be stopped; and its `waitUntilExit` runs a loop on a thread of the task pool that may never
/// end.
final class ChildProcess: Sendable {
    private let pid: pid_t
    /// The status it ended with, once that was taken from the system: after that its number may be another's.
    private let ended = Mutex<Int32?>(nil)

    /// - Parameters:
    ///   - command: the full path of the program, and its arguments.
    ///   - environment: added to that of the tests.
    ///   - folder: where it works; nil is where the tests do.
    ///   - input: a file to read; nil reads nothing.
    ///   - output: a file to write what it prints to.
    ///   - errors: a file for its error stream; nil is the same as `output`.
    init(
        _ command: [String], environment: [String: String] = [:], in folder: String? = nil, input: String? = nil,
        output: String, errors: String? = nil
    ) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, input ?? "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        if let errors {
            posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        } else {
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        var all = sigset_t()
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let command = (folder.map { ["/usr/bin/env", "-C", $0] } ?? []) + command
        let arguments = command.map { strdup($0) } + [nil]
        let environment = variables.map { strdup($0.key + "=" + $0.value) } + [nil]
        defer { (arguments + environment).forEach { free($0) } }
        var started: pid_t = 0
        let failure = posix_spawn(&started, command[0], &actions, &attributes, arguments, environment)
        guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .ENOENT) }
        pid = started
    }

    /// Waits for the end and returns the exit status, or the negative number of the signal that ended it.
    func wait() -> Int32 {
        ended.withLock { ended in
            if let ended { return ended }
            var status: Int32 = 0
            while waitpid(pid, &status, 0) < 0, errno == EINTR {}
            return Self.take(status, into: &ended)
        }
    }

    /// Whether it has not ended.
    var isRunning: Bool {
        ended.withLock { ended in
            var status: Int32 = 0
            guard ended == nil else { return false }
            guard waitpid(pid, &status, WNOHANG) != 0 else { return true }
            _ = Self.take(status, into: &ended)
            return false
        }
    }

    /// Ends it at once and waits for that.
    func stop() {
        guard isRunning else { return }
        kill(pid, SIGKILL)
        _ = wait()
    }

    private static func take(_ status: Int32, into ended: inout Int32?) -> Int32 {
        let code = status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
        ended = code
        return code
    }
}

/// What a program left: its exit status and what it printed to its standard output.
public struct ProgramResult: Sendable {
    public var status: Int32
    public var output: [UInt8]
    /// The output without the white space around it.
    public var text: String {
        String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}

/// Runs a program to its end.
///
/// - Parameters:
///   - command: the full path of the program, and its arguments.
///   - environment: added to that of the tests and to what keeps git away from the machine's configuration.
///   - folder: where it works; nil is where the tests do.
///   - input: a file to read; nil reads nothing.
@discardableResult
public func run(
    _ command: [String], environment: [String: String] = [:], in folder: String? = nil, input: String? = nil
) throws -> ProgramResult {
    let files = try TemporaryFolder()
    let output = files.path + "/output"
    let child = try ChildProcess(
        command, environment: gitEnvironment.merging(environment) { $1 }, in: folder, input: input, output: output,
        errors: "/dev/null")
    let status = child.wait()
    return ProgramResult(status: status, output: Array(try Data(contentsOf: URL(fileURLWithPath: output))))
}

/// Runs a program to its end, throwing its output away; returns the exit status.
public func run(_ command: String...) throws -> Int32 { try run(command).status }
