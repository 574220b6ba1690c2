import Foundation

/// A new folder that is gone with this object.
public final class TemporaryFolder: Sendable {
    public let path: String

    public init() throws {
        let template = FileManager.default.temporaryDirectory.path + "/windlass-test-XXXXXX"
        var bytes = template.utf8CString.map { $0 }
        guard mkdtemp(&bytes) != nil else { throw CocoaError(.fileWriteUnknown) }
        path = String(decoding: bytes.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file below the folder, making the folders between, and returns its full path.
    @discardableResult
    public func write(_ name: String, _ content: String) throws -> String {
        let url = URL(fileURLWithPath: path).appendingPathComponent(name)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(content.utf8).write(to: url)
        return url.path
    }
}
