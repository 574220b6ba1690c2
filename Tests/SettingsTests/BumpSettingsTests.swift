import Domain
import Testing

@testable import Settings

@Suite struct BumpSettingsTests {
    private func read(_ text: String) -> RepositorySettings {
        RepositorySettings.read(
            RepositorySettingsFile(path: "renovate.json", bytes: Array(text.utf8)), over: RepositoryOptions())
    }

    @Test func `reads what is to be bumped`() throws {
        let settings = read(
            #"""
            {"bumpVersion": "minor", "packageRules": [{"bumpVersions": [
                {"name": "chart", "filePatterns": ["charts/*/Chart.yaml"]},
                {"filePatterns": ["VERSION"], "matchStrings": ["(?<version>.+)"], "type": "major"},
                {"filePatterns": ["x"], "bumpType": "{{updateType}}", "enabled": false}
            ]}]}
            """#)
        let options = try #require(settings.options, "\(settings.diagnostics)")
        #expect(options.updates.bumpVersion == "minor")
        let rules = try #require(options.packageRules.first?.updates.bumpVersions)
        #expect(rules.map(\.bumpType) == ["patch", "major", "{{updateType}}"])
        #expect(rules.map(\.isEnabled) == [true, true, false])
        #expect(rules.map(\.filePatterns) == [["charts/*/Chart.yaml"], ["VERSION"], ["x"]])
        #expect(rules[1].matchStrings == ["(?<version>.+)"])
        #expect(settings.unsupported.isEmpty)
    }

    @Test(arguments: [
        (#"{"bumpVersion": "big"}"#, "bumpVersion"),
        (#"{"bumpVersions": [{"bumpType": "minor"}]}"#, "filePatterns"),
        (#"{"bumpVersions": [{"filePatterns": ["x"], "bumpType": "mirror:x"}]}"#, "bumpType"),
    ])
    func `what cannot be read is said by name`(text: String, name: String) {
        let settings = read(text)
        #expect(settings.options == nil)
        #expect(settings.diagnostics.contains { $0.message.contains(name) }, "\(settings.diagnostics)")
    }
}
