import Domain

extension StateStore {
    /// The chains of a repository's branch as its last run that told of it left them.
    func chains(of repository: String, target: BranchName) async throws -> [ComponentChain] {
        let runs = try await runs(of: repository, limit: 20)
        return runs.first { $0.outcome?.target == target }?.outcome?.chains ?? []
    }

    /// The chains of every repository and branch, as the newest run of each left them.
    func allChains() async throws -> [RecordedChain] {
        var seen: Set<String> = []
        var found: [RecordedChain] = []
        for run in try await runs(of: nil, limit: 10_000) {
            guard let outcome = run.outcome, let target = outcome.target,
                seen.insert("\(run.repository) \(target)").inserted
            else { continue }
            found += (outcome.chains ?? []).map {
                RecordedChain(repository: run.repository, target: target, at: run.endedAt ?? run.startedAt, chain: $0)
            }
        }
        return found.sorted {
            ($0.repository, $0.target, $0.chain.plan.id) < ($1.repository, $1.target, $1.chain.plan.id)
        }
    }
}
