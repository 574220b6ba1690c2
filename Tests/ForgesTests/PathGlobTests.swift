import Testing

@testable import Forges

@Suite("A glob over paths of repositories")
struct PathGlobTests {
    @Test(
        "matches whole paths",
        arguments: [
            ("platform/*", "platform/gitops", true), ("platform/*", "platform/a/b", false),
            ("platform/**", "platform/a/b", true),
            ("**/gitops", "a/b/gitops", true), ("*gitops*", "gitops", true), ("*", "a", true), ("*", "a/b", false),
            ("Platform/*", "platform/GitOps", true), ("a/*/c", "a/b/c", true), ("a/*/c", "a//c", true),
            ("a*b", "ab", true),
            ("a*b", "a/b", false), ("", "", true), ("*", "", true), ("a", "ab", false), ("**", "a/b/c", true),
            ("ä*", "äö", true),
        ])
    func matches(_ pattern: String, _ path: String, _ expected: Bool) {
        #expect(PathGlob(pattern).matches(path) == expected)
    }

    @Test("is quick for any pattern")
    func noBacktracking() {
        let pattern = String(repeating: "*a", count: 200) + "b"
        #expect(!PathGlob(pattern).matches(String(repeating: "a", count: 2000)))
    }
}
