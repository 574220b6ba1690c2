import Domain
import Foundation
import Planning
import Testing
import Versioning

@Suite("Questions about single releases") struct ReleaseQuestionTests {
    private static let now = Date(timeIntervalSince1970: 1_700_000_000)
    private let dependency = Samples.image("nginx", "1.25.3")

    private func planner(_ edit: (inout RepositoryOptions) -> Void) -> Planner {
        var options = RepositoryOptions()
        edit(&options)
        return Planner(options: options, schemes: { versioning(for: $0) }, context: PlanningContext(now: Self.now))
    }

    private func lookups(_ versions: [String]) -> Lookups {
        let list = ReleaseList(
            releases: versions.map { Release(version: $0) }, registryURL: "https://registry.example")
        return Lookups(releases: [dependency.package: .success(list)])
    }

    /// Asks until nothing is left, and returns what was asked in each round.
    private func ask(
        _ planner: Planner, _ lookups: inout Lookups, _ answer: (ReleaseQuestion) -> ReleaseFact?
    ) -> [Set<String>] {
        var asked: Set<ReleaseQuestion> = []
        var rounds: [Set<String>] = []
        for round in 0..<Planner.questionRounds {
            let questions = planner.releaseQuestions([dependency], lookups: lookups, asked: asked, round: round)
            guard !questions.isEmpty else { break }
            rounds.append(Set(questions.map { "\($0.version) \($0.fact.rawValue)" }))
            asked.formUnion(questions)
            for question in questions {
                if let fact = answer(question) { lookups.add(fact, to: question) }
            }
        }
        return rounds
    }

    private let versions = ["1.25.3", "1.26.0", "1.27.0", "1.28.0", "1.29.0", "1.30.0"]

    @Test("nothing is asked when no option needs it") func nothing() {
        var lookups = lookups(versions)
        #expect(ask(planner { _ in }, &lookups) { _ in nil }.isEmpty)
    }

    @Test("times are asked from the newest back, until one is old enough") func times() {
        var lookups = lookups(versions)
        let planner = planner { $0.updates.minimumReleaseAge = ReleaseAge("3 days") }
        let young: Set = ["1.30.0", "1.29.0"]
        let rounds = ask(planner, &lookups) { question in
            .time(Self.now - (young.contains(question.version) ? 86_400 : 86_400 * 30))
        }
        #expect(rounds == [["1.30.0 time"], ["1.29.0 time", "1.28.0 time"]])
        let plan = planner.plan([dependency], lookups: lookups, target: "main")
        #expect(plan.proposals.flatMap(\.updates).map(\.newVersion) == ["1.28.0"])
        #expect(plan.held.map(\.version) == ["1.30.0"])
    }

    @Test("what nobody can tell is asked once, and held") func unanswered() {
        var lookups = lookups(["1.25.3", "1.26.0", "1.27.0"])
        let planner = planner { $0.updates.minimumReleaseAge = ReleaseAge("3 days") }
        let rounds = ask(planner, &lookups) { _ in nil }
        #expect(rounds == [["1.27.0 time"], ["1.26.0 time"]])
        #expect(planner.plan([dependency], lookups: lookups, target: "main").proposals.isEmpty)
    }

    @Test("a followed tag is compared by digests, asked as far as needed") func followed() {
        var lookups = lookups(versions + ["stable"])
        let planner = planner { $0.updates.followTag = "stable" }
        let rounds = ask(planner, &lookups) { question in
            .digest(["stable", "1.28.0"].contains(question.version) ? "sha256:a" : "sha256:\(question.version)")
        }
        #expect(rounds.first == ["stable digest", "1.30.0 digest"])
        #expect(!rounds.joined().contains("1.26.0 digest"))
        let plan = planner.plan([dependency], lookups: lookups, target: "main")
        #expect(plan.proposals.flatMap(\.updates).map(\.newVersion) == ["1.28.0"])
    }

    @Test("an extracted version is asked for by the name that the registry knows") func extracted() {
        var lookups = lookups(["release-1.25.3", "release-1.26.0"])
        let planner = planner {
            $0.updates.extractVersion = "^release-(?<version>.+)$"
            $0.updates.minimumReleaseAge = ReleaseAge("3 days")
        }
        #expect(ask(planner, &lookups) { _ in .time(Self.now - 86_400 * 9) } == [["release-1.26.0 time"]])
        let plan = planner.plan([dependency], lookups: lookups, target: "main")
        #expect(plan.proposals.flatMap(\.updates).map(\.newValue) == ["1.26.0"])
        #expect(plan.proposals.flatMap(\.updates).map(\.newTag) == ["release-1.26.0"])
    }

    @Test("an inspection gives every version a verdict, and the words of explain") func inspection() throws {
        var lookups = lookups(versions + ["1.31.0-rc.1", "latest", "1.20.0"])
        let planner = planner { $0.updates.minimumReleaseAge = ReleaseAge("3 days") }
        _ = ask(planner, &lookups) { .time(Self.now - ($0.version == "1.30.0" ? 60 : 86_400 * 9)) }
        let inspection = try #require(planner.inspect(dependency, lookups: lookups))
        let verdicts = Dictionary(uniqueKeysWithValues: inspection.verdicts.map { ($0.version, $0.verdict) })
        #expect(verdicts["1.30.0"] == "too-young")
        #expect(verdicts["1.29.0"] == "picked")
        #expect(verdicts["1.31.0-rc.1"] == "unstable")
        #expect(verdicts["latest"] == "not-a-version")
        #expect(verdicts["1.20.0"] == "older")
        #expect(verdicts["1.25.3"] == "same-as-current")
        #expect(verdicts["1.28.0"] == "newer-but-not-picked" || verdicts["1.28.0"] == "too-young")
        #expect(inspection.options == ["minimumReleaseAge: 3 days"])
        #expect(inspection.updates.map(\.newVersion) == ["1.29.0"])
    }

    @Test("what a publisher calls a pre-release is one, whatever its name") func marked() {
        let list = ReleaseList(
            releases: [
                Release(version: "1.25.3"), Release(version: "1.26.0"), Release(version: "1.27.0", isStable: false),
            ], registryURL: "https://registry.example")
        let plan = planner { _ in }.plan(
            [dependency], lookups: Lookups(releases: [dependency.package: .success(list)]), target: "main")
        #expect(plan.proposals.flatMap(\.updates).map(\.newVersion) == ["1.26.0"])
        #expect(plan.held.map(\.reason) == [.unstable])
    }
}
