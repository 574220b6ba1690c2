import BotTestSupport
import Foundation

/// A folder with keys made by other programs, and a way to run those programs.
final class Workbench {
    let path: String

    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/windlass-signing-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ content: [UInt8]) throws {
        try Data(content).write(to: URL(fileURLWithPath: path + "/" + name))
    }

    func read(_ name: String) throws -> String { try String(contentsOfFile: path + "/" + name, encoding: .utf8) }

    /// Runs a program in the folder and returns its exit status.
    @discardableResult
    func run(_ command: String..., input: String? = nil) throws -> Int32 {
        try BotTestSupport.run(["/usr/bin/env"] + command, in: path, input: input.map { path + "/" + $0 }).status
    }
}
