import ArgumentParser
import Foundation

/// A command cannot go on: what is said on standard error, and the exit code.
struct CommandFailure: Error {
    var message: String
    var code: ExitCode

    func report() {
        FileHandle.standardError.write(Data((message + "\n").utf8))
    }
}
