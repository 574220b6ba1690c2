/// The signs between which a format writes the name of a variable, such as `${{ env.NAME }}`.
struct VariableBrackets: Sendable {
    private let open: [UInt8]
    private let close: [UInt8]

    private static let maximumLength = 256

    init(_ open: String, _ close: String) {
        self.open = Array(open.utf8)
        self.close = Array(close.utf8)
    }

    func begins(with byte: UInt8) -> Bool { open.first == byte }

    /// The name of the variable that begins at `start`, and where it ends; nil for an expression of more than a name.
    func variable(in bytes: [UInt8], at start: Int) -> (name: String, end: Int)? {
        guard bytes[start] == open.first, bytes[start...].starts(with: open) else { return nil }
        var first = start + open.count
        while first < bytes.count, ByteText.isBlank(bytes[first]) { first += 1 }
        var end = first
        let limit = min(bytes.count, first + Self.maximumLength)
        while end < limit, Self.isNameByte(bytes[end]) { end += 1 }
        var after = end
        while after < bytes.count, ByteText.isBlank(bytes[after]) { after += 1 }
        guard end > first, bytes[after...].starts(with: close) else { return nil }
        return (ByteText.string(bytes, first..<end), after + close.count)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        VariableText.isNameByte(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
    }
}

extension [VariableBrackets] {
    /// Contexts of GitHub: https://docs.github.com/en/actions/reference/workflows-and-actions/contexts
    static let github = [VariableBrackets("${{", "}}")]
    /// Macros and template expressions: https://learn.microsoft.com/en-us/azure/devops/pipelines/process/variables
    static let azure = [VariableBrackets("$(", ")"), VariableBrackets("${{", "}}")]
    /// Parameters: https://circleci.com/docs/guides/orchestrate/pipeline-variables/
    static let circleCI = [VariableBrackets("<<", ">>")]
    /// Parameters of tasks: https://tekton.dev/docs/pipelines/variables/
    static let tekton = [VariableBrackets("$(", ")")]
    /// Names of Jinja, without filters.
    static let jinja = [VariableBrackets("{{", "}}")]
}
