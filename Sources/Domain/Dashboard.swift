/// What the dashboard shows of one target branch: each proposal once, by what it waits for, and everything that was found.
public struct Dashboard: Hashable, Sendable {
    /// One proposal, or one held update.
    public struct Row: Hashable, Sendable {
        public var title: String
        public var branch: BranchName?
        /// The merge request's number, where there is one.
        public var number: Int?
        /// Why it is where it is; nil where the section says it.
        public var reason: HoldReason?

        public init(title: String, branch: BranchName? = nil, number: Int? = nil, reason: HoldReason? = nil) {
            self.title = title
            self.branch = branch
            self.number = number
            self.reason = reason
        }
    }

    /// Where a row stands, in the order of the page.
    public enum Section: String, Hashable, Sendable, CaseIterable {
        case awaitingApproval, awaitingChecks, rateLimited, awaitingSchedule, open, errored, held, ignored
    }

    public var target: BranchName?
    public var rows: [Section: [Row]] = [:]
    /// What went wrong, in words, by the title of its row.
    public var errors: [String: String] = [:]
    /// The branches that wait for approval of their merge request only: they are built.
    public var builtBranches: Set<BranchName> = []
    /// Every pinned version that was found.
    public var pins: [Dependency] = []

    public var isEmpty: Bool { rows.isEmpty && pins.isEmpty }

    /// - Parameter requests: those that were open before the steps of the report.
    public init(_ report: RepositoryReport, requests: [MergeRequest]) {
        target = report.target
        let plan = report.plan
        var seen: Set<HeldKey> = []
        for proposal in plan.proposals { add(proposal, report, requests, &seen) }
        for item in report.held + plan.held where seen.insert(HeldKey(item)).inserted {
            let version = item.version.map { " " + $0 } ?? ""
            let row = Row(title: item.dependency.depName + version, reason: item.reason)
            let section = item.reason.section == .ignored ? Section.ignored : .held
            if rows[section]?.contains(row) != true { rows[section, default: []].append(row) }
        }
        for item in plan.unknown where errors[item.dependency.depName] == nil {
            rows[.errored, default: []].append(Row(title: item.dependency.depName))
            errors[item.dependency.depName] = item.error.message
        }
        let moving = plan.proposals.flatMap { $0.updates.map(\.dependency) }
        pins = distinct(
            plan.upToDate + plan.held.map(\.dependency) + plan.unknown.map(\.dependency) + plan.skipped + moving
        ).sorted { ($0.file, $0.line, $0.depName) < ($1.file, $1.line, $1.depName) }
    }

    /// One held version of one package, wherever it stands.
    private struct HeldKey: Hashable {
        var package: String
        var version: String?
        var reason: HoldReason

        init(_ item: HeldUpdate) {
            package = item.dependency.depName
            version = item.version
            reason = item.reason
        }
    }

    private mutating func add(
        _ proposal: Proposal, _ report: RepositoryReport, _ requests: [MergeRequest], _ seen: inout Set<HeldKey>
    ) {
        let step = report.steps.last { $0.branch == proposal.branch && $0.kind != .pushed }
        let request = requests.first { $0.sourceBranch == proposal.branch && $0.targetBranch == proposal.target }
        let title = step?.title ?? request?.title ?? proposal.title ?? proposal.topic
        let holding = report.held.filter { item in
            proposal.updates.contains { $0.dependency == item.dependency && $0.newVersion == item.version }
        }
        if proposal.lifeCycle.prCreation == .approval, proposal.lifeCycle.dependencyDashboardApproval != true {
            builtBranches.insert(proposal.branch)
        }
        for item in holding { seen.insert(HeldKey(item)) }
        let isClosed = step?.kind == .closed
        var row = Row(
            title: title, branch: proposal.branch, number: isClosed ? nil : step?.number ?? request?.number,
            reason: holding.first?.reason)
        if let error = step?.error {
            rows[.errored, default: []].append(row)
            errors[title] = error
        } else if let reason = row.reason, request == nil || reason.section == .held {
            rows[reason.section, default: []].append(row)
        } else if row.number != nil {
            row.reason = nil
            rows[.open, default: []].append(row)
        }
    }
}

extension HoldReason {
    /// Where the dashboard shows what is held for this reason.
    fileprivate var section: Dashboard.Section {
        switch self {
        case .awaitingApproval: .awaitingApproval
        case .awaitingChecks: .awaitingChecks
        case .limit, .hourlyLimit, .commitLimit, .branchLimit: .rateLimited
        case .awaitingSchedule: .awaitingSchedule
        case .closedUnmerged, .ignored, .disabled: .ignored
        case .digestUnknown, .notEditable, .lockFile: .errored
        default: .held
        }
    }
}
