import Testing

@testable import Forges

@Suite("A glob over paths of repositories")
struct PathGlobTests {
    @Test(
        "matches whole paths, in any case",
        arguments: [
            ("platform/*", "platform/gitops", true), ("platform/*", "platform/a/b", false),
            ("platform/**", "platform/a/b", true), ("**/gitops", "a/b/gitops", true), ("*", "a/b", false),
            ("Platform/*", "platform/GitOps", true), ("a/*/c", "a/b/c", true), ("a*b", "ab", true),
            ("a/*", "b/a/c", false),
        ])
    func matches(_ pattern: String, _ path: String, _ expected: Bool) {
        #expect(PathGlob.isGlob(pattern))
        #expect(PathGlob(pattern).matches(path) == expected)
    }
}
