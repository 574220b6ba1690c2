/// Writes the Markdown of others inside one line so that only emphasis, code and checked links are left of its markup.
///
/// Backslashes do not keep a forge from finding names and numbers, because it looks for them in what was rendered; so a
/// blank without width stands behind each sign that begins one. In code nothing is looked for.
///
/// Sources: https://docs.github.com/en/get-started/writing-on-github (autolinked references, mentions),
/// https://docs.gitlab.com/user/markdown/#gitlab-specific-references, https://spec.commonmark.org/0.31.2/
struct ForeignInline {
    private let input: [Unicode.Scalar]
    private let ownHost: String?
    /// False inside the words of a link: links do not nest.
    private let hasLinks: Bool
    private var position = 0
    private var output = ""

    private static let gap = "\u{200B}"

    /// - Parameters:
    ///   - isStart: whether it stands where a line begins, or a list's item, and so could begin a block.
    static func markdown(
        _ input: some Sequence<Unicode.Scalar>, ownHost: String?, isStart: Bool = true, hasLinks: Bool = true
    ) -> String {
        var inline = ForeignInline(input: Array(input), ownHost: ownHost, hasLinks: hasLinks)
        if isStart, let first = inline.input.first, "#+-=:/".unicodeScalars.contains(first) { inline.output = "\\" }
        while inline.position < inline.input.count { inline.step() }
        return inline.output
    }

    private init(input: [Unicode.Scalar], ownHost: String?, hasLinks: Bool) {
        self.input = input
        self.ownHost = ownHost
        self.hasLinks = hasLinks
    }

    private func peek(_ offset: Int) -> Unicode.Scalar? {
        let index = position + offset
        return index >= 0 && index < input.count ? input[index] : nil
    }

    private mutating func step() {
        let scalar = input[position]
        switch scalar {
        case "\\":
            if let next = peek(1), next.isASCIIPunctuation {
                position += 1
                if next == "|" || next == "*" || next == "_" { output += "\\" }
                literal(next)
            } else {
                literal(scalar)
            }
        case "`": codeSpan()
        case "!" where peek(1) == "[": image()
        case "[": link()
        case "<": tag()
        case "&": entity()
        case _ where scalar.isASCIIWord && scalar != "_": word()
        default: literal(scalar)
        }
    }

    // MARK: Signs

    /// Writes the sign at `position` so that it stays one, and goes on behind it.
    private mutating func literal(_ scalar: Unicode.Scalar) {
        let isGlued = peek(1).map { !".,;:)!?'\" ".unicodeScalars.contains($0) } ?? false
        switch scalar {
        case "@": output += "@" + Self.gap
        case "#", "^": output += String(scalar) + (isGlued ? Self.gap : "")
        case "%", "!": output += String(scalar) + (isGlued || peek(1) == "\"" ? Self.gap : "")
        case "~", "$": output += "\\" + String(scalar) + (isGlued || peek(1) == "\"" ? Self.gap : "")
        case "&": output += "&amp;" + (isGlued || peek(1) == "\"" ? Self.gap : "")
        case "[": output += "\\[" + (isGlued ? Self.gap : "")
        case "]", "`", "\\": output += "\\" + String(scalar)
        case "." where isBehindWWW: output += Self.gap + "."
        case ":" where peek(1) == "/" && peek(2) == "/": output += ":" + Self.gap
        case "<": output += "&lt;"
        case ">": output += "&gt;"
        case "*": output += isAhead("*iteration:") ? "\\*" + Self.gap : "*"
        default: output.unicodeScalars.append(scalar)
        }
        position += 1
    }

    /// What begins with `www.` becomes a link by itself.
    private var isBehindWWW: Bool { (1...3).allSatisfy { peek(-$0) == "w" || peek(-$0) == "W" } }

    private func isAhead(_ text: StaticString) -> Bool {
        let expected = text.withUTF8Buffer { Array($0) }
        guard position + expected.count <= input.count else { return false }
        return zip(input[position...], expected).allSatisfy {
            $0.properties.lowercaseMapping == String(UnicodeScalar($1))
        }
    }

