import Domain
import Foundation
import Glibc

/// Runs a program `docker-credential-NAME`, which keeps the credentials of registries, and reads what it answers.
///
/// The registry's name goes to its standard input, and JSON with `Username` and `Secret` comes from its standard output. A user
/// name of `<token>` stands for a refresh token. A program that takes longer than ``timeLimit``, or says more than ``outputLimit``, is
/// ended. Its words are never repeated: they may hold the secret.
/// Source: https://github.com/docker/docker-credential-helpers (protocol), docs.docker.com/reference/cli/docker/login.
struct CredentialHelper: Hashable, Sendable {
    /// Such as `ecr-login`.
    let name: String
    /// The registry as the helper knows it.
    let server: String

    static let timeLimit = Duration.seconds(20)
    static let outputLimit = 64 << 10

    /// - Returns: nil when the name could be anything else than that of a program.
    init?(name: String, server: String) {
        guard Self.isName(name), !server.isEmpty, !server.utf8.contains(where: { $0 < 0x20 }) else { return nil }
        self.name = name
        self.server = server
    }

    /// Whether a program may be called so: a name and no path.
    static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 100 && !name.hasPrefix(".")
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    /// Asks the program.
    ///
    /// - Parameter folders: where the program is looked for.
    /// - Returns: nil when it has no credential for the registry.
    /// - Throws: ``LookupError`` `.unauthorized` when there is no such program, or it fails or answers with something else.
    func credential(
        for host: String, in folders: [String], timeLimit: Duration = CredentialHelper.timeLimit
    ) async throws -> RegistryCredential? {
        let program = "docker-credential-\(name)"
        guard
            let path = folders.map({ $0 + "/" + program }).first(where: FileManager.default.isExecutableFile(atPath:))
        else { throw failure("is not installed, or not in PATH") }
        let input = Array(server.utf8)
        // A thread of its own: waiting for a program must not hold up other tasks.
        let run = await withCheckedContinuation { (continuation: CheckedContinuation<HelperRun?, Never>) in
            Thread.detachNewThread {
                continuation.resume(
                    returning: HelperRun(
                        path, input: input, timeLimit: timeLimit, outputLimit: Self.outputLimit))
            }
        }
        guard let run else { throw failure("cannot be started") }
        if run.isLate { throw failure("did not answer in \(timeLimit.components.seconds) seconds") }
        guard run.status == 0 else {
            // The one text of the protocol that says so; nothing of it is repeated.
            let text = String(decoding: run.output.prefix(200), as: UTF8.self).lowercased()
            if text.contains("credentials not found") { return nil }
            throw failure("ended with code \(run.status)")
        }
        guard let answer = try? JSONDecoder().decode(Answer.self, from: Data(run.output)), !answer.secret.isEmpty else {
            throw failure("answered with something that holds no credential")
        }
        let secret = Secret(answer.secret)
        if answer.username == "<token>" { return RegistryCredential(host: host, .identityToken(secret)) }
        return RegistryCredential(host: host, username: answer.username, password: secret)
    }

    private func failure(_ what: String) -> LookupError {
        LookupError(.unauthorized, "the credential helper docker-credential-\(name), for \(server), \(what)")
    }

    /// The names are the protocol's.
    private struct Answer: Decodable {
        var username: String
        var secret: String

        private enum CodingKeys: String, CodingKey {
            case username = "Username"
            case secret = "Secret"
        }
    }
}

/// One run of a program, with its input and output.
private struct HelperRun {
    var status: Int32
    var output: [UInt8]
    var isLate: Bool

    /// Runs `path get`; nil when it cannot be started. Blocks until it has ended, so it needs a thread of its own.
    init?(_ path: String, input: [UInt8], timeLimit: Duration, outputLimit: Int) {
        Self.ignoreBrokenPipes()
        guard let toChild = Self.makePipe() else { return nil }
        guard let fromChild = Self.makePipe() else {
            close(toChild[0])
            close(toChild[1])
            return nil
        }
        defer { close(fromChild[0]) }
        let child = Self.start(path, input: toChild[0], output: fromChild[1])
        close(toChild[0])
        close(fromChild[1])
        guard let child else {
            close(toChild[1])
            return nil
        }
        // Less than a pipe holds, so this cannot block.
        _ = input.withUnsafeBytes { write(toChild[1], $0.baseAddress, min($0.count, 4096)) }
        close(toChild[1])
        (output, isLate) = Self.read(fromChild[0], until: .now + timeLimit, limit: outputLimit)
        if isLate { kill(-child, SIGKILL) }
        var code: Int32 = 0
        while waitpid(child, &code, 0) < 0 && errno == EINTR {}
        status = code & 0x7F == 0 ? (code >> 8) & 0xFF : 128 + (code & 0x7F)
    }

    /// A program may end without reading its input; writing to it then must not end this process.
    private static func ignoreBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Both ends, which programs that are started meanwhile do not get.
    private static func makePipe() -> [Int32]? {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return ends
    }

    /// Starts the program in a process group of its own, so that what it starts ends with it.
    private static func start(_ path: String, input: Int32, output: Int32) -> pid_t? {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Programs expect a broken pipe to end them, and do not expect signals to be blocked.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        let words: [UnsafeMutablePointer<CChar>?] = [strdup(path), strdup("get"), nil]
        let variables = ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for word in words + variables { free(word) } }
        var child: pid_t = 0
        // A program that is just being installed is busy for a moment.
        for _ in 0..<40 {
            let code = posix_spawn(&child, path, &actions, &attributes, words, variables)
            if code == 0 { return child }
            guard code == ETXTBSY else { return nil }
            usleep(50_000)
        }
        return nil
    }

    /// Reads until the end, the limit or the deadline; true when one of the latter two came first.
    private static func read(
        _ descriptor: Int32, until deadline: ContinuousClock.Instant, limit: Int
    ) -> ([UInt8], isLate: Bool) {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < limit {
            let left = (deadline - .now) / .milliseconds(1)
            guard left > 0 else { return (bytes, true) }
            var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let ready = poll(&wait, 1, Int32(min(left.rounded(.up), 1e6)))
            if ready < 0, errno == EINTR { continue }
            guard ready > 0 else { return (bytes, true) }
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return (bytes, false) }
            bytes += buffer[..<count]
        }
        return (bytes, true)
    }
}
