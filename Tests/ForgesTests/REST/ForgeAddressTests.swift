import Domain
import Testing

@testable import Forges

@Suite("The address of a forge")
struct ForgeAddressTests {
    @Test(
        "is understood in the ways that people write it",
        arguments: [
            ("https://gitlab.com", "https://gitlab.com", "https://gitlab.com"),
            ("https://GitLab.example.com/", "https://gitlab.example.com", "https://gitlab.example.com"),
            ("https://gitlab.example.com/api/v4/", "https://gitlab.example.com", "https://gitlab.example.com"),
            ("https://example.com/gitlab/api/v4", "https://example.com/gitlab", "https://example.com"),
            ("HTTPS://example.com:443/x", "https://example.com/x", "https://example.com"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080", "http://127.0.0.1:8080"),
            ("http://[::1]:80/", "http://[::1]", "http://[::1]"),
        ])
    func reads(_ text: String, _ root: String, _ origin: String) throws {
        let address = try ForgeAddress(text, droppingSuffix: "/api/v4")
        #expect(address.root == root)
        #expect(address.origin == origin)
    }

    @Test(
        "is refused when it is none, without repeating a password",
        arguments: [
            "", "gitlab.com", "ftp://x", "https://", "https:///x", "https://user:pass@gitlab.com",
            "https://x?private_token=pass",
            "https://x#pass", "https://a b", "https://a\n", "https://:80", "https://a\\b",
        ])
    func refuses(_ text: String) {
        let error = #expect(throws: ForgeError.self) { try ForgeAddress(text) }
        #expect(error?.code == .invalid)
        #expect(
            error?.message.contains("pass@") != true && error?.message.contains("=pass") != true
                && error?.message.contains("#pass") != true)
    }
}
