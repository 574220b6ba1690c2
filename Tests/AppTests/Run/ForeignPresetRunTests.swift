import Domain
import Sandbox
import Testing

@testable import App

@Suite("Presets of the same forge") struct ForeignPresetRunTests {
    private func project(_ settings: String) -> SeedProject {
        SeedProject(
            Bot.project,
            files: [SeedFile("apps/web.yaml", Seeds.deployment), SeedFile("renovate.json", settings)])
    }

    @Test("are read from their repository's default branch") func read() async throws {
        let presets = SeedProject(
            "platform/presets",
            files: [
                SeedFile("default.json", #"{"extends": ["local>platform/presets:people"], "labels": ["shared"]}"#),
                SeedFile("people.json", #"{"assignees": ["bob"]}"#),
            ])
        try await Bot.with(projects: [project(#"{"extends": ["local>platform/presets"]}"#), presets]) { bot in
            let outcome = try await bot.run()
            #expect(!outcome.hasFailed)
            let requests = try await bot.requests()
            #expect(!requests.isEmpty)
            #expect(requests.allSatisfy { $0.labels == ["shared"] && $0.assignees == ["bob"] })
        }
    }

    @Test(
        "one that cannot be read is named, and nothing is proposed without it",
        arguments: ["local>platform/presets:gone", "local>platform/nowhere"])
    func missing(preset: String) async throws {
        let presets = SeedProject("platform/presets", files: [SeedFile("default.json", "{}")])
        try await Bot.with(projects: [project("{\"extends\": [\"\(preset)\"]}"), presets]) { bot in
            let outcome = try await bot.run()
            #expect(outcome.hasFailed)
            #expect(outcome.reports.compactMap(\.failure).joined().contains(preset))
            #expect(try await bot.requests().isEmpty)
        }
    }
}
