import Foundation
import Testing

@testable import App

@Suite struct ExplainAnswerTests {
    private func answer(_ line: String) -> (text: String, isGood: Bool) {
        answerLine(Data(line.utf8), number: 3, now: Date(timeIntervalSince1970: 1_700_000_000))
    }

    @Test(arguments: [
        (
            #"{"id":"a","current":"1.0.0","tags":["1.1.0","1.0.0","1.2.0-rc.1"]}"#,
            #"{"id":"a","picked":"1.1.0","rejected":{"1.0.0":"same-as-current","1.2.0-rc.1":"unstable"}}"#
        ),
        (#"{"id":7,"current":"1.0.0","tags":[]}"#, #"{"id":7,"picked":null,"rejected":{}}"#),
        (#"{"current":"1.0.0","tags":["x/1"]}"#, #"{"id":null,"picked":null,"rejected":{"x/1":"not-a-version"}}"#),
        (
            #"{"id":1,"current":"1","rules":{"respectLatest":true,"groupName":"x"},"tags":["2"]}"#,
            #"{"id":1,"picked":"2","rejected":{},"unsupported":["groupName","respectLatest"]}"#
        ),
        (
            #"{"id":1,"current":"1.0","rules":{"packageRules":[{"matchCurrentVersion":"<2","allowedVersions":"<1.5","foo":1}]},"tags":["1.1","1.6"]}"#,
            #"{"id":1,"picked":"1.1","rejected":{"1.6":"not-allowed"},"unsupported":["packageRules[0].foo"]}"#
        ),
        (
            #"{"id":1,"current":"1.0","packageName":"nginx","rules":{"major":{"enabled":false},"packageRules":[{"matchPackageNames":["nginx"],"ignoreVersions":["1.6"]}]},"tags":["1.1","1.6","2.0"]}"#,
            #"{"id":1,"picked":"1.1","rejected":{"1.6":"ignored","2.0":"disabled"}}"#
        ),
        (
            #"{"id":1,"current":"~1.2","versioning":"helm","tags":["1.2.0","1.3.0"]}"#,
            #"{"id":1,"newValue":"~1.3","picked":"1.3.0","rejected":{"1.2.0":"same-as-current"}}"#
        ),
    ])
    func `answers a question with one line`(line: String, expected: String) {
        let answer = answer(line)
        #expect(answer.text == expected)
        #expect(answer.isGood)
    }

    @Test(arguments: [
        ("x", "null", "line 3: this is no JSON object"), ("[]", "null", "line 3: this is no JSON object"),
        (#"{"id":1}"#, "1", "line 3: tags: it is missing"),
        (#"{"id":1,"tags":["1"]}"#, "1", "line 3: current: it is missing; say which tag is in use"),
        (#"{"id":1,"current":"1","tags":[5]}"#, "1", "line 3: tags[0]: this is no text or object"),
        (#"{"id":1,"current":"1","tags":"1"}"#, "1", "line 3: tags: this is no list"),
        (
            #"{"id":1,"current":"1","rules":{"ignoreUnstable":"no"},"tags":[]}"#, "1",
            "line 3: rules.ignoreUnstable: this is no true or false"
        ),
        (
            #"{"id":1,"current":"1","rules":{"packageRules":5},"tags":[]}"#, "1",
            "line 3: rules.packageRules: this is no list"
        ),
        (#"{"id":1,"current":"1","rules":{"major":5},"tags":[]}"#, "1", "line 3: rules.major: this is no object"),
        (
            #"{"id":1,"current":"1","rules":{"packageRules":[{"minimumReleaseAge":"soon"}]},"tags":[]}"#, "1",
            "line 3: packageRules[0].minimumReleaseAge: expected a number and a unit, such as 3 days, found 'soon'"
        ),
        (
            #"{"id":1,"current":"1","tags":[{"tag":"2","timestamp":"soon"}]}"#, "1",
            "line 3: tags[0].timestamp: timestamp is no ISO 8601 time"
        ),
    ])
    func `a line that cannot be answered says where and why`(line: String, id: String, message: String) {
        let answer = answer(line)
        #expect(answer.text == #"{"error":"\#(message)","id":\#(id)}"#)
        #expect(!answer.isGood)
    }
}
