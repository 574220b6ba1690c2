import Domain

extension StateStore {
    /// The repositories whose settings could not be used when they were looked at last, by their names in history.
    func repositoriesWithBrokenSettings() async throws -> [String] {
        var seen: Set<String> = []
        return try await runs(of: nil, limit: 10_000).filter { run in
            guard run.outcome != nil, seen.insert(run.repository).inserted else { return false }
            return run.outcome?.hasToldOfSettings == true
        }.map(\.repository).sorted()
    }
}
