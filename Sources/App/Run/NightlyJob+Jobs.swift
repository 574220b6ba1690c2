import Domain
import Foundation
import Logging
import Settings

extension NightlyJob {
    /// Reconciles the one repository of a job.
    ///
    /// - Throws: what made it fail, as a text for people.
    func run(_ job: ClaimedJob, _ effects: Effects) async throws {
        guard let forge = settings.forges.first(where: { $0.name == job.forge }) else {
            throw JobFailure(description: "there is no forge \(job.forge) in the settings any more")
        }
        let database = effects.database
        let fenced = effects.renewed().fenced { try await database?.holds(job, at: Date()) ?? true }
        let (reports, diagnostics) = try await run(forge, fenced, only: [job.repository]) { _, _ in }
        for diagnostic in diagnostics { logger.log(diagnostic) }
        if let failed = reports.first(where: \.hasFailed) {
            throw JobFailure(description: failed.failure ?? "a step failed; the report says which")
        }
        if let error = diagnostics.first(where: { $0.severity == .error }) {
            throw JobFailure(description: error.message)
        }
        let late = companions(ofOpenedBy: reports, effects).map {
            JobRequest(
                forge: $0.forge, repository: $0.repository, reason: "\(job.repository) opened its companion",
                due: Date())
        }
        if !late.isEmpty { try await database?.request(late) }
    }

    /// The full paths of the repositories that the settings select at a forge.
    ///
    /// - Throws: why it could not be asked.
    func selectedRepositories(of forge: String, _ effects: Effects) async throws -> [String] {
        guard let forge = settings.forges.first(where: { $0.name == forge }) else { return [] }
        let (repositories, diagnostics) = try await effects.makeForge(forge).listRepositories(forge.repositories)
        for diagnostic in diagnostics { logger.log(diagnostic) }
        return repositories.map(\.path)
    }
}

/// Why a job failed, for people.
struct JobFailure: Error, CustomStringConvertible {
    var description: String
}
