/// Text inside regular expressions.
enum RegexText {
    /// `text` as a pattern that matches it and nothing else.
    static func escaped(_ text: String) -> String {
        text.reduce(into: "") { result, character in
            if "\\^$.|?*+()[]{}".contains(character) { result.append("\\") }
            result.append(character)
        }
    }
}
