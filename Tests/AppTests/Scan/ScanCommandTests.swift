import ArgumentParser
import BotTestSupport
import Testing

@testable import App

@Suite struct ScanCommandTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("Dockerfile", "FROM alpine:3.18\n")
    }

    private func run() async throws {
        let command = try ScanCommand.parse([folder.path])
        try await command.run()
    }

    @Test("ends well without settings and with sound ones")
    func sound() async throws {
        try await run()
        try folder.write(".windlass.yaml", "ignorePaths: [\"old/**\"]\n")
        try await run()
    }

    @Test("ends with the code for wrong settings where they are broken")
    func broken() async throws {
        try folder.write(".windlass.yaml", "packageRules: 3\n")
        await #expect(throws: ExitCode.usage) { try await run() }
    }
}
