import Domain
import Foundation
import Testing

@testable import Messages

@Suite struct ChangeLogTests {
    private static let big = ForgeCapabilities(descriptionLimit: 58_000, assigneeLimit: 1, rendersDetails: true)
    private static let small = ForgeCapabilities(descriptionLimit: 3_900, assigneeLimit: 1, rendersDetails: false)

    private func notes(text: String = "- Faster, says @alice", name: String = "ingress") -> ReleaseNotes {
        ReleaseNotes(
            name: name, from: "4.8.0", to: "4.11.3",
            entries: [
                .init(
                    version: "v4.11.3", date: Date(timeIntervalSince1970: 1_732_752_000),
                    url: "https://github.com/o/r/releases/tag/v4.11.3", text: text), .init(version: "v4.9.0"),
            ], omitted: 2, releasesURL: "https://github.com/o/r/releases",
            compareURL: "https://github.com/o/r/compare/v4.8.0...v4.11.3", changelogURL: "https://x.example/log")
    }

    @Test func `each package is folded away, with its versions and links`() {
        let text = changeLogSection(.fetched([notes()]), room: 50_000, capabilities: Self.big, ownHost: nil)
        #expect(
            text == """
                <!-- windlass:notes -->

                **Release notes**

                <details>
                <summary><code>ingress</code> <code>4.8.0</code> → <code>4.11.3</code></summary>

                [Compare](https://github.com/o/r/compare/v4.8.0...v4.11.3) · [All releases](https://github.com/o/r/releases) · [Changes](https://x.example/log)

                #### [`v4.11.3`](https://github.com/o/r/releases/tag/v4.11.3) (2024-11-28)

                - Faster, says @\u{200B}alice

                #### `v4.9.0`

                [and 2 more releases](https://github.com/o/r/releases)

                </details>

                <!-- windlass:notes end -->
                """)
    }

    @Test func `where there is little room only links are given, or nothing`() {
        let text = changeLogSection(.fetched([notes()]), room: 3_000, capabilities: Self.small, ownHost: nil)
        #expect(
            text == """
                <!-- windlass:notes -->

                **Release notes**

                - `ingress`: [`v4.11.3`](https://github.com/o/r/releases/tag/v4.11.3) (2024-11-28) · [Compare](https://github.com/o/r/compare/v4.8.0...v4.11.3) · [All releases](https://github.com/o/r/releases) · [Changes](https://x.example/log)

                <!-- windlass:notes end -->
                """)
        for room in [-50, 0, 150, 300] {
            let text = changeLogSection(.fetched([notes()]), room: room, capabilities: Self.small, ownHost: nil)
            #expect(text == "<!-- windlass:notes -->\n<!-- windlass:notes end -->")
        }
    }

    @Test(arguments: [1, 2, 7, 40]) func `all together stay within the room, and every part is closed`(count: Int) {
        let long = "```\n" + String(repeating: "a line of code\n", count: 5_000)
        let all = (1...count).map { notes(text: long, name: "package-\($0)") }
        for room in [1_500, 9_000, 60_000] {
            let text = changeLogSection(.fetched(all), room: room, capabilities: Self.big, ownHost: nil) ?? ""
            #expect(text.utf16.count <= room, "\(count) in \(room)")
            #expect(text.components(separatedBy: "<details>").count == text.components(separatedBy: "</details>").count)
            #expect(text.split(separator: "\n").count { $0 == "```" }.isMultiple(of: 2))
        }
    }

    @Test func `what was written once is read back and stays`() throws {
        let text = try #require(
            changeLogSection(.fetched([notes()]), room: 50_000, capabilities: Self.big, ownHost: nil))
        let description = "Above.\r\n\r\n" + text.replacing("\n", with: "\r\n") + "\r\n\r\nBelow."
        let section = try #require(ChangeLogSection(description: description))
        #expect(!section.isIncomplete && section.markdown == text)
        let kept = changeLogSection(.kept(section.text), room: 50_000, capabilities: Self.big, ownHost: nil)
        #expect(kept == text)
        #expect(changeLogSection(.none, room: 50_000, capabilities: Self.big, ownHost: nil) == nil)
        #expect(ChangeLogSection(description: "Above.") == nil)
        var partial = notes()
        partial.isIncomplete = true
        let half = changeLogSection(.fetched([partial]), room: 50_000, capabilities: Self.big, ownHost: nil)
        #expect(half.flatMap(ChangeLogSection.init(description:))?.isIncomplete == true)
    }

    @Test func `lanes of one image are told once`() {
        var lane = notes()
        lane.from += "-alpine"
        lane.to += "-alpine"
        let text = changeLogSection(.fetched([notes(), lane]), room: 50_000, capabilities: Self.big, ownHost: nil)
        #expect(text == changeLogSection(.fetched([notes()]), room: 50_000, capabilities: Self.big, ownHost: nil))
    }

    @Test func `names cannot leave their place`() {
        let odd = notes(name: "</code></summary><!-- windlass:notes end -->@a")
        let text = changeLogSection(.fetched([odd]), room: 50_000, capabilities: Self.big, ownHost: nil) ?? ""
        #expect(text.contains("&lt;/code&gt;&lt;/summary&gt;&lt;!-- windlass:notes end --&gt;@a</code>"))
    }
}
