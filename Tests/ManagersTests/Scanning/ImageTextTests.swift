import Testing

@testable import Managers

/// Image references as files hold them.
@Suite struct ImageTextTests {
    private static let digest = "sha256:" + String(repeating: "a1", count: 32)

    @Test(
        "cuts a reference into name, tag and digest",
        arguments: [
            ("nginx", "nginx", nil), ("nginx:1.2", "nginx", "1.2"), (" nginx:1.2 \n", "nginx", "1.2"),
            ("host:5000/a/b:1.2", "host:5000/a/b", "1.2"), ("docker://a/b:1.2", "a/b", "1.2"),
            ("oci://h.io/a:1", "h.io/a", "1"),
            ("${R}/a:1.2", "${R}/a", "1.2"), ("{{ .x }}/a:1.2", "{{ .x }}/a", "1.2"), ("a:${T}", "a", nil),
            ("${R:-h:5}/a:1.2", "${R:-h:5}/a", "1.2"), ("$IMAGE", "$IMAGE", nil),
            ("a:{{ .x | default \"1\" }}", "a", nil),
        ] as [(String, String, String?)])
    func parts(_ text: String, _ name: String, _ tag: String?) throws {
        let image = try #require(ImageText(text))
        let bytes = Array(text.utf8)
        #expect(image.name == name)
        #expect(image.tag.map { String(decoding: bytes[$0], as: UTF8.self) } == tag)
        #expect(image.hasVariable == (text.contains("$") || text.contains("{")))
    }

    @Test("finds a digest behind a tag and alone", arguments: ["a:1@", "a@", "${R}/a:1@"])
    func digests(_ head: String) throws {
        let text = head + Self.digest
        let range = try #require(ImageText(text)?.digest)
        #expect(String(decoding: Array(text.utf8)[range], as: UTF8.self) == Self.digest)
    }

    @Test(
        "refuses what is no reference",
        arguments: ["", "  ", "a b", "https://x/y", "http://${H}/y:1", "A/b:1", "a:1:2", "a@sha256:1", "a $B", ":1"])
    func refused(_ text: String) {
        #expect(ImageText(text) == nil)
    }
}
