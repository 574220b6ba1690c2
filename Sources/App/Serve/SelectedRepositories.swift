import Domain
import Foundation

/// Which repositories the settings select, so that an event about another one does nothing.
///
/// Forges are asked again when a name is not known, at most once in a while: repositories come and go.
actor SelectedRepositories {
    private struct Listing {
        var paths: Set<String>
        var asked: Date
    }

    private let list: @Sendable (String) async throws -> [String]
    private let now: @Sendable () -> Date
    private var listings: [String: Listing] = [:]

    /// How often a forge is asked at most because of a name that is not known, in seconds.
    static let pause: TimeInterval = 60

    /// - Parameter list: the full paths that the settings select at the forge of this name.
    init(now: @escaping @Sendable () -> Date = { Date() }, list: @escaping @Sendable (String) async throws -> [String])
    {
        self.list = list
        self.now = now
    }

    /// Whether the settings select the repository.
    ///
    /// - Throws: why the forge could not be asked.
    func contains(_ path: String, at forge: String) async throws -> Bool {
        if let known = listings[forge] {
            if known.paths.contains(path.lowercased()) { return true }
            if now() < known.asked.addingTimeInterval(Self.pause) { return false }
        }
        return try await refresh(forge).contains { $0.lowercased() == path.lowercased() }
    }

    /// Asks the forge now, and returns all that is selected there.
    ///
    /// - Throws: why the forge could not be asked.
    @discardableResult
    func refresh(_ forge: String) async throws -> [String] {
        let paths = try await list(forge)
        // Paths differ in case between what a forge says in its events and in its lists.
        listings[forge] = Listing(paths: Set(paths.map { $0.lowercased() }), asked: now())
        return paths
    }

    /// Forgets a repository that is gone, or has another name now.
    func forget(_ path: String, at forge: String) { listings[forge]?.paths.remove(path.lowercased()) }
}
