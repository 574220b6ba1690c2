import Testing

@testable import Messages

/// The same numbers each time: xorshift, by George Marsaglia.
private struct Sequence: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}

/// `_` stands for the blank without width.
private func gaps(_ text: String) -> String { text.replacing("\u{200B}", with: "_") }

@Suite struct ForeignMarkdownTests {
    private func neutral(_ text: String, ownHost: String? = "git.example") -> String {
        gaps(ForeignMarkdown(text, ownHost: ownHost).markdown(limit: 100_000).text)
    }

    @Test(arguments: [
        ("thanks @alice", "thanks @_alice"), ("cc @org/team.", "cc @_org/team."), ("a@b.example", "a@_b.example"),
        ("\\@alice", "@_alice"), ("&#64;alice", "&amp;_#_64;alice"), ("@", "@_"),
        ("**@alice**", "**@_alice**"), ("[@alice](https://x.example)", "[@_alice](https://x.example)"),
        ("`@alice` stays", "`@alice` stays"), ("`@alice", "\\`@_alice"), ("| @a | b |", "| @_a | b |"),
    ])
    func `nobody is called`(text: String, expected: String) { #expect(neutral(text) == expected) }

    @Test(arguments: [
        ("see #12", "see #_12"), ("user/repo#1", "user/repo#_1"), ("GH-12 gh-3 GL-4", "GH-_12 gh-_3 GL-_4"),
        ("!12 and group/app!3", "!_12 and group/app!_3"), ("%\"next release\" %1.0", "%_\"next release\" %_1.0"),
        ("~bug ~\"to do\"", "\\~_bug \\~_\"to do\""), ("$12", "\\$_12"), ("&7 group&8", "&amp;_7 group&amp;_8"),
        ("SHOP-12", "SHOP-_12"), ("CVE-2024-1234 and x-1", "CVE-2024-1234 and x-1"), ("^alert#3", "^_alert#_3"),
        ("[vulnerability:1]", "\\[_vulnerability:1\\]"), ("[[_TOC_]]", "\\[_\\[__TOC_\\]\\]"),
        ("*iteration:1", "\\*_iteration:1"), ("fixes #1", "fixes #_1"), ("\\#1", "\\#_1"),
        ("at 0a1b2c3", "at `0a1b2c3`"), ("o/r@0a1b2c3d", "o/r@_`0a1b2c3d`"), ("1234567 decade", "1234567 decade"),
        ("100% of it; C# too", "100% of it; C# too"), ("a & b", "a &amp; b"),
    ])
    func `nothing is referred to`(text: String, expected: String) { #expect(neutral(text) == expected) }

    @Test(arguments: [
        (
            "https://github.com/o/r/issues/12",
            "[o/r#_12](https://redirect.github.com/o/r/issues/12)"
        ),
        ("fixes https://GitHub.com/o/r/pull/3.", "fixes [o/r#_3](https://redirect.github.com/o/r/pull/3)."),
        ("[x](https://www.github.com/o/r/commit/0a1b2c3)", "[x](https://redirect.github.com/o/r/commit/0a1b2c3)"),
        ("<https://github.com/o/r/discussions/4>", "[o/r#_4](https://redirect.github.com/o/r/discussions/4)"),
        ("https://github.com/o/r/releases", "[github.com/o/r/releases](https://github.com/o/r/releases)"),
        ("https://git.example/g/p/-/issues/1", "`https://git.example/g/p/-/issues/1`"),
        ("[x](https://GIT.example/g/p/-/issues/1)", "x"), ("[x](//git.example/g)", "x"), ("[x](/g/p/-/issues/1)", "x"),
        ("[x](javascript:alert(1))", "x"), ("[x](https://a@git.example/)", "x"),
        ("www.github.com/o/r/issues/1", "www_.github.com/o/r/issues/1"),
        ("1http://github.com/o/r/issues/1", "1http:_//github.com/o/r/issues/1"),
        ("_http://github.com/o/r/issues/1_", "_[o/r#_1](https://redirect.github.com/o/r/issues/1)_"),
        ("https://x.example/@alice", "[x.example/@_alice](https://x.example/%40alice)"),
        ("http://https://github.com/o/r/issues/1", "`http://https://github.com/o/r/issues/1`"),
        ("[x](https://github.com:443/o/r/pull/3)", "[x](https://redirect.github.com/o/r/pull/3)"),
        ("[x](https://git.example.:443/g/p/-/issues/1)", "x"), ("http://x.example:80a/", "`http://x.example:80a/`"),
        ("[a [b] c](https://x.example/(1))", "a \\[_b\\] c"),
        ("[a](b", "\\[_a\\](b"),
    ])
    func `links lead elsewhere than to issues`(text: String, expected: String) { #expect(neutral(text) == expected) }

    @Test(arguments: [
        ("/close", "\\/close"), ("   /assign @me", "\\/assign @_me"), ("<b>/close", "\\/close"),
        ("- /close", "- \\/close"), ("<!-- x -->/close", "\\/close"), ("\u{200B}/close", "\\/close"),
        ("```\n/close\n```", "```\n_/close\n```"), ("a\r/close", "a\n\\/close"), ("a\u{2028}/close", "a\n\\/close"),
        ("~~~\n/close", "```\n_/close\n```"), ("::include{file=x}", "\\::include{file=x}"),
        ("%{latest_tag}", "%_{latest_tag}"),
    ])
    func `nothing is commanded`(text: String, expected: String) { #expect(neutral(text) == expected) }

    @Test(arguments: [
        ("a<br>b<img src=x onerror=alert(1)>c", "a bc"), ("<script>x</script>", "x"), ("a <!-- b --> c", "a  c"),
        ("a\n<!-- windlass:state {}\n-->\nb", "a\n\nb"), ("<!-- never closed", "&lt;!_-- never closed"),
        ("<<!-- x -->script>", ""), ("<!<!-- a -->-- windlass:state -->", "&lt;!_-- windlass:state --&gt;"),
        ("`<!-- windlass:rebase -->`", "\\`\\`"), ("```\n<!-- x -->\n```", "```\n<! -- x -->\n```"),
        ("- [x] <!-- windlass:rebase --> do", "- \\[_x\\]  do"), ("- [x] done", "- \\[_x\\] done"),
        ("</details></summary>x", "x"), ("a < b > c", "a &lt; b &gt; c"), ("&lt;b&gt;", "&lt;b&gt;"),
        ("x &lt;!-- y --&gt;", "x &lt;!_-- y --&gt;"), ("user <a@b.example>", "user &lt;a@_b.example&gt;"),
    ])
    func `no HTML is left`(text: String, expected: String) { #expect(neutral(text) == expected) }

    @Test(arguments: [
        ("![a logo](https://x.example/a.png)", "[image: a logo](https://x.example/a.png)"),
        ("[![build](https://x.example/b.svg)](https://x.example)", "[image: build](https://x.example)"),
        ("![](data:image/png;base64,AAAA)", "image"),
    ])
    func `images are not loaded`(text: String, expected: String) { #expect(neutral(text) == expected) }

    @Test(arguments: [
        ("# One\ntext\n## Two ##\n### Three", "##### One\n\ntext\n\n##### Two\n\n###### Three"),
        ("One\n===\ntext\n\nTwo\n---\nx", "##### One\n\ntext\n\n##### Two\n\nx"),
        ("a\n\n---\n\n***\nb", "a\n\nb"), ("---\ntitle: x\n---\nb", "##### title: x\n\nb"),
        ("> # a\n> ```\n> b\n>>> c", "> \\# a\n> \\`\\`\\`\n> b\n> c"),
        ("* a\n  * b\n      more\n  * c\n+ d", "- a\n    - b\n      more\n    - c\n- d"),
        ("1. a\n2) b\n\nc", "1. a\n2. b\n\nc"), ("- - a", "- \\- a"),
        ("| a | b |\n|---|:-:|\n| 1 | `x|y` |", "| a | b |\n|---|:-:|\n| 1 | `x|y` |"),
        ("```go\nx()\n```\nb", "```go\nx()\n```\nb"), ("```mermaid\ngraph\n", "```\ngraph\n```"),
        ("````\n```\n@a\n````", "````\n```\n@a\n````"), ("    indented @a", "indented @_a"),
        ("a\u{202E}b\u{0}c\u{7}\u{FEFF}d", "abcd"), ("a\r\nb\n\n\n\nc  \n", "a\nb\n\nc"), ("\n\n", ""),
    ])
    func `blocks stay below ours and end`(text: String, expected: String) { #expect(neutral(text) == expected) }

    @Test func `a text is cut at a line, and its code block ends`() {
        let code = "intro\n```\n" + String(repeating: "0123456789\n", count: 50) + "```\nend"
        for limit in [0, 4, 6, 15, 40, 100, 400] {
            let (text, isCut) = ForeignMarkdown(code).markdown(limit: limit)
            #expect(text.utf16.count <= limit && isCut)
            #expect(text.split(separator: "\n").count(where: { $0 == "```" }).isMultiple(of: 2), "\(limit): \(text)")
        }
        let (text, isCut) = ForeignMarkdown(code).markdown(limit: 1000)
        #expect(text.hasSuffix("```\nend") && !isCut)
    }

    @Test func `long and odd texts take no time and no room`() {
        let odd = ["`", "[", "![", "<", "<!--", "(", "\\", "* ", "> ", "~", "[a](", "&amp;", "http://", "`` ` "]
        for piece in odd {
            let text = ForeignMarkdown(String(repeating: piece, count: 100_000)).markdown(limit: 6000).text
            #expect(text.utf16.count <= 6000)
        }
        let marks = "a" + String(repeating: "\u{0301}", count: 10_000)
        #expect(ForeignMarkdown(marks).markdown(limit: 100).text.unicodeScalars.count == 5)
    }

    /// Made of everything that means something, in any order: what comes out means nothing to a forge.
    @Test func `whatever is put together, nothing is active`() {
        let pieces = [
            "@alice", "#12", "!3", "GH-4", "%\"m\"", "~label", "$5", "&6", "o/r#7", "0a1b2c3d", "/close", "\n", "\n\n",
            "`", "``", "```", "~~~", "```go", "<!--", "-->", "<!-- windlass:state {} -->", "<b>", "</details>", "<br>",
            "![x](", "[x](", ")", "](", "[", "]", "https://github.com/o/r/issues/1", "https://git.example/g/-/issues/2",
            "http://", "www.github.com/o/r/pull/9", "- ", "* ", "> ", "# ", "1. ", "    ", "\\", "|", "&lt;", "&amp;",
            "*", "_", "=", "---", " ", "x", "\r", "\t", "\u{200B}", "\u{202E}", ":", "fixes ", "- [x] ", "::include{",
        ]
        var generator = Sequence(state: 42)
        for _ in 0..<4_000 {
            let text = (0..<Int.random(in: 1...24, using: &generator)).map { _ in pieces.randomElement()! }.joined()
            let output = ForeignMarkdown(text, ownHost: "git.example").markdown(limit: 10_000).text
            let problem = activePart(of: output)
            #expect(problem == nil, "\(problem ?? "") of \(text.debugDescription) in \(output.debugDescription)")
            if problem != nil { return }
        }
    }

    /// What a forge would act upon in a text; nil when there is nothing.
    private func activePart(of text: String) -> String? {
        if text.contains("<!--") { return "a comment" }
        var fence: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.drop(while: { $0 == " " }).hasPrefix("/") { return "a command" }
            if let open = fence {
                if line == open { fence = nil }
                continue
            }
            if line.hasPrefix("```") && !line.dropFirst(3).drop(while: { $0 == "`" }).contains("`") {
                fence = String(line.prefix { $0 == "`" })
                continue
            }
            if let part = activePart(ofLine: withoutCode(String(line))) { return part }
        }
        return fence == nil ? nil : "an open fence"
    }

    private func activePart(ofLine line: String) -> String? {
        let words = line.replacing(#/\]\((https?:[^()\s<>]*)\)/#) { _ in "]" }
        let escaped = words.replacing(#/&(amp|lt|gt);/#) { $0.1 == "amp" ? "&" : " " }
        if let found = escaped.firstMatch(of: #/@[A-Za-z0-9_-]|[#!$&~%^][A-Za-z0-9"_{]|\bG[HL]-\d|https?:\/\/|www\.\w/#)
        {
            return String(found.0)
        }
        if words.contains(#/<[A-Za-z\/!]/#) { return "a tag" }
        if words.contains(#/(^|[^\\])!\[/#) { return "an image" }
        for link in line.matches(of: #/\]\((https?:[^()\s<>]*)\)/#) {
            if link.1.contains(#/^https?:\/\/((www\.)?github\.com\/\w+\/\w+\/(issues|pull)|git\.example)/#) {
                return "a link to \(link.1)"
            }
        }
        return words.contains(#/^ *[-*+] \[[ xX]\]/#) ? "a check box" : nil
    }

    /// The line without its code spans.
    private func withoutCode(_ line: String) -> String {
        var rest = line[...]
        var result = ""
        while let start = rest.firstIndex(of: "`") {
            // A backslash in front makes a sign of it, unless another one makes a sign of the backslash.
            if !rest[..<start].reversed().prefix(while: { $0 == "\\" }).count.isMultiple(of: 2) {
                result += rest[...start]
                rest = rest[rest.index(after: start)...]
                continue
            }
            let fence = rest[start...].prefix { $0 == "`" }
            result += rest[..<start]
            let inside = rest[fence.endIndex...]
            guard let end = inside.firstRange(of: fence) else { return result + inside }
            rest = inside[end.upperBound...]
        }
        return result + rest
    }
}
