import BotTestSupport
import Domain
import Foundation
import Glibc
import Testing

@testable import Datasources

@Suite("A chart index") struct ChartIndexTests {
    private func read(_ text: String) throws -> ChartIndex {
        let file = try ScratchFile(in: NSTemporaryDirectory())
        try Array(text.utf8).withUnsafeBytes(file.append)
        file.rewind()
        return try readChartIndex(file: file.descriptor)
    }

    private func releases(_ text: String, _ chart: String) throws -> [Release]? {
        try read(text).releases(of: chart, registryURL: "https://c.example")?.releases
    }

    private static let yaml = """
        apiVersion: v1
        entries:
          "gitlab":
          # Helm sorts newest first.
          - annotations:
              artifacthub.io/changes: |
                - kind: fixed
                  description: "version: 9.9.9"
            appVersion: v17.1.0
            apiVersion: v2
            created: "2026-05-16T09:20:30.123456789Z"
            dependencies:
            - name: x
              version: 0.0.1
              alias: version
            description: >-
              Folded text,
              version: 8.8.8
            digest: 0123
            home: https://gitlab.example
            name: gitlab
            sources:
            - https://git.example/gitlab
            - https://git.example/other
            urls: [https://c.example/gitlab-8.1.0.tgz]
            version: 8.1.0
          - version: '8.0.0'
            created: 2026-04-16T09:20:30+02:00
            deprecated: true
            description: "two
              lines: \\"quoted\\""
            home: https://old.example
          - {version: "7.0.0+build", appVersion: null, keywords: [a, {b: c}]}
          - name: without a number
          - version:
          nginx: []
          none:
        generated: "2026-05-16T09:20:30Z"
        """

