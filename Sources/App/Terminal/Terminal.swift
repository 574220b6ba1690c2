import Foundation
import Glibc

/// What a stream of this process may show: colour and progress only where a person looks at it.
struct Terminal: Sendable {
    /// Whether text may be coloured.
    let hasColour: Bool
    /// Whether a line may be written over.
    let canRewrite: Bool

    /// - Parameters:
    ///   - isTerminal: whether the stream leads to a terminal.
    ///   - environment: `NO_COLOR` with any text in it turns colour off (https://no-color.org), `TERM=dumb` both.
    init(isTerminal: Bool, environment: [String: String]) {
        canRewrite = isTerminal && environment["TERM"] != "dumb"
        hasColour = canRewrite && environment["NO_COLOR", default: ""].isEmpty
    }

    private init(descriptor: Int32) {
        self.init(isTerminal: isatty(descriptor) == 1, environment: ProcessInfo.processInfo.environment)
    }

    static let output = Terminal(descriptor: STDOUT_FILENO)
    static let errors = Terminal(descriptor: STDERR_FILENO)

    /// The lines of a diff, removed ones in red and added ones in green.
    func coloured(diff: String) -> String {
        guard hasColour else { return diff }
        return diff.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if line.hasPrefix("+++") || line.hasPrefix("---") { return "\u{1B}[1m\(line)\u{1B}[0m" }
            if line.hasPrefix("+") { return "\u{1B}[32m\(line)\u{1B}[0m" }
            if line.hasPrefix("-") { return "\u{1B}[31m\(line)\u{1B}[0m" }
            if line.hasPrefix("@@") { return "\u{1B}[36m\(line)\u{1B}[0m" }
            return String(line)
        }.joined(separator: "\n")
    }
}
