public import Domain
import Logging
import Planning
import Settings

/// One run for one repository: the straight line from its head to its merge requests.
public struct RepositoryRun: Sendable {
    let tools: RunTools
    let repository: ForgeRepository
    /// The admin's defaults; the repository's own settings go on top.
    let defaults: RepositoryOptions

    public init(tools: RunTools, repository: ForgeRepository, defaults: RepositoryOptions) {
        self.tools = tools
        self.repository = repository
        self.defaults = defaults
    }

    /// How often a run starts over because something moved under it.
    private static let attempts = 3

    /// Runs, and reports what was done: one report for each target branch. What goes wrong is in the report.
    ///
    /// - Throws: `CancellationError` when the task is cancelled; ``ForgeError`` with `.unauthorized`, after which no
    ///   repository of the forge can be worked on.
    public func run() async throws -> [RepositoryReport] {
        for attempt in 1... {
            do {
                return try await runOnce()
            } catch let error as CancellationError {
                throw error
            } catch let error as ForgeError where error.code == .unauthorized {
                throw error
            } catch let error as GitError where error.isWorthAnotherLook && attempt < Self.attempts {
                tools.logger.info(
                    "looking again: \(error)", metadata: ["repository": "\(repository.path)", "attempt": "\(attempt)"])
            } catch {
                return [RepositoryReport(forge: tools.forgeName, repository: repository.path, failure: "\(error)")]
            }
        }
        return []
    }

    private func runOnce() async throws -> [RepositoryReport] {
        let git = try await tools.openRepository(repository)
        let heads = try await Heads.list(
            git, repository: repository, options: defaults,
            also: tools.onboarding.isOn ? [tools.onboarding.branch] : [])
        let settings: SettingsReading
        do { settings = try await readSettings(git, heads) } catch let error as BrokenSettings {
            return [try await report(error)]
        }
        let telling = try await takeBackProblems()
        var reports = try await work(git, heads, settings)
        for index in reports.indices { reports[index].hasToldOfSettings = telling.isEmpty ? false : nil }
        reports[0].diagnostics += telling
        return reports
    }

    /// The run of a repository whose settings are known: at least one report.
    private func work(
        _ git: any GitRepository, _ heads: Heads, _ settings: SettingsReading
    ) async throws -> [RepositoryReport] {
        guard settings.options.enabled else {
            return [report(settings, note: "switched off by its settings (enabled: false)")]
        }
        if let reports = try await onboard(git, heads, settings) { return reports }
        let ended = settings.file == nil ? [] : try await endOnboarding(git, heads)
        let options = settings.options
        let refs = try await heads.covering(options, git)
        var surveys: [Survey] = []
        for target in options.baseBranches.isEmpty ? [refs.defaultBranch] : options.baseBranches {
            surveys.append(try await withPeople(try await survey(git, refs, target, options), git))
        }
        let requests = try await tools.forge.listOpenMergeRequests(in: repository, branchPrefix: options.branchPrefix)
        let foreign = try await foreignRequests(refs, requests, options)
        let dashboard = try await DashboardKeeper.find(tools.forge, repository, options.mergeRequests)
        var reports: [RepositoryReport] = []
        let wanted = Set(surveys.flatMap { $0.plan.proposals.map(\.branch) })
        for survey in surveys {
            var others = wanted.subtracting(survey.plan.proposals.map(\.branch))
            if tools.onboarding.isOn { others.insert(tools.onboarding.branch) }
            var report = try await settle(
                git, refs, survey, requests, foreign: foreign, others: others, options,
                ticked: dashboard?.ticked ?? [])
            report.diagnostics = settings.diagnostics + report.diagnostics
            reports.append(report)
        }
        reports[0].steps = ended + reports[0].steps
        if let dashboard, !tools.isDryRun {
            reports[0].diagnostics += try await dashboard.update(reports, requests + foreign)
        }
        if options.mergeRequests.dependencyDashboard, dashboard == nil {
            reports[0].diagnostics.append(
                Diagnostic(severity: .warning, message: "dependencyDashboard: this forge keeps no issues"))
        }
        return reports
    }

    func report(_ settings: SettingsReading, note: String) -> RepositoryReport {
        RepositoryReport(
            forge: tools.forgeName, repository: repository.path,
            diagnostics: settings.diagnostics + [Diagnostic(severity: .note, message: note)])
    }
}

extension GitError {
    /// Something moved, or a store is made anew: the same line from its beginning may succeed.
    fileprivate var isWorthAnotherLook: Bool { [.stale, .objectMissing, .damaged].contains(code) }
}
