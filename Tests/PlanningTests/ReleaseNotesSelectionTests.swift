import Domain
import Foundation
import Planning
import Testing

@Suite struct ReleaseNotesSelectionTests {
    private func question(
        _ from: String, _ to: String, name: String = "ghcr.io/team/web", datasource: DatasourceID = "docker"
    ) -> NotesQuestion {
        NotesQuestion(
            package: Package(datasource: datasource, name: name), depName: name, versioning: "semver", from: from,
            to: to)
    }

    private func history(_ tags: [String], error: LookupError? = nil) -> SourceHistory {
        SourceHistory(
            webURL: "https://github.com/team/web", comparePath: "/compare/", releasesPath: "/releases",
            releases: tags.map { SourceRelease(tag: $0, notes: "notes of " + $0) }, error: error)
    }

    private func notes(
        _ question: NotesQuestion, _ tags: [String], list: [Release] = [], error: LookupError? = nil
    ) -> ReleaseNotes {
        var facts = NotesFacts()
        facts.history = history(tags, error: error)
        facts.list = ReleaseList(releases: list, registryURL: "r")
        return releaseNotes(for: question, facts)
    }

    @Test(arguments: [
        ("1.2.0", "1.4.0", ["v1.4.0", "v1.3.0", "v1.2.0", "v1.5.0"], ["v1.4.0", "v1.3.0"]),
        ("1.2.0", "1.4.0", ["1.4.0", "1.4.0-rc.1", "1.3.0"], ["1.4.0", "1.3.0"]),
        (
            "1.4.0-rc.1", "1.4.0", ["1.4.0", "1.4.0-rc.2", "1.4.0-rc.10", "1.4.0-rc.1"],
            ["1.4.0", "1.4.0-rc.10", "1.4.0-rc.2"]
        ),
        ("1.2.0-alpine", "1.4.0-alpine", ["v1.4.0", "v1.3.0"], ["v1.4.0", "v1.3.0"]),
        ("1.2.0", "1.4.0", ["web-1.4.0", "v1.3.0", "api-1.4.0"], ["web-1.4.0"]),
        ("1.2.0", "1.4.0", ["web/v1.4.0", "web/v1.3.0"], ["web/v1.4.0", "web/v1.3.0"]),
        ("1.2.0", "1.4.0", ["release-1.4.0", "other-1.4.0"], ["release-1.4.0"]),
        ("1.9", "1.10", ["v1.10.0", "v1.9.1", "v1.9.0"], ["v1.10.0", "v1.9.1"]),
        ("1.2.0", "1.4.0", ["api-1.4.0", "nightly", "v2.0.0", "99999999999999999999.1"], []),
        ("latest", "1.4.0", ["v1.4.0"], []), ("1.4.0", "1.2.0", ["v1.4.0"], []),
    ])
    func `releases between two versions belong to the package`(
        from: String, to: String, tags: [String], expected: [String]
    ) {
        #expect(notes(question(from, to), tags).entries.map(\.version) == expected)
    }

    @Test func `of many releases the newest are shown and the others counted`() {
        let found = notes(question("1.0.0", "1.40.0"), (0...40).map { "v1.\($0).0" })
        #expect(found.entries.count == 10 && found.entries.first?.version == "v1.40.0")
        #expect(found.omitted == 30)
        #expect(found.compareURL == "https://github.com/team/web/compare/v1.0.0...v1.40.0")
        #expect(found.releasesURL == "https://github.com/team/web/releases")
    }

    @Test func `a chart takes plain releases for those of its application`() {
        let list = [Release(version: "8.5.1", appVersion: "11.2.0"), Release(version: "8.6.0", appVersion: "11.3.1")]
        let chart = question("8.5.1", "8.6.0", name: "grafana", datasource: "helm")
        let tags = ["v11.3.1", "v11.3.0", "v11.2.0", "v8.6.0", "v8.5.2"]
        let found = notes(chart, tags, list: list)
        #expect(found.entries.map(\.version) == ["v11.3.1", "v11.3.0"])
        #expect(found.compareURL == "https://github.com/team/web/compare/v11.2.0...v11.3.1")
        #expect(notes(chart, tags + ["grafana-8.6.0"], list: list).entries.map(\.version) == ["grafana-8.6.0"])
    }

