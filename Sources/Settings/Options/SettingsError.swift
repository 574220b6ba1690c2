public import Domain

/// Why settings cannot be used.
public struct SettingsError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Code: String, Hashable, Sendable, Codable, CaseIterable {
        /// The file cannot be read, or options in it are wrong.
        case invalid
        /// A credential that settings refer to is not there.
        case secretMissing = "secret-missing"
    }

    public var code: Code
    /// Every problem that was found, in the order of the file.
    public var problems: [Diagnostic]

    public init(_ code: Code, _ problems: [Diagnostic]) {
        self.code = code
        self.problems = problems
    }

    /// One problem a line, each with file, line, option and what was expected.
    public var description: String { problems.map(\.settingsLine).joined(separator: "\n") }
}

extension Diagnostic {
    /// `file:line: message`, with the severity in between only when it is no error.
    public var settingsLine: String {
        let place = (file ?? "") + (line.map { ":\($0)" } ?? "")
        return (place.isEmpty ? "" : place + ": ") + (severity == .error ? "" : "\(severity.rawValue): ") + message
    }
}
