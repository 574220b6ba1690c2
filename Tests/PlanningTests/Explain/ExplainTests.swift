import Foundation
import Planning
import Testing

@Suite struct ExplainTests {
    private func answer(_ json: String) throws -> Explanation {
        let question = try JSONDecoder().decode(ExplainQuestion.self, from: Data(json.utf8))
        return try explain(question, now: Date(timeIntervalSince1970: 1_700_000_000))
    }

    @Test(arguments: [
        (#"{"current":"1.0.0","tags":["1.0.0","1.1.0","1.2.0-rc.1","0.9.0","main"]}"#, "1.1.0"),
        (#"{"current":"1.0.0","rules":{"allowedVersions":"<2"},"tags":["1.1.0","2.0.0"]}"#, "1.1.0"),
        (#"{"current":"1.0.0","rules":{"ignoreVersions":["1.1.0"]},"tags":["1.0.1","1.1.0"]}"#, "1.0.1"),
        (#"{"current":"1.0.0","rules":{"ignoreUnstable":false},"tags":["1.1.0-rc.1"]}"#, "1.1.0-rc.1"),
        (
            #"{"current":"1.0.0","rules":{"extractVersion":"^app-(?<version>.*)$"},"tags":["app-1.1.0","9.0.0"]}"#,
            "app-1.1.0"
        ),
        (#"{"current":"1.0.0","tags":["1.0.0"]}"#, nil),
        (#"{"current":"1.0.0","tags":[]}"#, nil),
    ])
    func `picks by Renovate's rules`(json: String, picked: String?) throws {
        #expect(try answer(json).picked == picked)
    }

    @Test(arguments: [
        (
            #"{"rules":{"imagePolicy":{"semver":{"range":"1.x"}}},"tags":["1.9.0","1.10.0","1.11.0-rc.1","2.0.0"]}"#,
            "1.10.0"
        ),
        (#"{"rules":{"imagePolicy":{"semver":{"range":">=1.0.0-0"}}},"tags":["1.9.0","1.10.0-rc.1"]}"#, "1.10.0-rc.1"),
        (#"{"rules":{"imagePolicy":{"numerical":{"order":"asc"}}},"tags":["9","10","x"]}"#, "10"),
        (#"{"rules":{"imagePolicy":{"numerical":{"order":"desc"}}},"tags":["9","10"]}"#, "9"),
        (#"{"rules":{"imagePolicy":{"alphabetical":{"order":"asc"}}},"tags":["9","10","a"]}"#, "a"),
        (#"{"rules":{"imagePolicy":{"alphabetical":{"order":"desc"}}},"tags":["9","10","a"]}"#, "10"),
        (
            #"{"rules":{"imagePolicy":{"numerical":{"order":"asc"}},"filterTags":{"pattern":"^main-[a-f0-9]+-(?P<ts>[0-9]+)$","extract":"$ts"}},"tags":["main-abc-9","main-def-10","dev-abc-99"]}"#,
            "main-def-10"
        ),
    ])
    func `picks by Flux's policies`(json: String, picked: String) throws {
        #expect(try answer(json).picked == picked)
    }

    @Test func `says why each other tag was not picked`() throws {
        let explanation = try answer(
            #"{"current":"1.1.0","rules":{"minimumReleaseAge":"3 days"},"tags":[{"tag":"1.2.0","timestamp":"2023-11-01T00:00:00Z"},{"tag":"1.3.0","timestamp":"2023-11-14T00:00:00Z"},"1.0.0","1.1.0","1.4.0-rc.1","main"]}"#
        )
        #expect(explanation.picked == "1.2.0")
        #expect(
            explanation.verdicts == [
                "1.0.0": "older", "1.1.0": "same-as-current", "1.2.0": "picked", "1.3.0": "too-young",
                "1.4.0-rc.1": "unstable", "main": "not-a-version",
            ])
    }

    @Test func `does not depend on the order of the tags`() throws {
        var tags = ["1.0.0", "1.1.0", "v1.1.0", "2.0.0", "2.0.0-alpine", "latest"].map { ExplainQuestion.Tag(tag: $0) }
        let expected = try explain(ExplainQuestion(current: "1.0.0", tags: tags), now: .now)
        for _ in 0..<50 {
            tags.shuffle()
            #expect(try explain(ExplainQuestion(current: "1.0.0", tags: tags), now: .now) == expected)
        }
    }

    @Test func `refuses what it cannot read`() {
        #expect(throws: ExplainError.self) { try answer(#"{"current":"1","versioning":"none","tags":[]}"#) }
        #expect(throws: ExplainError.self) { try answer(#"{"tags":["1"]}"#) }
        #expect(throws: (any Error).self) { try answer(#"{"current":"1"}"#) }
    }
}
