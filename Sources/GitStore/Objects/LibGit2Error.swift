import CGit2
import Domain

/// What libgit2 said about a call that failed, before it is known what that means to the caller.
struct LibGit2Error: Error, Hashable {
    var code: Int32
    var category: Int32
    var message: String

    var isNotFound: Bool { code == GIT_ENOTFOUND.rawValue }
    /// The system refused: a full disk, missing rights.
    var isFromSystem: Bool {
        category == Int32(GIT_ERROR_OS.rawValue) || category == Int32(GIT_ERROR_FILESYSTEM.rawValue)
    }

    /// Meaning of a failure while reading what should be at hand.
    func whileReading(_ what: String) -> GitError {
        isNotFound
            ? GitError(.objectMissing, "\(what) is not there")
            : GitError(.damaged, "cannot read \(what): \(message)")
    }

    /// Meaning of a failure while writing.
    func whileWriting(_ what: String) -> GitError {
        isFromSystem
            ? GitError(.storage, "cannot write \(what): \(message); make room or check the rights of the folder")
            : GitError(.damaged, "cannot write \(what): \(message)")
    }
}

/// Throws what libgit2 says when `code` is an error. Its last error is per thread: no `await` may stand between.
@discardableResult
func check(_ code: Int32) throws(LibGit2Error) -> Int32 {
    guard code < 0 else { return code }
    let last = git_error_last()
    let message = last?.pointee.message.map { serverText(String(cString: $0).utf8) } ?? "no reason given"
    throw LibGit2Error(code: code, category: last?.pointee.klass ?? 0, message: message)
}

/// libgit2's library state, made before the first call into it and kept to the end of the process.
enum LibGit2 {
    private static let users = git_libgit2_init()

    static func start() { _ = users }
}