    /// Letters, digits and underscores: an address, a commit, a key of an issue, or just a word.
    private mutating func word() {
        let isFirst = peek(-1).map { !$0.isASCIIWord || $0 == "_" } ?? true
        if isFirst, peek(0) == "h" || peek(0) == "H", isAhead("http://") || isAhead("https://"), address() { return }
        var end = position
        while end < input.count, input[end].isASCIIWord { end += 1 }
        let word = String(String.UnicodeScalarView(input[position..<end]))
        let next = end < input.count ? input[end] : nil
        let isNumberNext = end + 1 < input.count && ("0"..."9").contains(input[end + 1])
        position = end
        if isCommit(word) {
            output += "`\(word)`"
        } else if next == "-", isNumberNext, isKey(word) {
            output += word + "-" + Self.gap
            position = end + 1
        } else {
            output += word
        }
    }

    private func isCommit(_ word: String) -> Bool {
        (7...64).contains(word.utf8.count) && word.utf8.allSatisfy { "0123456789abcdefABCDEF".utf8.contains($0) }
            && word.contains(where: \.isLetter) && word.contains(where: \.isNumber)
    }

    /// Whether a number behind it makes an issue of it: `GH-1`, `GL-1`, and the keys of issue trackers, such as `SHOP-1`.
    private func isKey(_ word: String) -> Bool {
        if ["GH", "GL"].contains(word.uppercased()) { return true }
        let isPlain = word.utf8.count >= 2 && word.first?.isLetter == true && word == word.uppercased()
        return isPlain && !["CVE", "RFC", "UTF", "SHA", "ISO", "KEP", "PEP", "CWE"].contains(word)
    }

    // MARK: Code

    private mutating func codeSpan() {
        var length = 0
        while peek(length) == "`" { length += 1 }
        let start = position + length
        var index = start
        while index < input.count {
            guard input[index] == "`" else {
                index += 1
                continue
            }
            var end = index
            while end < input.count, input[end] == "`" { end += 1 }
            if end - index == length {
                let content = String(String.UnicodeScalarView(input[start..<index]))
                output += ForeignCode.span(content)
                position = end
                return
            }
            index = end
        }
        for _ in 0..<length { output += "\\`" }
        position = start
    }

    // MARK: Links

    private mutating func image() {
        let start = position
        position += 1
        guard let (words, address, end) = linkParts() else {
            position = start
            return literal("!")
        }
        let alt = ForeignInline.markdown(words.prefix(100), ownHost: ownHost, isStart: false, hasLinks: false)
        if let last = output.last, "#&;%$~!^".contains(last) { output += Self.gap }
        let text = alt.isEmpty ? "image" : "image: " + alt
        if hasLinks, let address = ForeignAddress(address, ownHost: ownHost) {
            output += "[\(text)](\(address.text))"
        } else {
            output += text
        }
        position = end
    }

    private mutating func link() {
        guard let (words, address, end) = linkParts() else { return literal("[") }
        let text = ForeignInline.markdown(words, ownHost: ownHost, isStart: false, hasLinks: false)
        if hasLinks, let address = ForeignAddress(address, ownHost: ownHost), !text.isEmpty {
            output += "[\(text)](\(address.text))"
        } else {
            output += text
        }
        position = end
    }

    /// The parts of `[words](address "title")` at `position`, and where it ends; nil when there is no link.
    private func linkParts() -> (words: ArraySlice<Unicode.Scalar>, address: String, end: Int)? {
        guard let bracket = closing("[", "]", from: position, within: 1000), bracket + 1 < input.count,
            input[bracket + 1] == "(", let end = closing("(", ")", from: bracket + 1, within: 1500)
        else { return nil }
        var target = input[(bracket + 2)..<end].drop { $0 == " " }
        target = target.prefix { $0 != " " }
        if target.first == "<", target.last == ">" { target = target.dropFirst().dropLast() }
        return (input[(position + 1)..<bracket], String(String.UnicodeScalarView(target)), end + 1)
    }

