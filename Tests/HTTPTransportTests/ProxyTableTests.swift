import Domain
import Testing

@testable import HTTPTransport

@Suite struct ProxyTableTests {
    private func proxy(_ url: String, _ environment: [String: String], setting: String? = nil) throws -> String? {
        try ProxyTable(setting: setting, environment: environment).proxy(for: try #require(HTTPAddress(url)))?.address
    }

    @Test(arguments: [
        ("http://a.example/", "http://lower:1"), ("https://a.example/", "http://secure:3"),
    ])
    func `reads the variable of the scheme, lower case first`(url: String, expected: String) throws {
        let environment = [
            "http_proxy": "http://lower:1", "HTTP_PROXY": "http://upper:2", "HTTPS_PROXY": "http://secure:3",
            "ALL_PROXY": "http://all:4",
        ]
        #expect(try proxy(url, environment) == expected)
    }

    @Test func `falls back to the variable for all, and to none`() throws {
        #expect(
            try proxy("https://a.example/", ["https_proxy": "", "all_proxy": "socks5h://all:4"]) == "socks5h://all:4")
        #expect(try proxy("https://a.example/", ["http_proxy": "http://p:1"]) == nil)
        #expect(try proxy("https://a.example/", [:]) == nil)
    }

    @Test func `does not believe HTTP_PROXY where a caller could have set it`() throws {
        #expect(try proxy("http://a.example/", ["HTTP_PROXY": "http://p:1"]) == "http://p:1")
        #expect(try proxy("http://a.example/", ["HTTP_PROXY": "http://p:1", "REQUEST_METHOD": "GET"]) == nil)
        #expect(
            try proxy("https://a.example/", ["HTTPS_PROXY": "http://p:1", "REQUEST_METHOD": "GET"]) == "http://p:1")
    }

    @Test func `a setting stands above the environment`() throws {
        #expect(
            try proxy("https://a.example/", ["https_proxy": "http://env:1"], setting: "proxy:3128")
                == "http://proxy:3128")
        #expect(try proxy("https://a.example/", ["https_proxy": "http://env:1"], setting: "") == nil)
        #expect(try proxy("https://a.example/", ["no_proxy": "a.example"], setting: "proxy:3128") == nil)
    }

    @Test(arguments: [
        ("a.example", true), (".a.example", true), ("*.a.example", true), ("example", true), ("A.EXAMPLE", true),
        ("*", true),
        ("b, a.example", true), ("b a.example", true), ("a.example:8443", true), ("a.example:443", false),
        ("b.example", false),
        ("xa.example", false), ("", false), (",", false), (".", false), ("10.0.0.0/8", false),
    ])
    func `hosts may be left out by name`(list: String, isLeftOut: Bool) throws {
        let found = try proxy("https://x.a.example:8443/", ["https_proxy": "http://p:1", "NO_PROXY": list])
        #expect((found == nil) == isLeftOut)
    }

    @Test(arguments: [
        ("http://10.1.2.3/", "10.0.0.0/8", true), ("http://10.1.2.3/", "10.1.2.3", true),
        ("http://10.1.2.3/", "10.1.2.3:80", true),
        ("http://11.1.2.3/", "10.0.0.0/8", false), ("http://10.1.2.3/", "10.0.0.0/x", false),
        ("http://10.1.2.3/", "10.1.2.3:81", false),
        ("http://[fd00::5]/", "fd00::/8", true), ("http://[fd00::5]/", "[fd00::5]", true),
        ("http://[fe00::5]/", "fd00::/8", false),
    ])
    func `hosts may be left out by address`(url: String, list: String, isLeftOut: Bool) throws {
        #expect((try proxy(url, ["http_proxy": "http://p:1", "no_proxy": list]) == nil) == isLeftOut)
    }

    @Test(arguments: [
        "http://localhost:5000/", "http://127.0.0.1/", "http://127.9.9.9/", "http://[::1]/", "http://x.localhost/",
    ])
    func `this machine is never asked for elsewhere`(url: String) throws {
        #expect(try proxy(url, ["http_proxy": "http://p:1"], setting: "http://p:1") == nil)
    }

    @Test(arguments: [
        ("proxy.example:3128", "http://proxy.example:3128"), ("http://proxy.example", "http://proxy.example:1080"),
        ("http://proxy.example:80/", "http://proxy.example:80"), ("https://proxy.example", "https://proxy.example:443"),
        ("SOCKS5H://proxy.example:9", "socks5h://proxy.example:9"), ("http://[::1]:8", "http://[::1]:8"),
    ])
    func `a proxy has several forms`(text: String, address: String) throws {
        #expect(try #require(Proxy(text)).address == address)
    }

    @Test func `user and password are kept apart from the address`() throws {
        let proxy = try #require(Proxy("http://us%65r:p%40ss:w@proxy.example:3128"))
        #expect(proxy.address == "http://proxy.example:3128")
        #expect(proxy.user == "user")
        #expect(proxy.password?.reveal() == "p@ss:w")
        #expect(!"\(proxy)".contains("p@ss"))
    }

    @Test(arguments: [
        "", "ftp://proxy:1", "http://", "http://a b", "http://proxy:99999", "http://proxy/path", "://proxy",
    ])
    func `what is no proxy is an error that does not repeat it`(text: String) throws {
        #expect(Proxy(text) == nil)
        guard !text.isEmpty else { return }
        let error = #expect(throws: HTTPError.self) { try proxy("http://a.example/", ["http_proxy": text]) }
        #expect(error?.code == .invalidURL)
        #expect(error?.message.contains("http_proxy") == true)
    }
}
