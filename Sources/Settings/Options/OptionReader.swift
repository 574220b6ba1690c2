import Domain

/// Where reading stands in one settings file, and all that was found to be wrong so far.
struct OptionReader {
    /// What to do with an option that this version does not know.
    enum UnknownOptions: Hashable, Sendable {
        /// It is a problem: the admin's file.
        case refused
        /// It is listed, and everything else counts: a team's file that was written for another bot.
        case listed
    }

    enum PathPart: Hashable, Sendable {
        case name(String)
        case index(Int)
    }

    /// As it is written in messages.
    let file: String
    let unknownOptions: UnknownOptions
    private(set) var diagnostics: [Diagnostic] = []
    private(set) var unsupported: [UnsupportedOption] = []
    private var path: [PathPart] = []
    private var unnamedProblems = 0
    private var unnamedUnsupported = 0

    /// How many problems, and how many unsupported options, are named one by one.
    static let namedAtMost = 100

    init(file: String, unknownOptions: UnknownOptions) {
        self.file = file
        self.unknownOptions = unknownOptions
    }

    /// Whether what comes now is only counted.
    var isFull: Bool {
        (unknownOptions == .listed ? unsupported.count : diagnostics.count) >= Self.namedAtMost
    }

    var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }

    /// The option that is being read, such as `forges[0].token`; empty at the top.
    var option: String {
        path.reduce(into: "") { text, part in
            switch part {
            case .name(let name): text += (text.isEmpty ? "" : ".") + Self.printable(name)
            case .index(let index): text += "[\(index)]"
            }
        }
    }

    /// Calls `body` with the path one step longer.
    mutating func inside<Result>(_ part: PathPart, _ body: (inout OptionReader) -> Result) -> Result {
        path.append(part)
        defer { path.removeLast() }
        return body(&self)
    }

    /// Records that `node` is not what was expected. Returns nil for the convenience of readers.
    mutating func refuse<Value>(_ node: SettingsNode, expected: String, found: String? = nil) -> Value? {
        report(node.line, "expected \(expected), found \(found ?? node.summary)")
        return nil
    }

    /// Records a problem of the option that is being read.
    mutating func report(_ line: Int?, _ message: String, severity: Diagnostic.Severity = .error) {
        guard diagnostics.count < Self.namedAtMost else {
            unnamedProblems += severity == .error ? 1 : 0
            return
        }
        let place = option.isEmpty ? "" : option + ": "
        diagnostics.append(Diagnostic(file: file, line: line, severity: severity, message: place + message))
    }

    /// Records something that is understood but not supported: listed, or refused where unknown options are.
    mutating func reportUnsupported(_ line: Int?, _ message: String) {
        guard unknownOptions == .listed else { return report(line, message) }
        guard unsupported.count < Self.namedAtMost else {
            unnamedUnsupported += 1
            return
        }
        unsupported.append(UnsupportedOption(file: file, line: line, option: option, message: message))
    }

    /// Takes over what was found in another file.
    mutating func absorb(_ other: OptionReader) {
        let space = max(0, Self.namedAtMost - diagnostics.count)
        diagnostics += other.diagnostics.prefix(space)
        unnamedProblems += other.diagnostics.dropFirst(space).count { $0.severity == .error }
        let room = max(0, Self.namedAtMost - unsupported.count)
        unsupported += other.unsupported.prefix(room)
        unnamedUnsupported += max(0, other.unsupported.count - room)
    }

    /// Adds what was too much to be named one by one.
    mutating func finish() {
        if unnamedProblems > 0 {
            let message = "and \(unnamedProblems) more problems"
            diagnostics.append(Diagnostic(file: file, severity: .error, message: message))
        }
        if unnamedUnsupported > 0 {
            let message = "and \(unnamedUnsupported) more options that are not supported by this version"
            unsupported.append(UnsupportedOption(file: file, line: nil, option: "", message: message))
        }
        (unnamedProblems, unnamedUnsupported) = (0, 0)
    }

    /// A text to be shown in a message: in quotes when it is short, else only its length, as it may be a secret.
    static func excerpt(of text: String) -> String {
        let count = text.unicodeScalars.count
        return count > 16 ? "a text of \(count) characters" : text.isEmpty ? "an empty text" : "'\(printable(text))'"
    }

    /// `text` on one line and not longer than a name may be, for messages that end up on terminals and in Markdown.
    static func printable(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(60).map { scalar in
            scalar.properties.generalCategory.isPrintable ? String(Character(scalar)) : "?"
        }
        return scalars.joined() + (text.unicodeScalars.count > 60 ? "..." : "")
    }
}

extension Unicode.GeneralCategory {
    fileprivate var isPrintable: Bool {
        switch self {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
