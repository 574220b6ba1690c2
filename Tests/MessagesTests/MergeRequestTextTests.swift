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

    @Test func `where the runbook has no room it is a note, and what is to be confirmed stays in the description`() {
        var hop = proposal([update()])
        hop.component = ComponentPlan(
            component: "gitlab", name: "GitLab", file: "apps/web.yaml", current: "17.11.7", goal: "18.2.8",
            hops: [ComponentHop(version: "18.2.8", isStop: true, reason: "required stop")], arrivalBranch: "b")
        hop.coChanges.demands = [CoChanges.Demand(id: "d", text: "It is so.", source: "https://x.example.com")]
        let small = ForgeCapabilities(descriptionLimit: 4000, assigneeLimit: 1, rendersDetails: true)
        let runbook = String(repeating: "long ", count: 1000)
        let text = mergeRequestText(for: hop, memory: memory, runbook: runbook, capabilities: small) { _, _, _ in nil }
        #expect(text.description.count <= 4000)
        #expect(!text.description.contains("long "))
        #expect(text.description.contains("read the runbook in the note below"))
        #expect(text.description.contains("- [ ] <!-- windlass:confirm=d --> It is so."))
        #expect(text.rest?.contains(runbook) == true)
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
                Moves `nginx` from `1.25.3` to `1.27.3`: 1 place in 1 file.

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
        #expect(body.contains("more |"))
        var read = MergeRequestMemory(description: body)
        read?.rest = nil
        #expect(read == memory)
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

/// What stands in a description and what is left over.
@Suite struct MergeRequestRestTests {
    private func capabilities(_ description: Int, note: Int) -> ForgeCapabilities {
        var capabilities = ForgeCapabilities(descriptionLimit: description, assigneeLimit: 0, rendersDetails: false)
        capabilities.noteLimit = note
        return capabilities
    }

    private func text(
        rows: Int, runbook: String? = nil, held: Int = 0, limit: Int, note: Int = 10_000
    ) -> MergeRequestText {
        let updates = (1...rows).map { number in
            let dependency = Dependency(
                file: "apps/service-\(number).yaml", line: 7, manager: "kubernetes", depName: "service-\(number)",
                datasource: "docker", versioning: "docker", currentValue: "1.0.0",
                spans: [DependencySpan(.value, ByteSpan(start: 0, end: 1))])
            return Update(
                dependency: dependency, type: .minor, currentVersion: "1.0.0", newVersion: "1.1.0", newValue: "1.1.0",
                newDigest: nil, released: nil)
        }
        var proposal = Proposal(
            branch: "windlass/services", target: "main", topic: "services", isGroup: true, updates: updates)
        proposal.held = updates.prefix(held).map {
            HeldUpdate(dependency: $0.dependency, version: "2.0.0", reason: .unstable)
        }
        let memory = MergeRequestMemory(
            commit: "2222222222222222222222222222222222222222", base: "1111111111111111111111111111111111111111",
            fingerprint: "00",
            moves: updates.map {
                MergeRequestMemory.Move(
                    datasource: "docker", package: $0.dependency.depName, file: $0.dependency.file, from: "1.0.0",
                    to: "1.1.0")
            })
        return mergeRequestText(
            for: proposal, memory: memory, runbook: runbook, capabilities: capabilities(limit, note: note)
        ) { _, _, _ in nil }
    }

    @Test(arguments: [1, 2, 5, 9, 10, 11, 12, 13, 14, 15, 20, 40, 100, 130])
    func `nothing is lost, and nothing outgrows the forge`(rows: Int) {
        let text = text(rows: rows, held: 3, limit: 3_900, note: 60_000)
        #expect(text.description.utf16.count <= 3_900)
        let all = text.description + (text.rest ?? "")
        #expect((1...rows).allSatisfy { all.contains("`apps/service-\($0).yaml:7`") })
        #expect(text.description.contains("<!-- windlass:rebase -->"))
        let memory = MergeRequestMemory(description: text.description)
        #expect(memory != nil && (memory?.rest == nil) == (text.rest == nil))
        #expect((text.rest == nil) == !text.description.contains("No room here"))
        #expect(memory?.proposes(version: "docker service-\(rows) 1.1.0") == true)
    }

    @Test func `a long section leaves the short ones their place`() {
        let text = text(rows: 1, runbook: String(repeating: "Do this.\n", count: 500), held: 1, limit: 3_900)
        #expect(text.description.contains("**Held back**") && !text.description.contains("Do this."))
        #expect(text.description.contains("read the runbook in the note below"))
        #expect(text.rest?.hasPrefix("## Continued from the description\n\nDo this.") == true)
        #expect(text.rest?.contains("Held back") == false)
    }

    @Test func `what is too long for a note is cut at a line, with its code block closed`() throws {
        let runbook = "```sh\n" + String(repeating: "kubectl get pods\n", count: 5_000) + "```\n"
        let rest = try #require(text(rows: 1, runbook: runbook, limit: 3_900, note: 10_000).rest)
        #expect(rest.utf16.count <= 10_000 - 40)
        #expect(rest.split(separator: "\n").filter { $0.hasPrefix("```") }.count == 2)
        #expect(rest.contains("**Cut here:**"))
    }

    @Test func `the memory changes with the rest, so that a run sees the difference`() {
        let one = MergeRequestMemory(description: text(rows: 40, limit: 3_900).description)
        let two = MergeRequestMemory(description: text(rows: 40, runbook: "# More\n", limit: 3_900).description)
        let three = MergeRequestMemory(
            description: text(rows: 40, runbook: String(repeating: "More. ", count: 900), limit: 3_900).description)
        #expect(one?.rest != nil && one?.rest != three?.rest && two != nil)
    }
}