    @Test func `what the package says about itself comes first`() {
        var facts = NotesFacts()
        facts.history = history(["web-1.4.0"])
        facts.list = ReleaseList(releases: [Release(version: "1.3.0"), Release(version: "1.4.0")], registryURL: "r")
        facts.details = ["1.4.0": ReleaseDetails(notes: "own"), "1.3.0": ReleaseDetails(notes: "older")]
        let found = releaseNotes(for: question("1.2.0", "1.4.0"), facts)
        #expect(found.entries.map(\.text) == ["own", "older"])
    }

    @Test func `links are only to what is there`() {
        let limited = notes(question("1.0.0", "1.1.0"), [], error: LookupError(.rateLimited, "x"))
        #expect(limited.releasesURL != nil && limited.compareURL == nil && !limited.isIncomplete)
        let gone = notes(question("1.0.0", "1.1.0"), [], error: LookupError(.notFound, "x"))
        #expect(gone.isEmpty)
        #expect(notes(question("1.0.0", "1.1.0"), []).isEmpty)
        #expect(notes(question("1.0.0", "1.1.0"), ["v1.1.0"]).compareURL == nil)
        let tags = notes(question("v1", "v2", datasource: "github-tags"), [], error: LookupError(.rateLimited, "x"))
        #expect(tags.compareURL == "https://github.com/team/web/compare/v1...v2")
        #expect(history([]).compareURL(from: "a b", to: "c") == nil)
        #expect(history([]).compareURL(from: "1+a", to: "2")?.hasSuffix("1%2Ba...2") == true)
    }

    @Test func `nothing is asked before something is written`() throws {
        let asked = question("1.25.3", "1.27.3", name: "nginx")
        var proposal = Samples.proposal()
        proposal.notesQuestions = [asked]
        let decide = { (facts: ForgeFacts) in
            reconcile(Plan(proposals: [proposal]), with: facts, limit: 10) { proposal, memory in
                let section =
                    switch proposal.changeLog {
                    case .none: ""
                    case .kept(let text): ChangeLogSection(text: text).markdown
                    case .fetched(let notes):
                        ChangeLogSection(text: notes.map(\.name).joined(), isIncomplete: notes[0].isIncomplete).markdown
                    }
                return ("Update \(proposal.topic)", "Text.\n\n" + section + "\n\n" + memory.comment)
            }
        }
        var facts = Samples.facts(earlier: [])
        facts.notes = [:]
        #expect(decide(facts) == .needs([.notes(asked)]))
        facts.notes = [asked: ReleaseNotes(name: "nginx", from: "1.25.3", to: "1.27.3")]
        guard case .decided(let actions, _) = decide(facts), case .open(let opened, _, _)? = actions.first else {
            Issue.record("it is not opened")
            return
        }
        #expect(opened.changeLog == .fetched([ReleaseNotes(name: "nginx", from: "1.25.3", to: "1.27.3")]))
        var request = Samples.request(for: proposal)
        let memory = try #require(MergeRequestMemory(description: request.description))
        let cases: [(String, Set<FactQuestion>)] = [
            (ChangeLogSection(text: "as before").markdown, []),
            (ChangeLogSection(text: "half", isIncomplete: true).markdown, [.notes(asked)]), ("", [.notes(asked)]),
        ]
        for (section, questions) in cases {
            request.description = "Text.\n\n" + section + "\n\n" + memory.comment
            var open = Samples.facts(branches: ["windlass/nginx-1.x": Samples.head], open: [request])
            open.notes = [:]
            #expect(decide(open) == (questions.isEmpty ? .decided(actions: [], held: []) : .needs(questions)))
        }
    }
}
