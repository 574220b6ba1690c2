import ArgumentParser
import BotTestSupport
import Testing

@testable import App

@Suite struct ConfigValidateCommandTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func isValid(_ name: String, _ content: String) throws -> Bool {
        let path = try folder.write(name, content)
        do {
            try ConfigValidateCommand.parse([path]).run()
            return true
        } catch let code as ExitCode {
            #expect(code == .usage)
            return false
        }
    }

    @Test(
        "reads a file that is called like a repository's settings as such",
        arguments: [".windlass.yaml", "renovate.json", "renovate.json5", ".renovaterc"])
    func repository(_ name: String) throws {
        #expect(try isValid(name, "{\"ignorePaths\": [\"old/**\"]}"))
        #expect(try !isValid(name, "{\"ignorePaths\": {\"a\": 1}}"))
    }

    @Test("reads any other file as the bot's")
    func bot() throws {
        #expect(try isValid("windlass.yaml", "state: sqlite:/tmp/state.sqlite\n"))
        #expect(try !isValid("prod.yaml", "ignorePaths: [\"old/**\"]\n"))
    }
}
