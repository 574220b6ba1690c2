import Domain
import Testing

@testable import Managers

@Suite("Hints in comments")
struct CommentHintTests {
    private func found(_ text: String, path: String = "a.txt") -> [String] {
        let tree = FixtureTree([path: text])
        return tree.scan().dependencies.filter { $0.manager == "comment-hints" }.map { pin in
            "\(pin.depName) " + tree.texts(of: pin).joined(separator: " ")
        }
    }

    @Test(
        "finds the version on the line below, in any shape",
        arguments: [
            ("KEY: v1.2.3", "v1.2.3"), ("KEY=1.2.3", "1.2.3"), ("ENV KEY=1.2.3", "1.2.3"), ("ARG KEY 1.2.3", "1.2.3"),
            ("key: \"1.2.3\" # 9.9.9", "1.2.3"), ("version = \"1.2\"", "1.2"),
            ("tool --version 1.2.3 --port 8080", "1.2.3"),
            ("https://x.example/a/b/releases/download/v1.2.3/f.yaml", "v1.2.3"),
            ("https://x.example/a/b?ref=v1.2.3", "v1.2.3"),
            ("https://x.example/b/1.2.3/tool-linux-amd64.tar.gz", "1.2.3"),
            ("https://x.example/b/tool-1.2.3.tar.gz", "1.2.3"), ("version: &v v1.29.0+k3s1", "v1.29.0+k3s1"),
            ("tag: 0.24.1-debian", "0.24.1-debian"),
            ("tag: RELEASE.2024-01-02T03-04-05Z", "RELEASE.2024-01-02T03-04-05Z"),
            ("revision: 42", "42"), ("image: shop/api:v1.2.3", "v1.2.3"), ("image: h:5000/shop/api:1.2", "1.2"),
            ("tag: name-45.5.0", "45.5.0"), ("const V = \"1.2.3\";", "1.2.3"), ("V := 1.17", "1.17"),
            ("key: '20'", "20"),
            ("pip install tool==4.5.6", "4.5.6"), ("go install example.com/x/cmd/y@v0.14.0", "v0.14.0"),
            ("  - name: x\n    version: 1.2.3", "1.2.3"), ("# another remark\nKEY=1.2.3", "1.2.3"),
            ("KEY=1.2.3\r\nB=4.5.6", "1.2.3"), ("\n\nKEY=1.2.3", "1.2.3"), ("    name=1:2.39.2-1.1 \\", "1:2.39.2-1.1"),
            ("apk add other=3.4.5-r1 name=1.2-r0", "1.2-r0"),
            ("get https://x.example/v1.2.3/name_1.2.3.tgz", "1.2.3 1.2.3"),
            ("# image: registry.example.com/shop/name:1.2\nother: 1.3", "1.2"),
        ])
    func below(_ line: String, _ version: String) {
        #expect(found("# renovate: datasource=x depName=org/name\n\(line)\n") == ["org/name \(version)"])
    }

    @Test("takes a digest beside the version, and a commit with its version comment")
    func digests() {
        let digest = "sha256:" + String(repeating: "a", count: 64)
        let commit = String(repeating: "b", count: 40)
        let hint = "# renovate: datasource=x depName=n\n"
        #expect(found(hint + "tag: 1.2@\(digest)") == ["n 1.2 \(digest)"])
        #expect(found(hint + "image: shop/api:1.2@\(digest)") == ["n 1.2 \(digest)"])
        #expect(found(hint + "uses: a/b@\(commit) # v1.2.3") == ["n v1.2.3 \(commit)"])
        #expect(found(hint + "ref: \(commit)") == ["n \(commit)"])
    }

    @Test("a checksum moves with the version that the comment gives")
    func checksum() {
        let sum = String(repeating: "c", count: 64)
        let text = "# renovate: datasource=github-release-attachments depName=n digestVersion=v1.2.3\nSUM=\"\(sum)\"\n"
        #expect(found(text) == ["n v1.2.3 \(sum)"])
    }

    @Test("every version on the line that is the same one is written")
    func twice() {
        let text = "# renovate: datasource=x depName=n\nurl: https://x.example/v1.2.3/tool-v1.2.3.tgz"
        #expect(found(text) == ["n v1.2.3 v1.2.3"])
    }

