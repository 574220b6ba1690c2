import BotTestSupport
import Domain
import Foundation
import HTTPTransport
import Testing

@testable import Datasources

@Suite("Where release notes come from", .timeLimit(.minutes(5))) struct NotesTests {
    private static let forges = SourceForge.known + [SourceForge(.gitlab, url: "https://git.example/gl")]

    @Test(
        "is a repository at a forge that is known",
        arguments: [
            ("https://github.com/a/b", "https://github.com/a/b"),
            ("https://github.com/a/b.git", "https://github.com/a/b"),
            ("https://www.github.com/a/b/tree/main/charts/c", "https://github.com/a/b"),
            ("git@github.com:a/b.git", "https://github.com/a/b"),
            ("git+https://github.com/a/b", "https://github.com/a/b"),
            ("ssh://git@gitlab.com/a/b/c.git", "https://gitlab.com/a/b/c"),
            ("https://gitlab.com/a/b/c/-/tree/main", "https://gitlab.com/a/b/c"),
            ("https://git.example/gl/a/b", "https://git.example/gl/a/b"), ("https://git.example/a/b", nil),
            ("https://github.com/a", nil), ("https://github.com.evil.example/a/b", nil),
            ("https://user:x@github.com/a/b", nil), ("https://github.com/a/..", nil),
            ("http://169.254.169.254/a/b", nil),
            ("", nil), ("x", nil),
        ] as [(String, String?)])
    func repository(_ address: String, _ expected: String?) {
        #expect(SourceRepository(address, forges: Self.forges)?.webURL == expected)
    }

    @Test("is one page of releases, asked for once") func github() async throws {
        let client = ScriptedClient {
            $0.answer(
                200,
                """
                [{"tag_name":"x/v2","body":"b","html_url":"https://evil.example","published_at":"2026-01-02T03:04:05Z"},
                {"tag_name":"v3","draft":true}]
                """, headers: ["Link": "<https://api.github.com/next>; rel=\"next\""])
        }
        let lookup = ReleaseLookup(
            datasources: [:], histories: SourceHistories(DatasourceContext(http: client)))
        for address in ["https://github.com/a/b", "https://github.com/a/b.git"] {
            let history = try #require(try await lookup.lookUpHistory(ofSource: address))
            #expect(history.releases.map(\.tag) == ["x/v2"])
            #expect(history.releases[0].url == "https://github.com/a/b/releases/tag/x/v2")
            #expect(history.releases[0].notes == "b" && history.error == nil)
        }
        #expect(client.urls == ["https://api.github.com/repos/a/b/releases?per_page=100"])
        #expect(try await lookup.lookUpHistory(ofSource: "https://elsewhere.example/a/b") == nil)
    }

    @Test("stops at a forge that says it is too much") func limited() async throws {
        let client = ScriptedClient {
            $0.answer(403, "{}", headers: ["X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4000000000"])
        }
        let histories = SourceHistories(DatasourceContext(http: client))
        for name in ["b", "c", "d"] {
            let history = try #require(try await histories.history(at: "https://github.com/a/" + name))
            #expect(history.error?.code == .rateLimited && history.releases.isEmpty)
        }
        #expect(client.urls.count == 1)
    }

    @Test(
        "are a chart's annotations",
        arguments: [
            ("- Added a thing\n- \"Fixed: @it\"\n", "- Added a thing\n- Fixed: @it"),
            (
                "- kind: fixed\n  description: A\n    thing\n  links:\n    - name: PR\n      url: https://x.example/1\n",
                "- **Fixed**: A thing ([PR](https://x.example/1))"
            ),
            ("- description: only\n- kind: added\n- 3\n", "- only\n- 3"), ("text", nil), ("{a: b}", nil), ("- [", nil),
            ("", nil),
        ] as [(String, String?)])
    func changes(_ yaml: String, _ expected: String?) {
        let changes = PublishedChanges(changes: yaml, links: nil, scratchFolder: NSTemporaryDirectory())
        #expect(changes.notes == expected)
    }

    @Test("may be named by links") func links() {
        let changes = PublishedChanges(
            changes: nil,
            links:
                "- name: Chart Source\n  url: https://a.example\n- name: source\n  url: https://b.example\n- name: Changelog\n  url: https://c.example\n",
            scratchFolder: NSTemporaryDirectory())
        #expect(changes.sourceURL == "https://b.example" && changes.changelogURL == "https://c.example")
    }

    @Test("are kept in an index for the latest versions of a chart") func index() throws {
        var index = ChartIndex()
        let entries = (1...12).map { number -> ChartEntry in
            var entry = ChartEntry()
            entry.version = "1.\(number).0"
            entry.created = 1_700_000_000 + number
            entry.changes = "- a\\b\t\n- \(number)\n"
            return entry
        }
        index.add("web", entries)
        let again = try #require(ChartIndex(bytes: index.bytes))
        #expect(again.annotations(of: "web", version: "1.12.0")?.changes == "- a\\b\n- 12\n")
        #expect(again.annotations(of: "web", version: "1.3.0") != nil)
        #expect(again.annotations(of: "web", version: "1.2.0") == nil)
        #expect(again.releases(of: "web", registryURL: "r")?.releases.count == 12)
    }

    @Test("are read from an index as a stream") func reading() throws {
        let yaml = """
            entries:
              web:
              - version: 1.0.0
                annotations:
                  other: {a: b}
                  artifacthub.io/changes: |
                    - one
                  artifacthub.io/links: [not, text]
              - version: 0.9.0
                annotations: none
            """
        let file = try ScratchFile(in: NSTemporaryDirectory())
        try Array(yaml.utf8).withUnsafeBytes(file.append)
        file.rewind()
        let index = try readChartIndex(file: file.descriptor)
        #expect(index.annotations(of: "web", version: "1.0.0")?.changes == "- one\n")
        #expect(index.releases(of: "web", registryURL: "r")?.releases.map(\.version) == ["1.0.0", "0.9.0"])
    }

    @Test("of an image cost no more than its source is far away") func image() async throws {
        let client = ScriptedClient {
            $0.answer(
                200,
                """
                {"manifests":[{"digest":"sha256:\(String(repeating: "a", count: 64))","platform":{"os":"linux","architecture":"amd64"},
                "annotations":{"org.opencontainers.image.source":"https://github.com/a/b"}}],
                "annotations":{"artifacthub.io/changes":"- one"}}
                """, type: "application/vnd.oci.image.index.v1+json")
        }
        let details = try await DockerDatasource(DatasourceContext(http: client)).fetchDetails(
            of: .image("r.example/x"), version: "1", .notes)
        #expect(details?.sourceURL == "https://github.com/a/b" && details?.notes == "- one")
        #expect(client.urls.count == 1)
    }
}
