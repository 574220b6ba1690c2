import Domain
import Foundation
import Testing

@Suite("What a merge request remembers")
struct MergeRequestMemoryTests {
    private let memory = MergeRequestMemory(
        commit: "1111111111111111111111111111111111111111", base: "2222222222222222222222222222222222222222",
        fingerprint: "f0",
        moves: [
            .init(datasource: "docker", package: "a--b-->c", file: "x -->.yaml", from: "1 \"q\"", to: "2.0.0--rc"),
            .init(datasource: "helm", package: "é/🧭", file: "y", from: "", to: "3"),
        ], people: ["ada"], labels: ["l\\"], notices: [.takenOver], isClosedByUs: true)

    @Test("is read back from the description it was written into")
    func roundTrip() {
        let description = memory.written(into: "Moves things.")
        #expect(description.hasPrefix("Moves things.\n\n<!-- windlass:state "))
        #expect(MergeRequestMemory(description: description) == memory)
    }

    @Test("its comment ends only at its end, whatever names are in it")
    func comment() {
        let inside = memory.comment.dropFirst("<!--".count).dropLast("-->".count)
        #expect(!inside.contains("--"))
        #expect(memory.comment.hasSuffix(" -->"))
    }

    @Test("takes the place of the one before, and leaves the text")
    func replaces() {
        var newer = memory
        newer.fingerprint = "f1"
        let description = newer.written(into: memory.written(into: "Before") + "\nAfter")
        #expect(MergeRequestMemory(description: description) == newer)
        #expect(description.hasPrefix("Before") && description.hasSuffix("\nAfter"))
        #expect(description.components(separatedBy: "windlass:state").count == 2)
    }

    @Test(
        "a description without a readable one says nothing",
        arguments: [
            "", "text", "<!-- windlass:state -->", "<!-- windlass:state {} -->",
            "<!-- windlass:state {\"commit\":1} -->",
            "<!-- windlass:state {", " --> <!-- windlass:state ",
        ])
    func unreadable(text: String) {
        #expect(MergeRequestMemory(description: text) == nil)
        #expect(MergeRequestMemory(description: memory.written(into: text)) == memory)
    }

    @Test("the last one counts, so quoting an older one changes nothing")
    func last() {
        var older = memory
        older.fingerprint = "old"
        #expect(MergeRequestMemory(description: older.comment + "\n" + memory.comment) == memory)
    }

    @Test("two memories of the same versions are known as such")
    func versions() {
        var elsewhere = memory
        elsewhere.moves[0].file = "other"
        elsewhere.moves.reverse()
        #expect(elsewhere.versions == memory.versions)
        elsewhere.moves[0].to = "4"
        #expect(elsewhere.versions != memory.versions)
    }
}

@Suite("Distinct elements")
struct DistinctTests {
    @Test("stay where they stand first")
    func order() {
        #expect(distinct([3, 1, 3, 2, 1]) == [3, 1, 2])
        #expect(distinct([String]()).isEmpty)
    }
}

@Suite("What a condensed memory knows")
struct CondensedMemoryTests {
    private let memory = MergeRequestMemory(
        commit: "1111111111111111111111111111111111111111", base: "2222222222222222222222222222222222222222",
        fingerprint: "f0",
        moves: (1...50).map {
            .init(
                datasource: "docker", package: "registry.example.com/shop/service-\($0)", file: "a.yaml", from: "1",
                to: "v1.2.\($0)")
        })

    @Test("the same as the whole one, in a third of the room")
    func same() throws {
        var whole = memory
        whole.refused = ["docker x 1"]
        let text = whole.comment(within: 2_000)
        #expect(text.utf16.count < memory.comment.utf16.count / 3)
        let short = try #require(MergeRequestMemory(description: text))
        for memory in [whole, short] {
            #expect(memory.makes(whole.moves) && !memory.makes(Array(whole.moves.dropLast())))
            #expect(memory.proposes(whole.versions) && !memory.proposes(["docker x 1"]))
            #expect(whole.moves.allSatisfy { memory.moves(packageKey: $0.packageKey) })
            #expect(!memory.moves(packageKey: "docker registry.example.com/shop/service-51"))
            #expect(whole.moves.allSatisfy { memory.proposes(version: $0.version) })
            #expect(!memory.proposes(version: "docker registry.example.com/shop/service-1 v1.2.2"))
            let key = whole.moves[0].packageKey
            #expect(memory.proposesLine(of: "1.2.99", packageKey: key, width: 2))
            #expect(memory.proposesLine(of: "1.9.0", packageKey: key, width: 1))
            #expect(!memory.proposesLine(of: "1.9.0", packageKey: key, width: 2))
            #expect(!memory.proposesLine(of: "2.0.0", packageKey: key, width: 1))
            #expect(memory.refuses("docker x 1") && !memory.refuses("docker x 2"))
        }
        #expect(short.condensed == short)
    }
}

@Suite("What another bot wrote")
struct OtherBotTextTests {
    @Test(
        "names a package and a version, or not",
        arguments: [
            ("Update nginx Docker tag to v1.27.3", "", true), ("Update nginx to 1.27.3-alpine", "", false),
            ("Update nginx to 1.27.31", "", false), ("Update nginx to 11.27.3", "", false),
            ("Update nginx-exporter to 1.27.3", "", false), ("Update library/nginx to 1.27.3.", "", true),
            ("Updates", "| nginx | `1.25.0` -> `1.27.3` |", true), ("Updates", "nginx `1.27.3`", false),
            ("Updates", "| nginx | `1.27.0` |\n| redis | `1.27.3` |", false),
        ])
    func names(title: String, text: String, expected: Bool) {
        let request = MergeRequest(
            number: 1, state: .open, title: title, description: text, sourceBranch: "renovate/x", targetBranch: "main",
            webURL: "")
        #expect(request.names("docker.io/library/nginx", version: "1.27.3") == expected)
    }

    @Test(
        "is told by its shape",
        arguments: [
            ("<!--renovate-debug:e30=-->", true), ("| Package | Update | Change |\n|---|---|---|", true),
            ("| Package | File |", false), ("Package Change", false), ("", false),
        ])
    func shape(text: String, expected: Bool) {
        let request = MergeRequest(
            number: 1, state: .open, title: "", description: text, sourceBranch: "renovate/x", targetBranch: "main",
            webURL: "")
        #expect(request.isDescribedByOtherBot == expected)
    }
}
