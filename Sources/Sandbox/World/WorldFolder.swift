import Foundation

/// The folder of a world, removed with it when it was made for it.
struct WorldFolder: Sendable {
    let path: String
    private let isTemporary: Bool

    /// - Parameter path: an empty or missing folder; nil makes a temporary one.
    init(_ path: String?) throws(SandboxError) {
        let manager = FileManager.default
        isTemporary = path == nil
        self.path = path ?? manager.temporaryDirectory.path + "/windlass-sandbox-" + UUID().uuidString
        if let path, let content = try? manager.contentsOfDirectory(atPath: path), !content.isEmpty {
            throw SandboxError(.file, "\(path) is not empty: name a folder of its own for the sandbox.")
        }
        do {
            try manager.createDirectory(atPath: self.path + "/repositories", withIntermediateDirectories: true)
        } catch {
            throw SandboxError(.file, "Cannot make \(self.path): \(error)")
        }
    }

    func remove() {
        if isTemporary { try? FileManager.default.removeItem(atPath: path) }
    }
}
