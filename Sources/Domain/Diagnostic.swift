/// Something that a person should know about one file or one thing of a run; it does not end the run.
public struct Diagnostic: Hashable, Sendable, Codable, Error {
    public enum Severity: String, Hashable, Sendable, Codable, CaseIterable {
        case note, warning, error
    }

    /// The path of the file, relative to the root of the repository; nil when no file is meant.
    public var file: String?
    /// The line, counted from 1; nil when no line is meant.
    public var line: Int?
    public var severity: Severity
    /// What is wrong and what to do about it, one sentence or two.
    public var message: String

    public init(file: String? = nil, line: Int? = nil, severity: Severity, message: String) {
        self.file = file
        self.line = line
        self.severity = severity
        self.message = message
    }
}

extension Diagnostic: CustomStringConvertible {
    /// `file:line: severity: message`, as compilers print it.
    public var description: String {
        var place = file ?? ""
        if let line { place += ":\(line)" }
        return (place.isEmpty ? "" : place + ": ") + "\(severity.rawValue): \(message)"
    }
}
