import Domain
import Testing

@testable import Settings

@Suite struct GroupPresetTests {
    private func rules(_ preset: String) throws -> [PackageRule] {
        let file = RepositorySettingsFile(path: "renovate.json", bytes: Array(#"{"extends": ["\#(preset)"]}"#.utf8))
        return try #require(RepositorySettings.read(file, over: RepositoryOptions()).options).packageRules
    }

    @Test func `a project's updates come together`() throws {
        let rule = try #require(try rules("group:ciliumMonorepo").first)
        #expect(rule.groupName == "cilium")
        #expect(rule.matchSourceURLs.contains("https://github.com/cilium/cilium"))
        #expect(rule.matchSourceURLs.contains("https://github.com/cilium/cilium.git"))
    }

    @Test func `the large presets hold every project once`() throws {
        for preset in ["group:monorepos", "group:recommended"] {
            let names = try rules(preset).compactMap(\.groupName)
            #expect(names.count > 4)
            #expect(Set(names).count == names.count)
            #expect(names == names.sorted())
            let suffix = preset == "group:monorepos" ? "Monorepo" : ""
            for name in names { #expect(try rules("group:\(name)\(suffix)").map(\.groupName) == [name]) }
        }
    }

    @Test func `no source belongs to two groups`() throws {
        let sources = try (rules("group:monorepos") + rules("group:recommended")).flatMap(\.matchSourceURLs)
        #expect(Set(sources.map { $0.lowercased() }).count == sources.count)
        #expect(sources.allSatisfy { $0.hasPrefix("https://github.com/") })
    }
}
