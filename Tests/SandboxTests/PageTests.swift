import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@Suite("Pages for people")
struct PageTests {
    private static let evil = #"<script>alert("1")</script> & 'quotes'"#

    private func withEvil(_ test: (SandboxWorld, Probe) async throws -> Void) async throws {
        try await withWorld(SandboxOptions(seed: smallSeed)) { world, probe async throws in
            try await world.commit(
                [SeedFile("apps/web.yaml", "image: <script>x</script>\n"), SeedFile("grüße.md", "Grüße <b>\n")],
                to: "platform/gitops", branch: "windlass/<b>")
            _ = try await probe.api(
                .post, "projects/1/merge_requests",
                #"{"source_branch": "windlass/<b>", "target_branch": "main", "title": "x", "assignee_ids": [2], "labels": "<i>"}"#
            )
            try await world.edit(1, in: "platform/gitops", title: Self.evil, description: Self.evil)
            try await world.addNote(Self.evil, to: 1, in: "platform/gitops")
            try await test(world, probe)
        }
    }

    @Test(
        "the list shows title, branch, assignees and labels, escaped",
        arguments: ["/", "/-/merge_requests", "/platform/gitops"])
    func list(path: String) async throws {
        try await withEvil { world, probe async throws in
            let page = try await probe.send(.get, world.forgeURL + path)
            #expect(page.status == 200)
            #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
            #expect(page.text.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;quotes&#39;"))
            #expect(!page.text.contains("<script>"))
            #expect(page.text.contains("<code>windlass/&lt;b&gt;</code>"))
            #expect(page.text.contains("@alice"))
            #expect(page.text.contains("&lt;i&gt;"))
        }
    }

    @Test("the page of a merge request shows description, diff and notes, escaped")
    func mergeRequest() async throws {
        try await withEvil { world, probe async throws in
            let request = try #require(try await world.mergeRequests(in: "platform/gitops").first)
            let page = try await probe.send(.get, request.webURL)
            #expect(page.status == 200)
            #expect(!page.text.contains("<script>"))
            #expect(page.text.contains("<ins>+image: &lt;script&gt;x&lt;/script&gt;</ins>"))
            #expect(page.text.contains("Grüße &lt;b&gt;"))
            #expect(page.text.contains("b/grüße.md"))
            #expect(page.text.components(separatedBy: "&lt;script&gt;alert").count == 4)
        }
    }

    @Test("a file is shown with a place for each line, escaped")
    func file() async throws {
        try await withEvil { world, probe async throws in
            let head = try #require(try await world.branches(of: "platform/gitops")["windlass/<b>"])
            let page = try await probe.send(.get, "\(world.forgeURL)/platform/gitops/-/blob/\(head)/apps/web.yaml")
            #expect(page.text.contains("<span id=\"L1\">image: &lt;script&gt;x&lt;/script&gt;</span>"))
        }
    }

    @Test("what is not there is a 404, and nothing is changed by a page")
    func missing() async throws {
        try await withEvil { world, probe async throws in
            for path in [
                "/nowhere", "/platform/gitops/-/merge_requests/9", "/platform/gitops/-/blob/main/gone",
                "/a/-/merge_requests",
            ] {
                #expect(try await probe.send(.get, world.forgeURL + path).status == 404)
            }
            #expect(try await probe.send(.post, world.forgeURL + "/").status == 405)
        }
    }
}