    @Test(
        "reads comments of many languages",
        arguments: [
            "#renovate: datasource=x depName=n\nV=1.2", "// renovate: datasource=x depName=n\nV=1.2",
            "-- renovate: datasource=x depName=n\nV=1.2", "; renovate: datasource=x depName=n\nV=1.2",
            "/* renovate: datasource=x depName=n */\nV=1.2", "<!-- renovate: datasource=x depName=n -->\nV=1.2",
            "{# renovate: datasource=x depName=n #}\nV=1.2", "{{/* windlass: datasource=x depName=n */}}\nV=1.2",
            "V=1.2 # renovate: datasource=x depName=n", "- # renovate: datasource=x depName=n\n  v: 1.2",
            "# renovate: datasource=x depName=\"n\"\r\nV=1.2\r\n", "# renovate: depName=n, datasource=x,\nV=1.2",
            "# renovate datasource=x depName=n\nV=1.2", "#renovate:datasource=x depName=n\nV=1.2",
            "{{- /* # renovate: datasource=x depName=n */ -}}\n{{- print \"shop/n:1.2\" -}}",
            "// renovate: datasource=x depName=n\n#Version: \"1.2\"",
            "// renovate: datasource=x depName=n\n#define V \"1.2\"",
            "// renovate: datasource=x depName=n\n// +default=\"1.2\"\nv string,\n// renovate: datasource=x depName=m\n// +default=3",
        ])
    func comments(_ text: String) {
        #expect(found(text).first == "n 1.2")
    }

    @Test("in pages for people, only comments that these do not show are hints")
    func markdown() {
        let text =
            "Write `#renovate: datasource=x depName=a` by 1.2\n```\n# renovate: datasource=x depName=b\nV=1.3\n```\n"
            + "<!-- renovate: datasource=x depName=c -->\nNow: 1.4\n"
        #expect(found(text, path: "README.md") == ["c 1.4"])
    }

    @Test("an address keeps its v where versions are looked up without it")
    func addressPrefix() throws {
        let hint = "# renovate: datasource=x depName=n"
        #expect(found(hint + " extractVersion=^v(?<version>.*)$\nget https://x.example/v1.2.3/n.tgz") == ["n 1.2.3"])
        let text = hint + "\nget https://x.example/v1.2.3/n_1.2.3.tgz"
        #expect(try #require(FixtureTree(["a.sh": text]).pins().first).extractVersion == "^v?(?<version>.+)$")
    }

    @Test("fields say where to look and how to read")
    func fields() throws {
        let text =
            "# renovate: datasource=helm depName=n packageName=p versioning=regex:^v(?<major>\\d+)$ registryUrl=https://c.example extractVersion=^x(?<version>.*)$ depType=t\nv: 1.2\n"
        let pin = try #require(FixtureTree(["a.sh": text]).pins().first)
        #expect(pin.packageName == "p" && pin.versioning.rawValue == "regex:^v(?<major>\\d+)$" && pin.depType == "t")
        #expect(pin.registryURLs == ["https://c.example"] && pin.extractVersion == "^x(?<version>.*)$")
    }

    @Test(
        "a hint that leads nowhere, or names nothing, is a diagnostic",
        arguments: [
            "# renovate: datasource=x depName=n\nname: none\n", "# renovate: datasource=x depName=n\n",
            "# renovate: datasource=x versioning=semver\nv: 1.2\n",
            "# renovate: datasource=x depName=n\nNAME=shop\nROOT=\"${ALL[0]}\"\n",
            "# renovate: datasource=x depName=n\na = b;\nc = 2;\n",
            "# renovate: datasource=x depName=n\n# moved\n\nB=1.3\n", "# renovate: datasource=x;y depName=n\nv: 1.2\n",
        ])
    func broken(_ text: String) {
        let result = FixtureTree(["a.txt": text]).scan()
        #expect(result.dependencies.isEmpty && result.diagnostics.count == 1)
    }

    @Test(
        "what is no comment is no hint",
        arguments: [
            "renovate: datasource=x depName=n\nv: 1.2", "text renovate: datasource=x depName=n 1.2",
            "text = (\n  \"# renovate: datasource=x depName=n\"\n  \"V=1.2\"\n)",
            "re.search('# renovate: datasource=x depName=n', 1.2)",
            "# renovate bot updates 1.2\nv: 1.2", "# renovates: datasource=x depName=n\nv: 1.2",
        ])
    func others(_ text: String) {
        let result = FixtureTree(["a.txt": text]).scan()
        #expect(result.dependencies.isEmpty && result.diagnostics.isEmpty)
    }

    @Test("hostile files are read in bounded time", .timeLimit(.minutes(5)))
    func hostile() {
        let hint = "# renovate: datasource=x depName=n\n"
        let line = String(repeating: "1.", count: 2000) + "\n"
        _ = found(String(repeating: hint + line, count: 300))
        _ = found(String(repeating: hint, count: 20_000))
        _ = found(String(repeating: "renovate: ", count: 200_000))
        _ = found("# renovate: datasource=x depName=n " + String(repeating: "a", count: 1_000_000))
    }
}
