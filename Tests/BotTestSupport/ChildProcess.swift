import Foundation
import Glibc

/// A program started with no signal blocked or ignored, and waited for without a run loop.
///
/// Foundation's `Process` hands on the signal mask of the calling thread, and that of a Swift task blocks SIGTERM: a
/// server started so cannot be stopped; and its `waitUntilExit` turns the processor meanwhile.
final class ChildProcess: Sendable {
    private let pid: pid_t

    /// - Parameters:
    ///   - command: the full path of the program, and its arguments.
    ///   - input: a file to read; nil reads nothing.
    ///   - output: a file to write what it prints to.
    ///   - errors: a file for its error stream; nil is the same as `output`.
    init(
        _ command: [String], environment: [String: String] = [:], input: String? = nil, output: String,
        errors: String? = nil
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
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? status >> 8 & 0xFF : -(status & 0x7F)
    }

    /// Whether it has not ended; when it has, it cannot be waited for any more.
    var isRunning: Bool { waitpid(pid, nil, WNOHANG) == 0 }

    /// Ends it at once and waits for that.
    func stop() {
        kill(pid, SIGKILL)
        _ = wait()
    }
}

/// Runs a program to its end, throwing its output away; returns the exit status.
public func run(_ command: String...) throws -> Int32 {
    try ChildProcess(command, environment: gitEnvironment, output: "/dev/null").wait()
}
