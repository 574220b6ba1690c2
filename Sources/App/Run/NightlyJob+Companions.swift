import Domain
import Foundation
import Settings

/// Merge requests of one installation in several repositories: the first that is opened cannot link to the second yet.
extension NightlyJob {
    /// Looks again at repositories with an open merge request that is to link to one that was opened in this run.
    ///
    /// Once: what it writes opens nothing.
    func linkBack(_ outcome: inout Outcome, _ effects: Effects) async throws {
        for place in companions(ofOpenedBy: outcome.reports, effects) {
            let isOpen = outcome.reports.contains { report in
                report.forge == place.forge && report.repository == place.repository
                    && report.chains.contains { $0.plan.shared != nil && $0.state == .open }
            }
            guard isOpen, let forge = settings.forges.first(where: { $0.name == place.forge }) else { continue }
            let (reports, diagnostics) = try await run(forge, effects, only: [place.repository]) { _, _ in }
            outcome.diagnostics += diagnostics
            for report in reports { outcome.take(report) }
        }
    }

    /// The repositories that are to link to what was opened.
    func companions(
        ofOpenedBy reports: [RepositoryReport], _ effects: Effects
    ) -> [(forge: String, repository: String)] {
        var places: [(forge: String, repository: String)] = []
        for report in reports {
            let opened = Set(report.steps.filter { $0.kind == .opened && $0.error == nil }.map(\.branch))
            for plan in report.chains.map(\.plan) where plan.branch.map(opened.contains) == true {
                for entry in effects.companionEntries(of: plan, in: report.repository, at: report.forge) {
                    let forge = entry.forge ?? report.forge
                    guard let path = entry.repository,
                        !places.contains(where: { $0.forge == forge && $0.repository == path })
                    else { continue }
                    places.append((forge, path))
                }
            }
        }
        return places
    }
}

extension NightlyJob.Outcome {
    /// Puts a later report in the place of the earlier one of the same branch, with what both did.
    fileprivate mutating func take(_ report: RepositoryReport) {
        let index = reports.firstIndex {
            $0.forge == report.forge && $0.repository == report.repository && $0.target == report.target
        }
        guard let index else {
            reports.append(report)
            return
        }
        var report = report
        report.steps = reports[index].steps + report.steps
        reports[index] = report
    }
}