    @Test("in YAML is read") func yaml() throws {
        let list = try #require(try read(Self.yaml).releases(of: "gitlab", registryURL: "https://c.example"))
        #expect(list.releases.map(\.version) == ["8.1.0", "8.0.0", "7.0.0+build"])
        #expect(list.releases.map(\.appVersion) == ["v17.1.0", nil, nil])
        #expect(list.releases.map(\.isDeprecated) == [false, true, false])
        #expect(
            list.releases.map(\.timestamp) == [
                Date(timeIntervalSince1970: 1_778_923_230), Date(timeIntervalSince1970: 1_776_324_030), nil,
            ])
        #expect(list.homepageURL == "https://gitlab.example")
        #expect(list.sourceURL == "https://git.example/gitlab")
        #expect(list.registryURL == "https://c.example")
        #expect(try releases(Self.yaml, "nginx") == [])
        #expect(try releases(Self.yaml, "none") == [])
        #expect(try releases(Self.yaml, "other") == nil)
    }

    @Test(
        "in JSON is read",
        arguments: [
            #"{"apiVersion":"v1","entries":{"a":[{"version":"1.0.0","created":"2026-05-16T09:20:30Z","urls":["x"]}]}}"#,
            "{\n\t\"entries\": {\n\t\t\"a\": [\n\t\t\t{ \"version\" : \"1.0.0\", \"n\": -1.5e3, \"s\": \"\\u00e9\\/\\n\" }\n\t\t]\n\t}\n}\n",
            #"{"entries":{"a":[{"description":"\#(String(repeating: "long ", count: 1000))","version":"1.0.0"}]}}"#,
            #"{"entries":{"a":[{"description":"\ud83d\ude80 \\ud83d \\\ud83d\ude80","version":"1.0.0"}]}}"#,
        ])
    func json(_ text: String) throws {
        #expect(try releases(text, "a")?.map(\.version) == ["1.0.0"])
    }

    @Test(
        "of another shape is malformed",
        arguments: [
            "", "<html><body>Sign in</body></html>", "<!DOCTYPE html>\n<html lang=\"en\">\n<head>", "[]", "entries",
            "entries: []", "entries: x", "apiVersion: v1\n",
            "entries:\n  a: {}\n", "entries:\n  a: x\n", "entries: {a: [", "entries:\n  a:\n  - version: \"1",
            "\u{0}\u{1}", "entries:\n\ta: b",
            "%YAML 3.0\n---\nentries: {}", String(repeating: "[", count: 100_000),
            "entries: {a: " + String(repeating: "[", count: 100_000),
        ])
    func malformed(_ text: String) {
        #expect { try read(text) } throws: { ($0 as? LookupError)?.code == .malformed }
    }

    @Test("with bytes that are no text is malformed") func notUTF8() throws {
        let file = try ScratchFile(in: NSTemporaryDirectory())
        try ([0x65, 0x3A, 0x20, 0xFF, 0xFE, 0x0A] as [UInt8]).withUnsafeBytes(file.append)
        file.rewind()
        #expect { try readChartIndex(file: file.descriptor) } throws: { ($0 as? LookupError)?.code == .malformed }
    }

    @Test("that never comes to a point is malformed") func pointless() throws {
        #expect { try read("entries: \"" + String(repeating: "x", count: 20 << 20)) } throws: {
            ($0 as? LookupError)?.code == .malformed
        }
    }

    @Test("survives a BOM, CRLF and a missing last newline") func dress() throws {
        #expect(
            try releases("\u{FEFF}entries:\r\n  a:\r\n  - version: 1.0.0\r\n    home: x", "a")?.map(\.version) == [
                "1.0.0"
            ])
    }

    @Test("does not expand aliases, and reads what it can") func aliases() throws {
        let text =
            "entries:\n  a:\n  - &x {version: 1.0.0, k: *y}\n  - *x\n  - {*x : b, ? [c, d] : e, version: 2.0.0}\n"
        #expect(try releases(text, "a")?.map(\.version) == ["1.0.0", "2.0.0"])
    }

    @Test("leaves out versions with control characters") func control() throws {
        #expect(
            try releases("entries:\n  a:\n  - version: \"1\\t0\"\n  - version: \"2\\n-3\"\n  - version: 4.0.0\n", "a")?
                .map(\.version) == ["4.0.0"])
    }

    @Test("comes back from its bytes") func bytes() throws {
        let index = try read(Self.yaml)
        let again = try #require(ChartIndex(bytes: index.bytes))
        #expect(again.chartCount == 3)
        for chart in ["gitlab", "nginx", "none", "other"] {
            #expect(again.releases(of: chart, registryURL: "r") == index.releases(of: chart, registryURL: "r"))
        }
        #expect(ChartIndex(bytes: []) == nil)
        #expect(ChartIndex(bytes: Array("windlass chart index 0\n=a\n".utf8)) == nil)
        #expect(ChartIndex(bytes: index.bytes.dropLast()) == nil)
        #expect(ChartIndex(bytes: ChartIndex().bytes + Array("-1\n".utf8)) == nil)
        #expect(ChartIndex(bytes: ChartIndex().bytes)?.chartCount == 0)
    }
}

@Suite("A time of RFC 3339") struct SecondsSince1970Tests {
    @Test(
        "is read",
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799),
            ("2026-05-16T09:20:30.5Z", 1_778_923_230),
            ("2026-05-16t09:20:30-01:30", 1_778_928_630), ("2026-05-16", 1_778_889_600), ("", nil), ("2026", nil),
            ("2026-05-16T09:20:30", nil), ("2026-05-16T09:20:30+0200", nil), ("2026-13-01T00:00:00Z", nil),
            ("0001-01-01T00:00:00Z", nil), ("2026-05-16T24:00:00Z", nil), ("2026-05-16T09:20:30.Zx", nil),
            ("99999-01-01T00:00:00Z", nil),
        ] as [(String, Int?)])
    func read(_ text: String, _ seconds: Int?) {
        #expect(secondsSince1970(rfc3339: text) == seconds)
    }
}
