import Domain
import Settings
import Testing

@Suite("Settings of managers")
struct CustomManagerSettingsTests {
    private func read(_ files: [String: String]) -> RepositorySettings {
        RepositorySettings.read(
            files.map { RepositorySettingsFile(path: $0.key, bytes: Array($0.value.utf8)) }, over: RepositoryOptions())
    }

    @Test("custom managers are read under their present and former names")
    func customManagers() throws {
        let settings = read([
            "renovate.json5": """
            {
              customManagers: [{customType: 'regex', managerFilePatterns: ['/a/', '*.txt'], matchStrings: ['x'],
                matchStringsStrategy: 'combination', depNameTemplate: '{{a}}', autoReplaceStringTemplate: 'y'}],
              regexManagers: [{fileMatch: ['^b$'], matchStrings: ['y'], datasourceTemplate: 'docker'}],
            }
            """
        ])
        let managers = try #require(settings.options).customManagers
        #expect(managers.map(\.filePatterns) == [["/a/", "*.txt"], ["/^b$/"]])
        #expect(managers.map(\.strategy) == [.combination, .any])
        #expect(managers.map(\.templates) == [["depName": "{{a}}"], ["datasource": "docker"]])
        #expect(managers.map(\.replacement) == ["y", nil])
        #expect(settings.unsupported.isEmpty)
    }

    @Test("a manager may be turned off, and single texts are lists of one")
    func switches() throws {
        let settings = read([
            "renovate.json": """
            {"customManagers": [
              {"customType": "regex", "enabled": false, "fileMatch": ["a"], "matchStrings": ["x"]},
              {"customType": "regex", "enabled": true, "managerFilePatterns": "/b/", "matchStrings": "y"}
            ]}
            """
        ])
        let managers = try #require(settings.options).customManagers
        #expect(managers.map(\.filePatterns) == [["/b/"]] && managers.map(\.matchStrings) == [["y"]])
        #expect(settings.unsupported.isEmpty)
    }

    @Test("kinds that are not supported are left out, with the reason")
    func foreign() throws {
        let settings = read([
            "renovate.json": #"{"customManagers": [{"customType": "xpath", "matchStrings": ["x"]}]}"#
        ])
        #expect(try #require(settings.options).customManagers.isEmpty)
        #expect(settings.unsupported.first?.message.contains("xpath") == true)
    }

    @Test("options of single managers are read, and added up")
    func managerOptions() throws {
        let settings = read([
            "renovate.json":
                #"{"kubernetes": {"fileMatch": ["a"], "managerFilePatterns": ["b"]}, "azure-pipelines": {"enabled": false}}"#
        ])
        let options = try #require(settings.options).managerOptions
        #expect(options["kubernetes"]?.filePatterns.sorted() == ["/a/", "b"])
        #expect(options["azure-pipelines"]?.enabled == false)
    }

    @Test(
        "files of the same repository that extends names are read",
        arguments: [
            "github>org/repo//.renovate/a.json5", "local>org/repo//.renovate/a",
            "github>org/repo//.renovate/a.json5#v1",
            "./.renovate/a.json5",
        ])
    func presets(_ name: String) throws {
        let file = RepositorySettingsFile(path: "renovate.json", bytes: Array("{\"extends\": [\"\(name)\"]}".utf8))
        #expect(RepositorySettings.presets(of: file).contains(".renovate/a.json5"))
        let settings = RepositorySettings.read(
            [file, RepositorySettingsFile(path: ".renovate/a.json5", bytes: Array("{labels: ['x']}".utf8))],
            over: RepositoryOptions())
        #expect(try #require(settings.options).labels == ["x"])
        #expect(settings.unsupported.isEmpty)
    }

    @Test("presets that lead back to themselves end, and those that are not there are listed")
    func loops() throws {
        let loop = read([
            "renovate.json": #"{"extends": ["github>o/r//renovate.json", "github>o/r//b.json"]}"#,
            "b.json": #"{"extends": ["github>o/r//renovate.json"], "labels": ["b"]}"#,
        ])
        #expect(try #require(loop.options).labels == ["b"])
        #expect(loop.unsupported.count == 2)
        #expect(read(["renovate.json": #"{"extends": ["github>o/r//c.json"]}"#]).unsupported.count == 1)
        let outside = RepositorySettingsFile(
            path: "renovate.json", bytes: Array(#"{"extends": "github>o/r//../x.json"}"#.utf8))
        #expect(RepositorySettings.presets(of: outside).isEmpty)
    }

    @Test(
        "presets with custom managers are known",
        arguments: [
            "customManagers:dockerfileVersions", "regexManagers:helmChartYamlAppVersions",
            "customManagers:tsconfigNodeVersions",
        ])
    func known(_ name: String) throws {
        #expect(read(["renovate.json": "{\"extends\": [\"\(name)\"]}"]).unsupported.isEmpty)
    }
}
