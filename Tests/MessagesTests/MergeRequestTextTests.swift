import Domain
import Foundation
import Messages
import Testing
import TextEdits

@Suite struct MergeRequestTextTests {
    private let capabilities = ForgeCapabilities(descriptionLimit: 100_000, assigneeLimit: 1, rendersDetails: true)
    private let memory = MergeRequestMemory(
        commit: "2222222222222222222222222222222222222222", base: "1111111111111111111111111111111111111111",
        fingerprint: "00", moves: [])

    private func update(
        _ name: String = "nginx", from: String? = "1.25.3", to: String = "1.27.3", type: UpdateType = .minor,
        digest: String? = nil, newDigest: String? = nil, file: String = "apps/web.yaml", line: Int = 12
    ) -> Update {
        let dependency = Dependency(
            file: file, line: line, manager: "kubernetes", depName: name, datasource: "docker", versioning: "docker",
            currentValue: from, currentDigest: digest, spans: [DependencySpan(.value, ByteSpan(start: 0, end: 1))])
        return Update(
            dependency: dependency, type: type, currentVersion: from ?? "", newVersion: to,
            newValue: newDigest == nil || from != to ? to : nil, newDigest: newDigest,
            released: Date(timeIntervalSince1970: 1_732_752_000))
    }

    private func proposal(_ updates: [Update], topic: String = "nginx", isGroup: Bool = false) -> Proposal {
        Proposal(branch: "windlass/nginx-1.x", target: "main", topic: topic, isGroup: isGroup, updates: updates)
    }

    @Test func `titles say what moves where`() {
        #expect(mergeRequestTitle(for: proposal([update()])) == "Update nginx to 1.27.3")
        #expect(
            mergeRequestTitle(for: proposal([update(to: "2.0.0", type: .major)])) == "Update nginx to 2.0.0 (major)")
        #expect(
            mergeRequestTitle(for: proposal([update(), update(from: "1.25.3-alpine", to: "1.27.3-alpine")]))
                == "Update nginx to 1.27.3 and 1.27.3-alpine")
        #expect(mergeRequestTitle(for: proposal([update()], topic: "web tier", isGroup: true)) == "Update web tier")
        let moved = update(
            to: "1.25.3", type: .digest, digest: "sha256:" + String(repeating: "a", count: 64),
            newDigest: "sha256:" + String(repeating: "b", count: 64))
        #expect(mergeRequestTitle(for: proposal([moved])) == "Update the digest of nginx 1.25.3")
    }

    @Test func `a forge without room for the runbook still shows what only this repository shows`() {
        var hop = proposal([update()])
        hop.component = ComponentPlan(
            component: "gitlab", name: "GitLab", file: "apps/web.yaml", current: "17.11.7", goal: "18.2.8",
            hops: [ComponentHop(version: "18.2.8", isStop: true, reason: "required stop")], arrivalBranch: "b")
        hop.coChanges.findings = (1...300).map {
            CoChanges.Finding(file: "a.yaml", line: $0, text: "look here", source: "https://x.example.com")
        }
        hop.coChanges.demands = [CoChanges.Demand(id: "d", text: "It is so.", source: "https://x.example.com")]
        let small = ForgeCapabilities(descriptionLimit: 4000, assigneeLimit: 1, rendersDetails: true)
        let body = mergeRequestBody(
            for: hop, memory: memory, runbook: String(repeating: "long ", count: 1000), capabilities: small
        ) { _, _, _ in nil }
        #expect(body.count <= 4000)
        #expect(body.contains("windlass runbook gitlab --from 17.11.7 --to 18.2.8"))
        #expect(body.contains("- `a.yaml:1`: look here") && body.contains(" more"))
        #expect(body.contains("- [ ] <!-- windlass:confirm=d --> It is so."))
    }

    @Test func `the commit message lists every place once`() {
        let message = commitMessage(for: proposal([update(), update(line: 40), update(file: "apps/api.yaml")]))
        #expect(
            message == """
                Update nginx to 1.27.3

                - apps/web.yaml: nginx 1.25.3 -> 1.27.3
                - apps/api.yaml: nginx 1.25.3 -> 1.27.3

                """)
    }

    @Test func `the body is a table of what changes, what is held, and what a person can do`() {
        var proposal = proposal([update()])
        proposal.held = [
            HeldUpdate(dependency: update().dependency, version: "2.0.0-rc.1", reason: .unstable)
        ]
        let body = mergeRequestBody(for: proposal, memory: memory, capabilities: capabilities) { file, line, commit in
            "https://forge.example/-/blob/\(commit.rawValue.prefix(4))/\(file)#L\(line)"
        }
        #expect(
            body == """
                Moves `nginx` forward: 1 place in 1 file.

                | Package | File | From | To | Change | Published |
                | --- | --- | --- | --- | --- | --- |
                | `nginx` | [`apps/web.yaml:12`](https://forge.example/-/blob/1111/apps/web.yaml#L12) | `1.25.3` | `1.27.3` | minor | 2024-11-28 |

                **Held back**

                - `nginx` `2.0.0-rc.1`: a pre-release, and the version in use is a stable one

                ---

                - [ ] <!-- windlass:rebase --> Tick this to have the branch built again.

                Merge it to take the update. Close without merging to skip exactly this version; the next one is proposed again. \
                Commit to `windlass/nginx-1.x` to make it yours: Windlass then leaves it alone.

                \(memory.comment)

                """)
    }

    @Test func `a body never outgrows the forge`() {
        let updates = (1...500).map { update(file: "apps/service-\($0)/deployment.yaml") }
        let limit = 4_000
        let body = mergeRequestBody(
            for: proposal(updates), memory: memory,
            capabilities: ForgeCapabilities(descriptionLimit: limit, assigneeLimit: 0, rendersDetails: false)
        ) { _, _, _ in nil }
        #expect(body.count <= limit)
        #expect(body.contains("more | | | | |"))
        #expect(MergeRequestMemory(description: body) == memory)
    }

    @Test(arguments: [
        ("a`b", "`` a`b ``"), ("x|y", "`x\u{2758}y`"), ("@admin <b>", "`@admin <b>`"), ("line\nbreak", "`line break`"),
    ])
    func `foreign names stay text`(name: String, expected: String) {
        let body = mergeRequestBody(for: proposal([update(name)]), memory: memory, capabilities: capabilities) {
            _, _, _ in nil
        }
        #expect(body.contains("| \(expected) |"))
    }

    @Test func `a source that is no plain address is not linked`() {
        for address in ["javascript:alert(1)", "https://x.example/a) [b](http://evil.example", "ftp://x"] {
            var update = update()
            update.sourceURL = address
            let body = mergeRequestBody(for: proposal([update]), memory: memory, capabilities: capabilities) {
                _, _, _ in nil
            }
            #expect(body.contains("| `nginx` |"))
        }
    }

    @Test func `notes say why`() {
        #expect(closingNote(.outdated).contains("nothing of this is to be done"))
        #expect(rebuildNote(.targetMoved, target: "main")?.contains("`main`") == true)
        #expect(rebuildNote(.newVersions, target: "main") == nil)
        #expect(takenOverNote(branch: "windlass/x").contains("`windlass/x`"))
    }
}
