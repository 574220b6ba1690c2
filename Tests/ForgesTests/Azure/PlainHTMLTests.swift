import Testing

@testable import Forges

@Suite("Text in HTML and back") struct PlainHTMLTests {
    @Test(arguments: [
        "", "## Open\n\n- [ ] <!-- windlass:now=a -->Tom & \"Jerry\" <b>", "&lt; stays &amp;lt;", "a > b\n\n\nc  d",
    ])
    func `is the same`(text: String) {
        #expect(PlainHTML.text(of: PlainHTML.of(text)) == text)
    }

    @Test(arguments: [
        ("<div>a</div><div>&nbsp; b</div>", "a\n  b\n"), ("a<br>b<br/>c", "a\nb\nc"), ("<p>x</p>", "x\n"),
        ("1 < 2", "1 < 2"), ("<pre><span style=\"x\">[x]</span></pre>", "[x]"), ("<", "<"),
    ])
    func `is read when an editor has changed it`(html: String, text: String) {
        #expect(PlainHTML.text(of: html) == text)
    }
}
