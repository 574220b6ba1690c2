import Domain
import Testing

@testable import Managers

/// Addresses with a revision in them.
@Suite struct RemoteBaseTests {
    private func read(_ address: String) -> Dependency? {
        FixtureTree(["kustomization.yaml": "resources:\n  - \(address)\n"]).scan().dependencies.first
    }

    @Test(
        "finds repository and revision",
        arguments: [
            ("github.com/o/r?ref=v1.2.3", "o/r", "github-tags", "v1.2.3"),
            ("https://github.com/o/r//deploy/x?timeout=9&ref=v1.2.3", "o/r", "github-tags", "v1.2.3"),
            ("https://github.com/o/r.git/deploy?ref=1.2", "o/r", "github-tags", "1.2"),
            ("git@github.com:o/r.git//x?version=v1", "o/r", "github-tags", "v1"),
            ("ssh://git@git.example.com:22/g/s/p.git//x?ref=v1.0", "g/s/p", "git-tags", "v1.0"),
            ("https://gitlab.com/g/s/p//x?ref=v1.0", "g/s/p", "gitlab-tags", "v1.0"),
            ("https://github.com/o/r/releases/download/v1.2.3/x.yaml", "o/r", "github-releases", "v1.2.3"),
            ("https://raw.githubusercontent.com/o/r/v1.2.3/x.yaml", "o/r", "github-tags", "v1.2.3"),
            ("https://raw.githubusercontent.com/o/r/refs/tags/v1.2.3/x.yaml", "o/r", "github-tags", "v1.2.3"),
            ("https://github.com/o/r/raw/v1.2.3/x.yaml", "o/r", "github-tags", "v1.2.3"),
            ("https://github.com/o/r/archive/refs/tags/v1.2.3.tar.gz", "o/r", "github-tags", "v1.2.3"),
            ("https://github.com/o/r/tarball/v1.2.3", "o/r", "github-tags", "v1.2.3"),
            ("https://gitlab.example.com/g/s/p/-/raw/v1.2.3/x.yaml", "g/s/p", "git-tags", "v1.2.3"),
            ("https://github.com/o/r//x?ref=chart-1.2.3", "o/r", "github-tags", "chart-1.2.3"),
        ])
    func found(_ address: String, _ name: String, _ datasource: String, _ revision: String) throws {
        let pin = try #require(read(address))
        #expect(pin.depName == name)
        #expect(pin.datasource.rawValue == datasource)
        #expect(pin.currentValue == revision)
        #expect(pin.skipReason == nil)
    }

    @Test("a file that is called by its version moves in all places")
    func twice() throws {
        let bare = try #require(read("https://github.com/o/r/releases/download/v1.2.3/r_1.2.3_linux.tgz"))
        #expect(bare.currentValue == "1.2.3")
        #expect(bare.extractVersion == "^v(?<version>.+)$")
        #expect(bare.spans.count == 2)
        let same = try #require(read("https://github.com/o/r/releases/download/1.2.3/r-1.2.3.yaml"))
        #expect(same.currentValue == "1.2.3")
        #expect(same.extractVersion == nil)
        #expect(same.spans.count == 2)
        let other = try #require(read("https://github.com/o/r/releases/download/v1.2.3/r-1.2.30.yaml"))
        #expect(other.currentValue == "v1.2.3")
        #expect(other.spans.count == 1)
    }

    @Test(
        "a branch is no version", arguments: ["github.com/o/r?ref=main", "https://github.com/o/r//x?ref=release-next"])
    func branches(_ address: String) {
        #expect(read(address)?.skipReason == .unspecifiedVersion)
    }

    @Test(
        "leaves other addresses alone",
        arguments: [
            "../base", "deployment.yaml", "https://example.com/x.yaml", "https://github.com/o/r/raw/main/x.yaml",
            "a/b?x=1", "?ref=",
        ])
    func ignored(_ address: String) {
        #expect(read(address) == nil)
    }
}
