import Domain
import Foundation
import Logging
import Settings
import Workflow

extension NightlyJob {
    /// Works through the repositories of one forge, several at once.
    func run(
        _ settings: ForgeSettings, _ effects: Effects, only: [String],
        progress: @escaping @Sendable (RepositoryReport, Int) -> Void
    ) async throws -> ([RepositoryReport], [Diagnostic]) {
        let forge = try effects.makeForge(settings)
        var selection = settings.repositories
        if !only.isEmpty {
            selection = RepositorySelection(paths: only)
        }
        let (repositories, diagnostics) = try await forge.listRepositories(selection)
        logger.debug("repositories: \(repositories.count)", metadata: ["forge": "\(settings.name)"])
        let tools = effects.makeTools(settings, forge: forge, isDryRun: isDryRun)
        let defaults = self.settings.defaults
        let isDryRun = isDryRun
        let count = repositories.count
        let reports = try await withThrowingTaskGroup(of: (Int, [RepositoryReport]).self) { group in
            var results: [(Int, [RepositoryReport])] = []
            var waiting = repositories.enumerated().makeIterator()
            func addOne() {
                guard let (index, repository) = waiting.next() else { return }
                group.addTask {
                    let start = Date()
                    let reports = try await RepositoryRun(tools: tools, repository: repository, defaults: defaults)
                        .run()
                    for report in reports {
                        if !isDryRun { await effects.record(report, from: start) }
                        progress(report, count)
                    }
                    return (index, reports)
                }
            }
            for _ in 0..<Self.repositoryWidth { addOne() }
            while let result = try await group.next() {
                results.append(result)
                addOne()
            }
            return results.sorted { $0.0 < $1.0 }.flatMap(\.1)
        }
        return (reports, diagnostics)
    }
}