    /// Where the bracket that opens at `start` is closed, not farther than `limit` away.
    private func closing(_ open: Unicode.Scalar, _ close: Unicode.Scalar, from start: Int, within limit: Int) -> Int? {
        var depth = 0
        var index = start
        while index < min(start + limit, input.count) {
            switch input[index] {
            case "\\": index += 1
            case open: depth += 1
            case close:
                depth -= 1
                if depth == 0 { return index }
            default: break
            }
            index += 1
        }
        return nil
    }

    /// An address that stands for itself.
    ///
    /// - Returns: whether there is one.
    private mutating func address() -> Bool {
        var end = position
        while end < input.count, input[end].isInAddress { end += 1 }
        let trailing: Set<Unicode.Scalar> = [".", ",", ";", ":", "!", "?", "'", "*", "_", "~"]
        while end > position, trailing.contains(input[end - 1]) { end -= 1 }
        let text = String(String.UnicodeScalarView(input[position..<end]))
        guard text.utf8.count > 8 else { return false }
        position = end
        guard let address = ForeignAddress(text, ownHost: ownHost) else {
            output += ForeignCode.span(text)
            return true
        }
        let shown = Self.shown(address.shown)
        output += hasLinks ? "[\(shown)](\(address.text))" : shown
        return true
    }

    private static func shown(_ text: String) -> String {
        let short = text.unicodeScalars.count > 80 ? text.prefix(79) + "…" : text[...]
        var inline = ForeignInline(input: Array(short.unicodeScalars), ownHost: nil, hasLinks: false)
        while inline.position < inline.input.count {
            let scalar = inline.input[inline.position]
            if scalar == "*" || scalar == "_" { inline.output += "\\" }
            inline.literal(scalar)
            if scalar == "-", let next = inline.peek(0), ("0"..."9").contains(next) { inline.output += gap }
        }
        return inline.output
    }

    // MARK: HTML

    /// An address in angle brackets is a link, a tag is dropped, and any other `<` is a sign.
    private mutating func tag() {
        guard let end = input[position...].prefix(2000).firstIndex(of: ">"), let first = peek(1) else {
            return literal("<")
        }
        if isAhead("<http://") || isAhead("<https://") {
            position += 1
            if address() {
                if peek(0) == ">" { position += 1 }
                return
            }
            position -= 1
            return literal("<")
        }
        let name = first == "/" ? peek(2) : first
        guard let name, ("a"..."z").contains(name) || ("A"..."Z").contains(name),
            !input[(position + 1)..<end].contains("<"), !input[(position + 1)..<end].contains("@")
        else { return literal("<") }
        if !output.hasSuffix(" "), !output.isEmpty, isAhead("<br") { output += " " }
        position = end + 1
    }

    private mutating func entity() {
        let known: [(StaticString, Unicode.Scalar)] = [
            ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"),
            ("&nbsp;", " "),
        ]
        guard let (name, scalar) = known.first(where: { isAhead($0.0) }) else { return literal("&") }
        position += name.utf8CodeUnitCount - 1
        literal(scalar)
    }
}

/// Code of others: shown as it is, but for what would be read as a hidden comment of ours.
enum ForeignCode {
    static func span(_ text: String) -> String {
        let content = harmless(text)
        guard content.contains(where: { $0 != " " }) else { return "" }
        let longest = content.split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: longest + 1)
        let space = longest > 0 ? " " : ""
        return fence + space + content + space + fence
    }

    static func harmless(_ text: String) -> String { text.replacing("<!--", with: "<! --") }
}

extension Unicode.Scalar {
    /// A letter or digit of ASCII, or an underscore.
    fileprivate var isASCIIWord: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", "_": true
        default: false
        }
    }

    fileprivate var isASCIIPunctuation: Bool { isASCII && ("!"..."~").contains(self) && (!isASCIIWord || self == "_") }

    fileprivate var isInAddress: Bool { ("!"..."~").contains(self) && !"<>\"`|\\^{}[]()".unicodeScalars.contains(self) }
}
