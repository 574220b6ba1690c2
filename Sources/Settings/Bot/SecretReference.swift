/// Where a credential is to be found. Settings never hold the credential itself.
public enum SecretReference: Hashable, Sendable, CustomStringConvertible {
    /// The name of an environment variable.
    case environment(String)
    /// The path of a file.
    case file(String)

    /// Reads `env:NAME` or `file:PATH`; nil when `text` is neither.
    public init?(_ text: String) {
        if text.hasPrefix("env:"), Self.isVariableName(text.dropFirst(4)) {
            self = .environment(String(text.dropFirst(4)))
        } else if text.hasPrefix("file:"), text.utf8.count > 5, !text.utf8.contains(0) {
            self = .file(String(text.dropFirst(5)))
        } else {
            return nil
        }
    }

    /// As it is written in settings.
    public var description: String {
        switch self {
        case .environment(let name): "env:\(name)"
        case .file(let path): "file:\(path)"
        }
    }

    private static func isVariableName(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
            return false
        }
        return text.utf8.allSatisfy { JSON5Cursor.isNamePart($0) && $0 < 0x80 && $0 != UInt8(ascii: "$") }
    }
}
