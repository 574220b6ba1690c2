/// Something in a repository's settings that this version does not do; it is listed, never an error.
public struct UnsupportedOption: Hashable, Sendable, Codable, CustomStringConvertible {
    /// As it is written in messages.
    public var file: String
    /// Counted from 1.
    public var line: Int?
    /// Where it stands, such as `packageRules[2].automerge`.
    public var option: String
    /// What that means for the rest of the settings.
    public var message: String

    public init(file: String, line: Int?, option: String, message: String) {
        self.file = file
        self.line = line
        self.option = option
        self.message = message
    }

    /// `file:line: option: message`.
    public var description: String {
        file + (line.map { ":\($0)" } ?? "") + ": " + (option.isEmpty ? "" : option + ": ") + message
    }
}
