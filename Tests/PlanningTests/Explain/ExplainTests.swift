import Domain
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

    @Test(arguments: [
        #"{"current":"1.0.0","tags":["1.1.0","v1.1.0","2.0.0","2.0.0-alpine","latest","1.1.0","1.1.0+b1"]}"#,
        #"{"current":"1.0.0","versioning":"semver","tags":["1.1.0+a","1.1.0+b","v1.1.0","1.0.0+x"]}"#,
        #"{"current":"1.0.0","rules":{"followTag":"latest"},"tags":[{"tag":"latest","digest":"b"},{"tag":"latest","digest":"a"},{"tag":"1.1.0","digest":"a"},{"tag":"1.2.0","digest":"b"},{"tag":"1.2.0","digest":"c"}]}"#,
        #"{"current":"1.0.0","rules":{"minimumReleaseAge":"3 days"},"tags":[{"tag":"1.1.0","timestamp":"2023-11-01T00:00:00Z"},{"tag":"1.1.0","timestamp":"2023-11-14T00:00:00Z"},{"tag":"1.0.1","timestamp":"2023-11-01T00:00:00Z"}]}"#,
        #"{"current":"1.0","rules":{"extractVersion":"(?<version>[0-9.]+)"},"tags":["a-1.1","b-1.1","c-1.1","1.0"]}"#,
        #"{"rules":{"imagePolicy":{"semver":{"range":"*"}}},"tags":["1.1.0","v1.1.0","1.1.0+a","1.1.0+b","x"]}"#,
        #"{"rules":{"imagePolicy":{"numerical":{"order":"asc"}}},"tags":["10","1e1","10.0","+10","9"]}"#,
        #"{"rules":{"imagePolicy":{"numerical":{"order":"desc"}}},"tags":["9","9.0","+9","10"]}"#,
        #"{"rules":{"imagePolicy":{"alphabetical":{}},"filterTags":{"pattern":"^(.)","extract":"$1"}},"tags":["a1","a2","b2","b1"]}"#,
    ])
    func `does not depend on the order of the tags`(json: String) throws {
        var question = try JSONDecoder().decode(ExplainQuestion.self, from: Data(json.utf8))
        let now = Date(timeIntervalSince1970: 1_700_000_000)
        let expected = try explain(question, now: now)
        #expect(expected.picked != nil)
        #expect(Set(expected.verdicts.keys) == Set(question.tags.map(\.tag)))
        for _ in 0..<50 {
            question.tags.shuffle()
            #expect(try explain(question, now: now) == expected)
        }
    }

    @Test func `of tags with the same extracted version one that is old enough is picked`() throws {
        let explanation = try answer(
            #"{"current":"1.0","rules":{"extractVersion":"(?<version>[0-9.]+)$","minimumReleaseAge":"3 days"},"tags":[{"tag":"a-1.1","timestamp":"2023-11-01T00:00:00Z"},{"tag":"b-1.1","timestamp":"2023-11-14T00:00:00Z"},"x"]}"#
        )
        #expect(explanation.picked == "a-1.1")
        #expect(explanation.verdicts == ["a-1.1": "picked", "b-1.1": "too-young", "x": "filtered-out"])
    }

    @Test func `policies say why each other tag was not picked`() throws {
        let semver = try answer(
            #"{"current":"1.2.0","rules":{"imagePolicy":{"semver":{"range":"1.x"}}},"tags":["v1.4.0","1.3.0","1.5.0-rc.1","2.0.0","2.0.0-rc.1","1.6","main"]}"#
        )
        #expect(
            semver.verdicts == [
                "v1.4.0": "picked", "1.3.0": "lower-in-order", "1.5.0-rc.1": "unstable", "2.0.0": "not-allowed",
                "2.0.0-rc.1": "not-allowed", "1.6": "not-a-version", "main": "not-a-version",
            ])
        let numerical = try answer(
            #"{"current":"5","rules":{"imagePolicy":{"numerical":{"order":"desc"}},"filterTags":{"pattern":"^[^x]"}},"tags":["5","7","0x1","inf","1_0","x1"]}"#
        )
        #expect(numerical.picked == nil)
        #expect(
            numerical.verdicts == [
                "5": "same-as-current", "7": "lower-in-order", "0x1": "not-a-version", "inf": "not-a-version",
                "1_0": "not-a-version", "x1": "filtered-out",
            ])
    }

    @Test func `picks only the kind of step that is asked for`() throws {
        for (type, picked) in [("major", "2.0.0"), ("minor", "1.1.0"), ("patch", "1.0.1")] {
            let json = #"{"current":"1.0.0","updateType":"\#(type)","tags":["1.0.1","1.1.0","2.0.0"]}"#
            #expect(try answer(json).picked == picked)
        }
    }

    @Test(
        arguments: [
            // Nothing beyond what `latest` points at; what is of another lane is held by its numbers.
            (
                #"{"current":"1.0.0","rules":{"respectLatest":true},"tags":[{"tag":"latest","digest":"a"},{"tag":"1.1.0","digest":"a"},{"tag":"1.2.0","digest":"b"}]}"#,
                "1.1.0"
            ),
            (
                #"{"current":"1.0.0-alpine","rules":{"respectLatest":true},"tags":[{"tag":"latest","digest":"a"},{"tag":"1.1.0","digest":"a"},{"tag":"1.1.0-alpine","digest":"c"},{"tag":"1.2.0-alpine","digest":"b"}]}"#,
                "1.1.0-alpine"
            ),
            // Who is beyond it already is not held back.
            (
                #"{"current":"1.2.0","rules":{"respectLatest":true},"tags":[{"tag":"latest","digest":"a"},{"tag":"1.1.0","digest":"a"},{"tag":"1.3.0","digest":"b"}]}"#,
                "1.3.0"
            ),
            (
                #"{"current":"1.0.0","rules":{"respectLatest":false},"tags":[{"tag":"latest","digest":"a"},{"tag":"1.1.0","digest":"a"},{"tag":"1.2.0","digest":"b"}]}"#,
                "1.2.0"
            ),
            (#"{"current":"1.25.3@sha256:00","tags":["1.25.4"]}"#, "1.25.4"),
            (#"{"current":"1.0.0","rules":{"ignoreVersions":"1.5.0"},"tags":["1.4.0","1.5.0"]}"#, "1.4.0"),
            (#"{"current":"1.0.0","rules":{"enabled":false},"tags":["1.4.0"]}"#, nil),
            // Of equal versions the one in the current spelling, then the one published last, then by text.
            (#"{"current":"1.0.0","versioning":"semver","tags":["1.1.0","v1.1.0"]}"#, "1.1.0"),
            (#"{"current":"v1.0.0","versioning":"semver","tags":["1.1.0","v1.1.0"]}"#, "v1.1.0"),
            (
                #"{"current":"v20240115-8a1b2c3d","tags":[{"tag":"v20240201-1f1e2d3c","timestamp":"2024-02-01T10:00:00Z"},{"tag":"v20240201-0f1e2d3c","timestamp":"2024-02-01 12:00:00Z"}]}"#,
                "v20240201-0f1e2d3c"
            ),
            (
                #"{"current":"1.0","rules":{"extractVersion":"(?<version>[0-9.]+)$"},"tags":[{"tag":"a-1.1","timestamp":"2024-02-02"},{"tag":"b-1.1","timestamp":"2024-02-01"}]}"#,
                "a-1.1"
            ),
            (
                #"{"current":"1.0.0","rules":{"stabilityDays":3},"tags":[{"tag":"1.1.0","timestamp":"2023-11-01T00:00:00Z"},{"tag":"1.2.0","timestamp":"2023-11-14T00:00:00Z"}]}"#,
                "1.1.0"
            ),
            (
                #"{"current":"16.1-bookworm","rules":{"allowedVersions":"16.2-bookworm"},"tags":["16.2-bookworm","16.3-bookworm"]}"#,
                "16.2-bookworm"
            ),
            // A pre-release behind fewer numbers.
            (#"{"rules":{"imagePolicy":{"semver":{"range":">=1.2-0"}}},"tags":["1.2.0","1.3.0-rc.1"]}"#, "1.3.0-rc.1"),
            (
                #"{"rules":{"imagePolicy":{"semver":{"range":"1.x-0"}}},"tags":["1.2.0","1.3.0-rc.1","2.0.0-rc.1"]}"#,
                "1.3.0-rc.1"
            ),
            (#"{"rules":{"imagePolicy":{"semver":{"range":""}}},"tags":["1.2.0","1.3.0-rc.1"]}"#, "1.2.0"),
        ] as [(String, String?)])
    func `picks by what tags point at and by their times`(json: String, picked: String?) throws {
        #expect(try answer(json).picked == picked)
    }

    @Test(
        arguments: [
            ("replace", ["1.2.0", "1.9.0", "2.1.0"], "2.1.0", "^2.0.0"),
            ("bump", ["1.2.0", "1.9.0"], "1.9.0", "^1.9.0"),
            ("bump", ["1.2.0"], nil, nil), ("pin", ["1.2.0", "1.9.0"], "1.9.0", nil), ("pin", ["2.0.0"], nil, nil),
            ("widen", ["1.2.0", "2.1.0"], "2.1.0", "^1.2.0 || ^2.0.0"),
            ("in-range-only", ["1.2.0", "2.1.0"], nil, nil),
            ("auto", ["1.2.0", "1.9.0"], nil, nil), ("update-lockfile", ["1.2.0", "2.1.0"], "2.1.0", "^2.0.0"),
        ] as [(String, [String], String?, String?)])
    func `a range moves by its strategy`(strategy: String, tags: [String], picked: String?, written: String?) throws {
        var rules = ExplainRules()
        rules.rangeStrategy = strategy
        let question = ExplainQuestion(
            current: "^1.2.0", versioning: "helm", rules: rules, tags: tags.map { ExplainQuestion.Tag(tag: $0) })
        let explanation = try explain(question, now: Date(timeIntervalSince1970: 1_700_000_000))
        #expect(explanation.picked == picked)
        #expect(explanation.newValue == written)
    }

    @Test func `package rules apply where they match, later ones win`() throws {
        var question = ExplainQuestion(
            current: "1.0.0", tags: ["1.4.0", "1.6.0", "2.0.0"].map { ExplainQuestion.Tag(tag: $0) })
        func picked(_ rules: [PackageRule]) throws -> Explanation {
            question.packageRules = rules
            return try explain(question, now: Date(timeIntervalSince1970: 1_700_000_000))
        }
        func rule(_ edit: (inout PackageRule) -> Void) -> PackageRule {
            var rule = PackageRule()
            edit(&rule)
            return rule
        }
        let noMajor = rule {
            $0.matchUpdateTypes = [.major]
            $0.enabled = false
        }
        let explanation = try picked([noMajor])
        #expect(explanation.picked == "1.6.0")
        #expect(explanation.verdicts["2.0.0"] == "disabled")
        let old = rule {
            $0.matchCurrentVersion = "<2"
            $0.allowedVersions = "<1.5"
        }
        #expect(try picked([old]).picked == "1.4.0")
        let later = rule { $0.allowedVersions = "<2" }
        #expect(try picked([old, later]).picked == "1.6.0")
        let named = rule {
            $0.matchPackageNames = ["nginx"]
            $0.allowedVersions = "<1.5"
        }
        #expect(try picked([named]).picked == "2.0.0")
        question.packageName = "nginx"
        #expect(try picked([named]).picked == "1.4.0")
    }

    @Test func `a date and a number that may be a commit are no versions to who is on a version`() throws {
        let explanation = try answer(#"{"current":"7","tags":["8","20240801","202408","1234567"]}"#)
        #expect(
            explanation.verdicts == [
                "8": "picked", "20240801": "not-a-version", "202408": "not-a-version", "1234567": "not-a-version",
            ])
        #expect(try answer(#"{"current":"20240801","tags":["8","20240901"]}"#).verdicts["8"] == "other-lane")
    }

    @Test func `respectLatest is not considered when nobody says what latest points at`() throws {
        let explanation = try answer(#"{"current":"1","rules":{"respectLatest":true},"tags":["2","latest"]}"#)
        #expect(explanation.picked == "2")
        #expect(explanation.unsupported == ["respectLatest"])
    }

    @Test func `names the options that it does not consider`() throws {
        let json =
            #"{"rules":{"respectLatest":false,"allowedVersions":"<1","imagePolicy":{"alphabetical":{}}},"tags":["1"]}"#
        #expect(try answer(json).unsupported == ["allowedVersions", "respectLatest"])
    }

    @Test(arguments: [
        (#"{"current":"1","versioning":"none","tags":[]}"#, "versioning none"),
        (#"{"tags":["1"]}"#, "current"),
        (#"{"current":"1","updateType":"big","tags":["1"]}"#, "updateType big"),
        (#"{"current":"1","rules":{"allowedVersions":"~~~"},"tags":[]}"#, "allowedVersions ~~~"),
        (#"{"current":"1","rules":{"allowedVersions":"/(/"},"tags":[]}"#, "allowedVersions /(/"),
        (#"{"current":"1","rules":{"ignoreVersions":[">>1"]},"tags":[]}"#, "ignoreVersions >>1"),
        (#"{"current":"1","rules":{"extractVersion":"("},"tags":[]}"#, "extractVersion ("),
        (#"{"current":"1","rules":{"extractVersion":"(.*)"},"tags":[]}"#, "extractVersion (.*)"),
        (#"{"current":"1","rules":{"minimumReleaseAge":"soon"},"tags":[]}"#, "minimumReleaseAge soon"),
        (#"{"current":"1","rules":{"rangeStrategy":"x"},"tags":[]}"#, "rangeStrategy x"),
        (#"{"current":"1","rules":{"minimumReleaseAgeBehaviour":"x"},"tags":[]}"#, "minimumReleaseAgeBehaviour x"),
        (
            #"{"current":"1","rules":{"extractVersion":"(?<version>.)","filterTags":{}},"tags":[]}"#,
            "extractVersion and"
        ),
        (#"{"rules":{"imagePolicy":{"semver":{"range":"zzz"}}},"tags":[]}"#, "imagePolicy.semver.range zzz"),
        (#"{"rules":{"imagePolicy":{"numerical":{"order":"up"}}},"tags":[]}"#, "imagePolicy.numerical.order up"),
        (
            #"{"rules":{"imagePolicy":{"alphabetical":{"order":"ASC"}}},"tags":[]}"#,
            "imagePolicy.alphabetical.order ASC"
        ),
        (#"{"rules":{"imagePolicy":{}},"tags":[]}"#, "imagePolicy: it is empty"),
        (#"{"rules":{"imagePolicy":{"numerical":{},"alphabetical":{}}},"tags":[]}"#, "imagePolicy: it has several"),
        (
            #"{"rules":{"imagePolicy":{"numerical":{}},"filterTags":{"pattern":"[","extract":"$1"}},"tags":[]}"#,
            "filterTags.pattern ["
        ),
    ])
    func `refuses what it cannot read, and names the option`(json: String, start: String) {
        let error = #expect(throws: ExplainError.self) { try answer(json) }
        #expect(error?.description.hasPrefix(start) == true, "\(error?.description ?? "")")
    }

    @Test func `a question without tags cannot be read`() {
        #expect(throws: DecodingError.self) { try answer(#"{"current":"1"}"#) }
    }
}
