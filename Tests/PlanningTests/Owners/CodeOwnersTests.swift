import Domain
import Testing

@testable import Planning

/// Who owns which files, as GitHub and GitLab read it.
@Suite struct CodeOwnersTests {
    private func owners(
        _ text: String, _ files: [String], _ syntax: CodeOwnersForm.Syntax = .gitHub
    ) -> [String]? {
        CodeOwners(Array(text.utf8), file: "CODEOWNERS", syntax: syntax).owners(of: files)
    }

    /// A pattern, a path, and whether GitHub and GitLab see a match.
    private static let patterns: [(pattern: String, path: String, gitHub: Bool, gitLab: Bool)] = [
        ("*", "a.yaml", true, true), ("*", "deep/in/a.yaml", true, true),
        ("*.yaml", "deep/in/a.yaml", true, true), ("*.yaml", "a.yml", false, false),
        ("/*.yaml", "a.yaml", true, true), ("/*.yaml", "deep/a.yaml", false, false),
        ("/build/logs/", "build/logs/x/y.txt", true, true), ("/build/logs/", "sub/build/logs/y.txt", false, false),
        ("/build/logs/", "build/logs", false, false),
        ("docs/*", "docs/a.md", true, true), ("docs/*", "docs/sub/a.md", false, false),
        ("docs/*", "more/docs/a.md", false, true),
        ("apps/", "apps/a", true, true), ("apps/", "x/apps/y/a", true, true), ("apps/", "apps", false, false),
        ("/docs", "docs/a.md", true, false), ("/docs", "docs", true, true),
        ("docs", "x/docs/y/a.md", true, false), ("Dockerfile", "images/web/Dockerfile", true, true),
        ("**/logs", "a/b/logs", true, true), ("**/logs", "logs/today.txt", true, false),
        ("/a/**/z.txt", "a/z.txt", true, true), ("/a/**/z.txt", "a/b/c/z.txt", true, true),
        ("/a/**", "a/b/c", true, true), ("/a/**", "a", false, false), ("/a/**", "b/a/c", false, false),
        ("/a?c.txt", "abc.txt", true, true), ("/a?c.txt", "a/c.txt", false, false),
        ("/web*/*.yaml", "web-1/x.yaml", true, true), ("/web*/*.yaml", "web-1/x/y.yaml", false, false),
        ("/name\\ with\\ blanks.txt", "name with blanks.txt", true, true),
        ("/README.MD", "README.md", false, false), ("/", "any/file", true, true),
    ]

    @Test(arguments: patterns)
    func `a pattern matches as the forge says`(
        row: (pattern: String, path: String, gitHub: Bool, gitLab: Bool)
    ) {
        #expect(owners("\(row.pattern) @one\n", [row.path], .gitHub) == (row.gitHub ? ["one"] : []))
        #expect(owners("\(row.pattern) @one\n", [row.path], .gitLab) == (row.gitLab ? ["one"] : []))
    }

    @Test func `the last line that matches counts, also one that names nobody`() {
        let text = """
            # everybody
            * @all
            /apps/ @acme/apps eve@example.com # a remark
            /apps/free/
            """
        #expect(owners(text, ["x"]) == ["all"])
        #expect(owners(text, ["apps/a.yaml"]) == ["acme/apps", "eve@example.com"])
        #expect(owners(text, ["apps/free/a.yaml"]) == [])
        #expect(owners(text, ["apps/free/a.yaml", "apps/b", "x"]) == ["acme/apps", "eve@example.com", "all"])
    }

    private static let sections = """
        * @root

        [Documentation][2] @docs-team @platform/docs
        *.md
        /special.md @special

        ^[Database]
        /db/ @@maintainer @dba
        !/db/generated/

        [documentation]
        /more/*.md @more
        """

    @Test(arguments: [
        ("a.txt", ["root"]), ("a.md", ["root", "docs-team", "platform/docs"]), ("special.md", ["root", "special"]),
        ("db/a.sql", ["root", "dba"]), ("db/generated/a.sql", ["root"]), ("more/a.md", ["root", "more"]),
    ])
    func `sections each have their own last line, defaults, and exclusions`(file: String, expected: [String]) {
        #expect(owners(Self.sections, [file], .gitLab).map(Set.init) == Set(expected))
        #expect(owners(Self.sections, [file], .either).map(Set.init) == Set(expected))
    }

    @Test func `an exclusion holds whatever comes after it`() {
        #expect(owners("[A]\n!/a.txt\n* @one\n", ["a.txt", "b.txt"], .gitLab) == ["one"])
        #expect(owners("[A]\n!/a.txt\n* @one\n", ["a.txt"], .gitLab) == [])
    }

    @Test func `what cannot be used is named with its line, and the rest counts`() {
        let read = CodeOwners(
            Array("* @one\n!x @two\n/a[bc] @three\n/b nobody @@developer @four\n".utf8), file: "CODEOWNERS",
            syntax: .gitHub)
        #expect(read.diagnostics.map(\.line) == [2, 3, 4, 4])
        #expect(read.owners(of: ["b"]) == ["four"])
        #expect(read.owners(of: ["x"]) == ["one"])
    }

    @Test func `bytes that are no text, and lines without an end, are passed over`() {
        let bytes: [UInt8] =
            [0xFF, 0xFE, 0, 0x20, 0x40, 0x0A] + Array("* @one\n".utf8) + Array(repeating: 0x61, count: 1 << 20)
        let read = CodeOwners(bytes, file: "CODEOWNERS", syntax: .gitLab)
        #expect(read.owners(of: ["x"]) == ["one"])
        #expect(read.diagnostics.contains { $0.message.contains("longer than") })
    }

    @Test(
        "patterns made to be slow are given up, not followed", .timeLimit(.minutes(2)),
        arguments: [CodeOwnersForm.Syntax.gitHub, .gitLab])
    func hostile(syntax: CodeOwnersForm.Syntax) {
        let stars = String(repeating: "*a", count: 400) + "b"
        let folders = String(repeating: "**/a/", count: 150) + "b"
        let text = String(repeating: "\(stars) @one\n\(folders) @two\n", count: 10_000)
        let path = String(repeating: "a/", count: 1000) + String(repeating: "a", count: 2000)
        let files = (0..<1000).map { "\(path)\($0)" }
        #expect(owners(text, files, syntax) == nil)
        #expect(owners("* @one\n", files, syntax) == ["one"])
    }

    @Test func `a file with a million lines is read to its limit`() {
        let read = CodeOwners(
            Array(String(repeating: "/a @one\n", count: 1_000_000).utf8), file: "CODEOWNERS", syntax: .gitHub)
        #expect(read.owners(of: ["a"]) == ["one"])
        #expect(read.diagnostics.contains { $0.message.contains("20000 lines") })
    }

    @Test func `the same are chosen for the same branch, and not the same for all`() {
        let names = (1...10).map { "user\($0)" }
        let chosen = (1...20).map { sample(names, 2, seed: "windlass/b\($0)") }
        #expect(chosen.allSatisfy { $0.count == 2 && Set($0).isSubset(of: names) })
        #expect(
            chosen
                == (1...20).map {
                    sample(names.reversed(), 2, seed: "windlass/b\($0)").sorted {
                        names.firstIndex(of: $0) ?? 0 < names.firstIndex(of: $1) ?? 0
                    }
                })
        #expect(Set(chosen).count > 5)
        #expect(sample(names, nil, seed: "x") == names && sample(names, 50, seed: "x") == names)
    }
}
