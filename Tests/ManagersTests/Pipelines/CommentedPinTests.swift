import Domain
import Testing

@testable import Managers

@Suite struct CommentedPinTests {
    private static let commit = "0123456789abcdef0123456789abcdef01234567"

    private func pins(_ line: String) -> [Dependency] {
        FixtureTree([
            ".github/workflows/a.yml": "jobs:\n  a:\n    steps:\n      - uses: \(line)\n      - run: make\n"
        ]).scan().dependencies
    }

    @Test(
        "finds the version in the comment behind a commit",
        arguments: [
            ("# v4", "v4"), ("# v4.1.2", "v4.1.2"), ("#v4.1.2", "v4.1.2"), ("# 4.1", "4.1"), ("# tag=v4.1.2", "v4.1.2"),
            ("# pin @v4", "v4"), ("# pin@v4", "v4"), ("# @v4", "v4"), ("# renovate: tag=v1", "v1"),
            ("# frozen: v1.2.3", "v1.2.3"), ("# ratchet:shop/deploy@v3", "v3"), ("# shop/deploy@v3.1", "v3.1"),
            ("# v2.0.0 and why", "v2.0.0"), ("# deploy-v2.1.0", "deploy-v2.1.0"), ("#   v4 ", "v4"),
            ("# (v4.1.2)", "v4.1.2"), ("# [v4]", "v4"), ("# shop/deploy v3.1", "v3.1"), ("# shop/deploy: v3.1", "v3.1"),
            ("# release v2.0.1", "v2.0.1"), ("# pinned to v2.0.1 (stable)", "v2.0.1"),
            ("# https://github.com/shop/deploy/releases/tag/v3.1.0", "v3.1.0"),
        ])
    func version(_ comment: String, _ version: String) throws {
        let found = try #require(pins("shop/deploy@\(Self.commit) \(comment)").first)
        #expect(found.currentValue == version)
        #expect(found.currentDigest == Self.commit)
        #expect(found.spans.map(\.role) == [.digest, .value])
    }

    @Test(
        "a comment without a version leaves the commit alone in its pin",
        arguments: [
            "", "# main", "# 2 of them", "# was v4", "# before v4.1", "# todo: update to v5.0", "# release 2024-01-02",
            "# https://github.com/shop/deploy/issues/41", "# (v4.x)", "# see the wiki", "#", "# tag=", "# @",
            "# \(commit)",
        ])
    func noVersion(_ comment: String) throws {
        let found = try #require(pins("shop/deploy@\(Self.commit) \(comment)").first)
        #expect(found.currentValue == nil && found.currentDigest == Self.commit && found.skipReason == nil)
    }

    @Test(
        "tells commits, tags and branches apart",
        arguments: [
            ("shop/a@v1", nil, "v1", nil), ("shop/a@1a2b3c4", nil, nil, "1a2b3c4"), ("shop/a@main", "main", nil, nil),
            ("shop/a@release/v1", nil, "release/v1", nil), ("shop/a@${{ env.REF }}", "${{ env.REF }}", nil, nil),
            ("shop/a@deadbeef", "deadbeef", nil, nil), ("shop/a@1234567", nil, "1234567", nil),
        ] as [(String, String?, String?, String?)])
    func revision(_ use: String, skipped: String?, value: String?, digest: String?) throws {
        let found = try #require(pins(use).first)
        #expect(found.depName == "shop/a")
        #expect((found.skipReason == nil) == (skipped == nil))
        #expect(found.currentValue == (value ?? skipped) && found.currentDigest == digest)
    }

    @Test(
        "what names no repository is no pin",
        arguments: ["./local@v1", "../up@v1", "shop@v1", "@v1", "shop/a@", "shop/a", "'/@v1'", "docker://", "''", "[]"])
    func noAction(_ use: String) {
        #expect(pins(use).filter { $0.skipReason == nil } == [])
    }

    @Test("an action of another host is looked up there")
    func otherHost() {
        let found = pins("https://code.example.com/shop/a@v1.0.0")
        #expect(found.map(\.packageName) == ["https://code.example.com/shop/a"])
        #expect(found.map(\.datasource) == ["git-tags"])
        #expect(pins("https://github.com/shop/a@v1.0.0").map(\.datasource) == ["github-tags"])
    }
}
