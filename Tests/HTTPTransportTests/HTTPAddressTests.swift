import HTTPTransport
import Testing

@Suite struct HTTPAddressTests {
    @Test(arguments: [
        ("http://Example.COM", "http://example.com/"),
        ("HTTPS://example.com:443/a?b=c#d", "https://example.com/a?b=c"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("http://example.com:", "http://example.com/"),
        ("http://[::1]:5000/v2/", "http://[::1]:5000/v2/"),
        ("http://127.0.0.1:5000?x", "http://127.0.0.1:5000/?x"),
        ("https://example.com/ä?ö", "https://example.com/%C3%A4?%C3%B6"),
        ("https://a_b.example.com/@scope/p", "https://a_b.example.com/@scope/p"),
    ])
    func `parses and prints`(text: String, printed: String) throws {
        #expect(try #require(HTTPAddress(text)).description == printed)
    }

    @Test(arguments: [
        "", "/a", "example.com", "ftp://example.com", "file:///etc/passwd", "http://", "http:///a",
        "http://user@example.com",
        "http://user:pw@example.com/", "http://example.com:0/", "http://example.com:65536/", "http://example.com:+80/",
        "http://example.com:8o/", "http://exa mple.com/", "http://example.com/a\nb", "http://example.com/\u{7F}",
        "http://[::1/",
        "http://[::1]x/", "http://[gggg]/", "http://[::1%25eth0]/", "http://a\\b/", "http://ex%61mple.com/",
        "javascript://a/",
        "http://münchen.example/", "http://:80/", "http://[]/",
    ])
    func `refuses what is no safe address`(text: String) {
        #expect(HTTPAddress(text) == nil)
    }

    @Test func `refuses an address without end`() {
        #expect(HTTPAddress("http://example.com/" + String(repeating: "a", count: 20_000)) == nil)
    }

    @Test func `names its parts`() throws {
        let address = try #require(HTTPAddress("https://Example.com:8443/a/b?c=d"))
        #expect(address.scheme == "https")
        #expect(address.host == "example.com")
        #expect(address.port == 8443)
        #expect(address.path == "/a/b")
        #expect(address.query == "c=d")
        #expect(address.origin == "https://example.com:8443")
        #expect(address.authority == "example.com:8443")
    }

    /// The table of RFC 3986, section 5.4, without what is no http address.
    @Test(arguments: [
        ("g", "http://a/b/c/g"), ("./g", "http://a/b/c/g"), ("g/", "http://a/b/c/g/"), ("/g", "http://a/g"),
        ("//g", "http://g/"), ("?y", "http://a/b/c/d;p?y"), ("g?y", "http://a/b/c/g?y"), ("#s", "http://a/b/c/d;p?q"),
        ("g#s", "http://a/b/c/g"), (";x", "http://a/b/c/;x"), ("", "http://a/b/c/d;p?q"), (".", "http://a/b/c/"),
        ("./", "http://a/b/c/"), ("..", "http://a/b/"), ("../", "http://a/b/"), ("../g", "http://a/b/g"),
        ("../..", "http://a/"), ("../../g", "http://a/g"), ("../../../g", "http://a/g"), ("/./g", "http://a/g"),
        ("/../g", "http://a/g"), ("g.", "http://a/b/c/g."), ("..g", "http://a/b/c/..g"), ("./../g", "http://a/b/g"),
        ("g/./h", "http://a/b/c/g/h"), ("g/../h", "http://a/b/c/h"), ("g;x=1/../y", "http://a/b/c/y"),
        ("g?y/../x", "http://a/b/c/g?y/../x"), ("https://b/x", "https://b/x"), ("a b", "http://a/b/c/a%20b"),
    ])
    func `resolves references as RFC 3986 does`(reference: String, expected: String) throws {
        let base = try #require(HTTPAddress("http://a/b/c/d;p?q"))
        #expect(base.resolving(reference)?.description == expected)
    }

    @Test(arguments: ["file:///etc/passwd", "gopher://a", "//user@b/", "g:h", "//", "a\r\nb", "https:///x", "mailto:a"])
    func `does not resolve what is no http address`(reference: String) throws {
        #expect(try #require(HTTPAddress("http://a/b/c/d;p?q")).resolving(reference) == nil)
    }

    @Test(arguments: [
        ("http://a/x", "http://A:80/y", true), ("http://a/", "https://a/", false),
        ("http://a/", "http://a:8080/", false),
        ("https://a/", "https://b.a/", false), ("https://a:443/", "https://a/", true),
    ])
    func `compares origins`(left: String, right: String, isSame: Bool) throws {
        #expect(try #require(HTTPAddress(left)).hasSameOrigin(as: try #require(HTTPAddress(right))) == isSame)
    }
}
