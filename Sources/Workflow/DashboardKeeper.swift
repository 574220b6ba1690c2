import Domain
import Messages

/// Keeps the one issue that shows what is open, waiting and held, and reads the boxes that people ticked in it.
struct DashboardKeeper: Sendable {
    /// The boxes that are ticked.
    let ticked: Set<String>
    private let forge: any Forge
    private let repository: ForgeRepository
    private let title: String
    private let issue: ForgeIssue?
    /// Why it could not be looked for: the credential is not enough.
    private var refusal: ForgeError?

    /// Reads the dashboard; nil where there is to be none.
    static func find(
        _ forge: any Forge, _ repository: ForgeRepository, _ options: MergeRequestOptions
    ) async throws -> DashboardKeeper? {
        guard options.dependencyDashboard, forge.capabilities.keepsDashboard else { return nil }
        let title = options.dependencyDashboardTitle
        do {
            let issue = try await forge.findIssue(titled: title, in: repository)
            return DashboardKeeper(
                ticked: BodyControl.ticked(in: issue?.text ?? ""), forge: forge, repository: repository, title: title,
                issue: issue)
        } catch let error as ForgeError where error.code == .forbidden {
            return DashboardKeeper(
                ticked: [], forge: forge, repository: repository, title: title, issue: nil, refusal: error)
        }
    }

    /// Brings the issue up to date, when there is a difference; none is made for a repository without any pin.
    ///
    /// - Returns: what went wrong. The merge requests are done by then, so nothing is thrown but a refused credential.
    func update(_ reports: [RepositoryReport], _ requests: [MergeRequest]) async throws -> [Diagnostic] {
        if let refusal {
            return [Diagnostic(severity: .warning, message: "the dashboard could not be read: \(refusal)")]
        }
        let dashboards = reports.map { Dashboard($0, requests: requests) }
        let text = dashboardBody(dashboards, ticked: ticked, capabilities: forge.capabilities)
        do {
            if let issue {
                guard lines(issue.text) != lines(text) else { return [] }
                try await forge.updateIssue(issue.number, text: text, in: repository)
            } else if dashboards.contains(where: { !$0.isEmpty }) {
                try await forge.createIssue(title, text: text, in: repository)
            }
            return []
        } catch let error as ForgeError where error.code != .unauthorized {
            return [Diagnostic(severity: .warning, message: "the dashboard could not be written: \(error)")]
        }
    }

    /// Forges may change line ends and blanks at the end.
    private func lines(_ text: String) -> [Substring] { text.split(whereSeparator: \.isNewline) }
}
