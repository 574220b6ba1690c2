/// Puts foreign text (names, versions, paths, reasons) into Markdown so that it stays text: no markup, mention, reference or HTML.
enum Markdown {
    /// A code span. A longer fence than any inside keeps backticks apart; pipes would end a table cell.
    static func code(_ text: String) -> String {
        let clean = oneLine(text).replacing("|", with: "\u{2758}")
        guard !clean.isEmpty else { return "" }
        let longest = clean.split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: longest + 1)
        let space = longest > 0 ? " " : ""
        return fence + space + clean + space + fence
    }

    /// Words of others inside a sentence.
    static func plain(_ text: String) -> String {
        oneLine(text).reduce(into: "") { result, character in
            if "\\`*_{}[]()#+!|<>@~&$".contains(character) { result.append("\\") }
            result.append(character)
        }
    }

    /// A link whose text is code; the address is kept only when nothing in it can end it.
    static func link(code text: String, to address: String?) -> String {
        guard let address, isAddress(address) else { return code(text) }
        return "[\(code(text))](\(address))"
    }

    /// Whether nothing in a web address can end the link that it is put into.
    static func isAddress(_ address: String) -> Bool {
        guard address.hasPrefix("http://") || address.hasPrefix("https://") else { return false }
        return address.unicodeScalars.allSatisfy {
            $0.isASCII && $0.value > 0x20 && $0.value != 0x7F && !"()<>[]\"\\`|".unicodeScalars.contains($0)
        }
    }

    /// Control characters and line ends become blanks; texts of any length are cut.
    private static func oneLine(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(500).map { $0.properties.generalCategory == .control ? " " : $0 }))
    }
}
