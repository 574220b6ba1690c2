import Domain
import Foundation

/// What is known about a server between runs, so that a quiet run needs no first answer again.
struct ServerProfile: Hashable, Sendable, Codable {
    /// The address that answered, after redirects, without a slash at the end.
    var base: String
    var capabilities: Capabilities

    /// Reads what an earlier run wrote; anything unexpected counts as nothing.
    init?(contentsOf path: String) {
        guard let data = FileManager.default.contents(atPath: path),
            let profile = try? JSONDecoder().decode(Self.self, from: data)
        else { return nil }
        self = profile
    }

    init(base: String, capabilities: Capabilities) {
        self.base = base
        self.capabilities = capabilities
    }

    /// Keeps it for later runs; without it they ask again, so a failure is no error.
    func write(to path: String) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return }
        try? data.write(to: URL(fileURLWithPath: path), options: .atomic)
    }
}
