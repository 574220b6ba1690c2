import Foundation
import Testing

@testable import Forges

@Suite("Quick actions in our texts")
struct QuickActionsTests {
    @Test(
        "get a backslash at the begin of every line, and are read back as they were",
        arguments: [
            ("/close", "\\/close"),
            ("text\n/assign @root\nmore", "text\n\\/assign @root\nmore"),
            ("  /close", "  \\/close"),
            ("\t/close", "\t\\/close"),
            ("\\/close", "\\\\/close"),
            ("<!-- a\n/close\n-->", "<!-- a\n\\/close\n-->"),
            ("/etc/nginx.conf\n", "\\/etc/nginx.conf\n"),
            ("//", "\\//"),
        ])
    func escapes(_ text: String, _ expected: String) {
        #expect(QuickActions.escaped(text) == expected)
        #expect(QuickActions.restored(expected) == text)
    }

    @Test(
        "stay as they are where no line begins with a slash",
        arguments: ["", "a/b", "\\", "- /close", "> /close", "\\a/", "\n\n", "ä/ö"])
    func leaves(_ text: String) {
        #expect(QuickActions.escaped(text) == text)
        #expect(QuickActions.restored(text) == text)
    }

    @Test(
        "cannot hide behind carriage returns, which GitLab drops",
        arguments: ["a\r/close", "a\n\r/close", "a\r\n/close", "\r/close"])
    func carriageReturns(_ text: String) {
        let escaped = QuickActions.escaped(text)
        #expect(!escaped.contains("\r"))
        for line in escaped.replacing("\r", with: "").split(separator: "\n") { #expect(!line.hasPrefix("/")) }
        #expect(escaped.hasSuffix("\\/close"))
    }

    @Test("are defused and read back in every short text of the characters that matter")
    func everyShortText() {
        var texts = [""]
        for length in 1...5 {
            texts += texts.filter { $0.unicodeScalars.count == length - 1 }.flatMap { text in
                ["/", "\\", "\n", "\r", " ", "a"].map { text + $0 }
            }
        }
        #expect(texts.count == 9331)
        for text in texts {
            let escaped = QuickActions.escaped(text)
            let asGitLabReads = String(String.UnicodeScalarView(escaped.unicodeScalars.filter { $0 != "\r" }))
            #expect(!asGitLabReads.split(separator: "\n").contains { $0.hasPrefix("/") }, "\(text.debugDescription)")
            let oneLineEnd = text.replacingOccurrences(of: "\r\n", with: "\u{1}", options: .literal)
                .replacingOccurrences(of: "\r", with: "\n").replacingOccurrences(of: "\u{1}", with: "\n")
            #expect(QuickActions.restored(escaped) == oneLineEnd, "\(text.debugDescription)")
        }
    }
}
