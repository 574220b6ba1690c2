import BotTestSupport
import Foundation
import Testing

@testable import App

@Suite struct FileReaderTests {
    private let temporary: TemporaryFolder
    private var folder: String { temporary.path }

    init() throws { temporary = try TemporaryFolder() }

    @Test(
        "reads files of every size whole",
        arguments: [0, 1, 32_767, 32_768, 32_769, 100_000])
    func sizes(_ size: Int) throws {
        let bytes = (0..<size).map { UInt8($0 % 251) }
        try Data(bytes).write(to: URL(fileURLWithPath: folder + "/a"))
        var reader = FileReader(limit: 100_000)
        #expect(try reader.read(folder + "/a") == bytes)
    }

    @Test("one file leaves nothing in the next")
    func several() throws {
        try Data(repeating: 1, count: 40_000).write(to: URL(fileURLWithPath: folder + "/a"))
        try Data([2, 3]).write(to: URL(fileURLWithPath: folder + "/b"))
        var reader = FileReader(limit: 100_000)
        #expect(try reader.read(folder + "/a")?.count == 40_000)
        #expect(try reader.read(folder + "/b") == [2, 3])
    }

    @Test("a file over the limit is not read", arguments: [(10, 11), (32_768, 32_769), (50_000, 60_000)])
    func limit(_ limit: Int, _ size: Int) throws {
        try Data(repeating: 1, count: size).write(to: URL(fileURLWithPath: folder + "/a"))
        var reader = FileReader(limit: limit)
        #expect(try reader.read(folder + "/a") == nil)
        try Data(repeating: 1, count: limit).write(to: URL(fileURLWithPath: folder + "/a"))
        #expect(try reader.read(folder + "/a")?.count == limit)
    }

    @Test("links are not followed, folders and missing files are errors, and a pipe does not block")
    func others() throws {
        try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "/etc/passwd")
        try #require(mkfifo(folder + "/pipe", 0o600) == 0)
        var reader = FileReader(limit: 1000)
        #expect(throws: ReadFailure.self) { try reader.read(folder + "/link") }
        #expect(throws: ReadFailure.self) { try reader.read(folder + "/none") }
        #expect(throws: ReadFailure.self) { try reader.read(folder) }
        #expect(try reader.read(folder + "/pipe") == [])
    }
}
