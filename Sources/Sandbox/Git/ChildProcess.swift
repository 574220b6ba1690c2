import Dispatch
import Foundation
import Glibc

/// A program that was started, with pipes to its standard input and output.
///
/// `posix_spawn` and not Foundation's `Process`: pipes must be read and written piece by piece, and hundreds of short
/// git commands must not cost more than they have to. No thread waits for a pipe: hundreds of children at once would take
/// all that there are, also those that the others wait for.
// The descriptors are behind a lock, and everything else is constant.
final class ChildProcess: @unchecked Sendable {
    private let pid: pid_t
    private let input: Locked<Int32>
    private let output: Locked<Int32>
    private let exit: Locked<Int32?>
    private let queue = DispatchQueue(label: "sandbox.child")

    /// Starts `arguments[0]`, found by PATH.
    ///
    /// - Parameter errors: a descriptor for its standard error.
    /// - Throws: ``SandboxError`` `.git`.
    init(_ arguments: [String], environment: [String: String], errors: Int32) throws(SandboxError) {
        _ = brokenPipesAreErrors
        let started = spawning.withLock { _ in spawn(arguments, environment, errors: errors) }
        switch started {
        case .success(let child):
            pid = child.pid
            input = Locked(child.input)
            output = Locked(child.output)
            exit = Locked(nil)
        case .failure(let error): throw error
        }
    }

    deinit {
        closeInput()
        close(output)
        guard exit.withLock({ $0 }) == nil else { return }
        kill(pid, SIGKILL)
        var status: Int32 = 0
        while waitpid(pid, &status, 0) == -1, errno == EINTR {}
    }

    /// Writes to its standard input; false when it does not read any more.
    func write(_ bytes: [UInt8]) async -> Bool {
        let descriptor = input.withLock { $0 }
        guard descriptor >= 0 else { return false }
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, errno == EAGAIN {
                await Readiness.shared.wait(for: descriptor, to: .write)
            } else if count == 0 || errno != EINTR {
                return false
            }
        }
        return true
    }

    /// Ends its standard input.
    func closeInput() { close(input) }

    /// Reads the next piece of its standard output; empty at the end.
    func read(upTo count: Int = 65_536) async -> [UInt8] {
        let descriptor = output.withLock { $0 }
        guard descriptor >= 0 else { return [] }
        while true {
            var code: Int32 = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                let got = Glibc.read(descriptor, buffer.baseAddress, count)
                code = got < 0 ? errno : 0
                filled = max(0, got)
            }
            switch code {
            case EAGAIN: await Readiness.shared.wait(for: descriptor, to: .read)
            case EINTR: continue
            default: return bytes
            }
        }
    }

    /// Waits for its end and returns its exit code; 128 and the signal's number when a signal ended it.
    func wait() async -> Int32 {
        await withCheckedContinuation { continuation in
            queue.async { [self] in continuation.resume(returning: reap()) }
        }
    }

    private func reap() -> Int32 {
        exit.withLock { exit in
            if let exit { return exit }
            var status: Int32 = 0
            while waitpid(pid, &status, 0) == -1, errno == EINTR {}
            let signal = status & 0x7F
            let code = signal == 0 ? (status >> 8) & 0xFF : 128 + signal
            exit = code
            return code
        }
    }

    private func close(_ descriptor: Locked<Int32>) {
        let old = descriptor.withLock { value in
            defer { value = -1 }
            return value
        }
        if old >= 0 { Glibc.close(old) }
    }
}

/// A child may end without reading its input; writing to it is then an error, and no signal that ends this process.
private let brokenPipesAreErrors: Bool = {
    signal(SIGPIPE, SIG_IGN)
    return true
}()

/// Between making a pipe and marking it, another child must not be started: it would hold the pipe open.
private let spawning = Locked(())

private struct Spawned: Sendable {
    var pid: pid_t
    var input: Int32
    var output: Int32
}

private func spawn(
    _ arguments: [String], _ environment: [String: String], errors: Int32
) -> Result<Spawned, SandboxError> {
    guard let program = arguments.first else { return .failure(SandboxError(.git, "No program was named.")) }
    guard let toChild = makePipe() else { return .failure(failure(program, errno)) }
    guard let fromChild = makePipe() else {
        Glibc.close(toChild.read)
        Glibc.close(toChild.write)
        return .failure(failure(program, errno))
    }
    defer {
        Glibc.close(toChild.read)
        Glibc.close(fromChild.write)
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, toChild.read, 0)
    posix_spawn_file_actions_adddup2(&actions, fromChild.write, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // This process ignores SIGPIPE, which git relies on, and the threads of its tasks block signals.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    posix_spawnattr_setsigmask(&attributes, &defaults)
    sigaddset(&defaults, SIGPIPE)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    let argv = arguments.map { strdup($0) } + [nil]
    let envp = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (argv + envp).forEach { free($0) } }
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, program, &actions, &attributes, argv, envp)
    guard code == 0 else {
        Glibc.close(toChild.write)
        Glibc.close(fromChild.read)
        return .failure(failure(program, code))
    }
    // Only our ends: the child expects its own to block.
    for end in [toChild.write, fromChild.read] { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
    return .success(Spawned(pid: pid, input: toChild.write, output: fromChild.read))
}

private func makePipe() -> (read: Int32, write: Int32)? {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return nil }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
}

private func failure(_ program: String, _ code: Int32) -> SandboxError {
    SandboxError(.git, "Cannot start \(program): \(String(cString: strerror(code))). Install git and try again.")
}
