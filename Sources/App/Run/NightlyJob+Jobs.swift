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
        let (reports, diagnostics) = try await run(forge, effects.renewed(), only: [job.repository]) { _, _ in }
        for diagnostic in diagnostics { logger.log(diagnostic) }
        if let failed = reports.first(where: \.hasFailed) {
            throw JobFailure(description: failed.failure ?? "a step failed; the report says which")
        }
        if let error = diagnostics.first(where: { $0.severity == .error }) {
            throw JobFailure(description: error.message)
        }
    }

    /// A job for every repository of every forge.
    func requests(_ effects: Effects, at time: Date) async throws -> [JobRequest] {
        var requests: [JobRequest] = []
        for settings in settings.forges {
            do {
                let (repositories, diagnostics) = try await effects.makeForge(settings)
                    .listRepositories(settings.repositories)
                for diagnostic in diagnostics { logger.log(diagnostic) }
                requests += repositories.map {
                    JobRequest(forge: settings.name, repository: $0.path, reason: "the schedule", due: time)
                }
            } catch let error as CancellationError {
                throw error
            } catch {
                logger.error("\(settings.name): its repositories could not be listed: \(error)")
            }
        }
        return requests
    }
}

/// Why a job failed, for people.
struct JobFailure: Error, CustomStringConvertible {
    var description: String
}
