import Testing
import TextEdits

@testable import Managers

/// The lock file of a chart follows its requirements. The digests were computed apart, from the JSON that Helm hashes;
/// `sha256` knows only these texts, so that a byte too much fails.
@Suite struct ChartLockTests {
    private static let locked = [
        #"{"name":"api","version":"1.4.0","repository":"https://charts.example.com"}"#,
        #"{"name":"queue","version":"0.5.0","repository":"oci://registry.example.com/charts"}"#,
        #"{"name":"local","version":"0.1.0","repository":"file://../local"}"#,
    ]

    private static func text(_ api: String, _ queue: String, _ lockedAPI: String, _ lockedQueue: String) -> String {
        let rest = #","condition":"api.enabled","tags":["shop","web"],"alias":"front"}"#
        let requirements = [
            #"{"name":"api","version":"\#(api)","repository":"https://charts.example.com""# + rest,
            #"{"name":"queue","version":"\#(queue)","repository":"oci://registry.example.com/charts","#
                + #""import-values":["data",{"child":"a","parent":"b"}]}"#,
            locked[2],
        ]
        let entries = [
            locked[0].replacing("1.4.0", with: lockedAPI), locked[1].replacing("0.5.0", with: lockedQueue), locked[2],
        ]
        return "[[" + requirements.joined(separator: ",") + "],[" + entries.joined(separator: ",") + "]]"
    }

    private static let digests = [
        text(#"\u003e=1.2.0 \u003c2.0.0"#, "0.5.0", "1.4.0", "0.5.0"):
            "b69d65c2faba4a2aef8162a638dc259eda5c2fc859a8622cb5dfd8462506679e",
        text(#"\u003e=1.2.0 \u003c2.0.0"#, "0.6.0", "1.4.0", "0.6.0"):
            "3c20fce21fa9f4bf9313f50d49dec56e142e6f658513ab9e6193b42c0f283bdc",
        text(#"\u003e=1.2.0 \u003c3.0.0"#, "0.5.0", "2.1.0", "0.5.0"):
            "bb6564c9043ffcb0a9dd6243b34431f8853b299efc58d9a40e2dcf7b682cf464",
    ]

    private static func sha256(_ bytes: [UInt8]) -> String {
        digests[String(decoding: bytes, as: UTF8.self)] ?? "unknown: " + String(decoding: bytes, as: UTF8.self)
    }

    private func chart(_ api: String = ">=1.2.0 <2.0.0", _ queue: String = "0.5.0") -> [UInt8] {
        Array(
            """
            apiVersion: v2
            name: shop
            version: 1.0.0
            dependencies:
              - name: api
                version: "\(api)" # a range
                repository: https://charts.example.com
                condition: api.enabled
                tags: [shop, web]
                alias: front
              - repository: oci://registry.example.com/charts
                name: queue
                version: \(queue)
                import-values:
                  - data
                  - {parent: b, child: a}
              - {name: local, version: 0.1.0, repository: "file://../local"}
            """.utf8)
    }

    private func lock(_ api: String = "1.4.0", _ queue: String = "0.5.0", _ digest: String? = nil) -> String {
        """
        dependencies:
        - name: api
          repository: https://charts.example.com
          version: \(api)
        - name: queue
          repository: oci://registry.example.com/charts
          version: \(queue)
        - name: local
          repository: file://../local
          version: 0.1.0
        digest: sha256:\(digest ?? "b69d65c2faba4a2aef8162a638dc259eda5c2fc859a8622cb5dfd8462506679e")
        generated: "2025-01-02T03:04:05.123456789Z"

        """
    }

    private func updated(
        _ lock: String, _ after: [UInt8], before: [UInt8]? = nil, _ resolved: [Int: String] = [:]
    ) throws -> String {
        let edits = try ChartLock(Array(lock.utf8)).edits(
            before: before ?? chart(), after: after, generated: "2026-11-21T09:00:00Z",
            resolved: { index, _ in resolved[index] }, sha256: Self.sha256)
        return try String(decoding: EditSet(edits).applied(to: Array(lock.utf8)), as: UTF8.self)
    }

    @Test("an exact version is written with its digest and time, and nothing else changes")
    func exact() throws {
        let expected = lock("1.4.0", "0.6.0", "3c20fce21fa9f4bf9313f50d49dec56e142e6f658513ab9e6193b42c0f283bdc")
            .replacing("2025-01-02T03:04:05.123456789Z", with: "2026-11-21T09:00:00Z")
        #expect(try updated(lock(), chart(">=1.2.0 <2.0.0", "0.6.0")) == expected)
    }

    @Test("a range is written as the version that it comes to")
    func range() throws {
        let expected = lock("2.1.0", "0.5.0", "bb6564c9043ffcb0a9dd6243b34431f8853b299efc58d9a40e2dcf7b682cf464")
            .replacing("2025-01-02T03:04:05.123456789Z", with: "2026-11-21T09:00:00Z")
        #expect(try updated(lock(), chart(">=1.2.0 <3.0.0"), [0: "2.1.0"]) == expected)
    }

    @Test(
        "a range whose version nobody knows holds the update",
        arguments: [">=1.2.0 <3.0.0", "^2.0.0", "2", "2.1", "*", "-", "2.0.0 - 3.0.0", "2.0.0-0 <3", "2.0.x", "~2.0.0"])
    func unresolved(_ requirement: String) {
        #expect(throws: ChartLockError.unresolved("api")) { try updated(lock(), chart(requirement)) }
    }

    @Test("requirements that did not change leave the lock file alone")
    func unchanged() throws {
        #expect(try updated(lock(), chart()) == lock())
    }

    @Test("a lock file that was not in step is not touched")
    func stale() {
        let after = chart(">=1.2.0 <2.0.0", "0.6.0")
        #expect(throws: ChartLockError.notInStep) { try updated(lock("1.3.0"), after) }
        #expect(throws: ChartLockError.notInStep) { try updated(lock(), after, before: Array("dependencies: []".utf8)) }
        let moved = Array(
            String(decoding: chart(), as: UTF8.self).replacing("charts.example.com", with: "b.example.com").utf8)
        #expect(throws: ChartLockError.notInStep) { try updated(lock(), moved) }
    }

    @Test(
        "a file that is none says so",
        arguments: ["", "digest: a", "dependencies: {}\ndigest: a\ngenerated: b", "a: [", "- a"])
    func unreadable(_ text: String) {
        #expect(throws: ChartLockError.self) { try ChartLock(Array(text.utf8)) }
    }

    @Test("what Helm would read another way is not guessed", arguments: ["1.10", "[1]", "{{ .Values.v }}"])
    func unclear(_ version: String) {
        #expect(throws: ChartLockError.self) { try updated(lock(), chart(">=1.2.0 <2.0.0", version)) }
    }

    @Test("names of repositories that only a machine knows are not guessed", arguments: ["@shop", "alias:shop"])
    func alias(_ repository: String) {
        let text = "dependencies: [{name: a, version: 1.0.0, repository: '\(repository)'}]"
        #expect(throws: ChartLockError.self) { try ChartRequirement.all(in: Array(text.utf8)) }
    }
}
