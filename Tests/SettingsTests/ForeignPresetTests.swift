import Domain
import Settings
import Testing

@Suite("Presets of other repositories") struct ForeignPresetTests {
    @Test(
        "are named by repository, and by file or path",
        arguments: [
            ("local>group/presets", "group/presets", "default.json"),
            ("local>group/sub/presets:images", "group/sub/presets", "images.json"),
            ("local>group/presets//folder/images", "group/presets", "folder/images.json"),
            ("local>group/presets//folder/images.json5", "group/presets", "folder/images.json5"),
            ("local>group/presets:images(a, b)", "group/presets", "images.json"),
        ])
    func named(text: String, repository: String, path: String) throws {
        let preset = try #require(ForeignPreset(text))
        #expect(preset.repository == repository)
        #expect(preset.paths.first == path)
    }

    @Test(
        "what could lead elsewhere is none",
        arguments: [
            "local>presets", "local>/a/b", "local>a/b/", "local>a/../b", "local>a/b#1.0.0", "github>a/b", "local>",
            "local>a/*", "config:recommended", "local>a/b//", "local>a/b:",
        ])
    func refused(text: String) { #expect(ForeignPreset(text) == nil) }

    @Test("count in the place where they are named, and may name others") func applied() {
        let files = [
            "renovate.json": #"{"extends": ["local>g/presets", ":label(own)"], "prConcurrentLimit": 3}"#,
            "local>g/presets": #"{"extends": ["local>g/presets:base"], "labels": ["shared"], "prConcurrentLimit": 7}"#,
            "local>g/presets:base": #"{"assignees": ["alice"], "extends": ["local>g/presets"], "unknownOption": 1}"#,
        ].map { RepositorySettingsFile(path: $0.key, bytes: Array($0.value.utf8)) }
        let settings = RepositorySettings.read(files, over: RepositoryOptions())
        #expect(settings.options?.labels == ["own"])
        #expect(settings.options?.assignees == ["alice"])
        #expect(settings.options?.prConcurrentLimit == 3)
        #expect(settings.unsupported.map(\.file).allSatisfy { $0 == "local>g/presets:base" })
        #expect(settings.unsupported.count == 2)
    }
}
