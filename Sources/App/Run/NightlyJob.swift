import Domain
import Logging
import Settings
import Workflow

/// The nightly job: every repository of every forge, reconciled once.
struct NightlyJob: Sendable {
    let settings: BotSettings
    let secrets: SecretStore
    let isDryRun: Bool
    let logger: Logger
    /// Waits between the tries of a request.
    var pause: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }

    /// How many repositories are worked on at once.
    static let repositoryWidth = 4

    /// What a run ended with.
    struct Outcome: Sendable {
        var reports: [RepositoryReport] = []
        /// Problems that belong to no single repository.
        var diagnostics: [Diagnostic] = []

        var hasFailed: Bool { reports.contains(where: \.hasFailed) || diagnostics.contains { $0.severity == .error } }
    }

    /// Runs. Only cancellation and what makes every repository impossible is thrown.
    ///
    /// - Parameters:
    ///   - only: full paths of the only repositories to work on; empty means all that the settings select.
    ///   - progress: called with each report as it comes, and the number of repositories of its forge.
    func run(only: [String] = [], progress: @escaping @Sendable (RepositoryReport, Int) -> Void = { _, _ in })
        async throws -> Outcome
    {
        let effects = try Effects(settings: settings, secrets: secrets, logger: logger, pause: pause)
        var outcome = Outcome()
        outcome.diagnostics += effects.diagnostics
        for forge in settings.forges {
            do {
                let (reports, diagnostics) = try await run(forge, effects, only: only, progress: progress)
                outcome.reports += reports
                outcome.diagnostics += diagnostics
            } catch let error as CancellationError {
                throw error
            } catch {
                outcome.diagnostics.append(Diagnostic(severity: .error, message: "\(forge.name): \(error)"))
            }
        }
        if !isDryRun { try await linkBack(&outcome, effects) }
        return outcome
    }
}
