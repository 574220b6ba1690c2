/// What a piece of HCL source is. Blanks and comments are no tokens.
enum HCLTokenKind: UInt8, Sendable {
    case identifier, number
    /// A template in quotes, interpolations included; its range holds the quotes.
    case string
    /// A template whose quote is not closed on its line.
    case brokenString
    /// From `<<` to the end of the line with the marker, without its line break.
    case heredoc
    case openBrace, closeBrace, openBracket, closeBracket, openParenthesis, closeParenthesis
    case equals, colon, comma, dot, newline
    /// An operator, or a byte that has no place in HCL.
    case other
    case end
}

/// One token, by its place in the source.
struct HCLToken: Sendable {
    var kind: HCLTokenKind
    var start: Int
    var end: Int

    var range: Range<Int> { start..<end }

    var opens: Bool { kind == .openBrace || kind == .openBracket || kind == .openParenthesis }
    var closes: Bool { kind == .closeBrace || kind == .closeBracket || kind == .closeParenthesis }
}
