import Foundation
import Glibc

/// One program run to its end, with what it cost.
struct ChildRun {
    var status: Int32
    var seconds: Double
    /// The most memory that was resident at once, in bytes.
    var peakMemory: Int
    var output: [UInt8]
}

/// Why a program could not be measured.
struct ChildFailure: Error, CustomStringConvertible {
    var description: String
}

/// Runs `arguments[0]` (a full path), waits for it, and measures it.
///
/// - Throws: ``ChildFailure`` when it cannot be started.
func runChild(_ arguments: [String], environment: [String: String] = [:], input: String? = nil) throws -> ChildRun {
    let output = FileManager.default.temporaryDirectory.path + "/windlass-bench-output-\(getpid())"
    defer { unlink(output) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input ?? "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }
    var pid: pid_t = 0
    let start = ContinuousClock.now
    let code = withCStrings(arguments) { argv in
        withCStrings(variables) { envp in posix_spawn(&pid, arguments[0], &actions, nil, argv, envp) }
    }
    guard code == 0 else {
        throw ChildFailure(description: "\(arguments[0]) could not be started: \(String(cString: strerror(code)))")
    }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(pid, &status, 0, &usage) < 0 && errno == EINTR {}
    let elapsed = ContinuousClock.now - start
    let bytes = (try? Data(contentsOf: URL(fileURLWithPath: output))).map { Array($0) } ?? []
    return ChildRun(
        status: (status >> 8) & 0xFF, seconds: elapsed / .seconds(1), peakMemory: usage.ru_maxrss * 1024, output: bytes)
}

func withCStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let pointers = texts.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers)
}
