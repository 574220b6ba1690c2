import BotTestSupport
import Domain
import Settings
import Testing

@testable import App

@Suite struct ConfigFilesTests {
    @Test("says what is wrong with a path that cannot be read")
    func unreadable() {
        for (path, message) in [("/nowhere/w.yaml", "there is no such file"), ("/", "cannot be read: is a directory")] {
            let error = #expect(throws: SettingsError.self) { try ConfigFiles().read(path) }
            #expect(error?.description == "\(path): \(message)")
        }
    }

    @Test("reads settings with every problem of the file")
    func settings() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("w.yaml", "report: {folder: out}\n")
        #expect(try ConfigFiles().readBotSettings(path).settings?.report.folder == folder.path + "/out")
        try folder.write("w.yaml", "forges: 1\nstate: 2\n")
        let error = #expect(throws: SettingsError.self) { try ConfigFiles().readBotSettings(path) }
        #expect(error?.problems.map(\.line) == [1, 2])
    }

    @Test("fetches credentials from variables and files, up to a limit")
    func secrets() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write("token", "0123456789")
        let files = ConfigFiles(environment: ["A": "x"])
        #expect(try files.bytes(of: .environment("A"), limit: 10) == Array("x".utf8))
        #expect(try files.bytes(of: .environment("B"), limit: 10) == nil)
        #expect(try files.bytes(of: .file(path), limit: 4)?.count == 5)
        #expect(try files.bytes(of: .file(path + "x"), limit: 4) == nil)
    }
}
