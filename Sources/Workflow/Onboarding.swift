import Domain
import Managers
import Messages
import Planning
import Settings

/// The first merge request of a repository that has no settings yet.
extension RepositoryRun {
    /// Does what a repository without settings is due: asks it to have some, or leaves it alone.
    ///
    /// - Returns: nil when it is worked on by the admin's defaults.
    func onboard(
        _ git: any GitRepository, _ heads: Heads, _ settings: SettingsReading
    ) async throws -> [RepositoryReport]? {
        guard settings.file == nil, tools.onboarding.requirement != .ignored else { return nil }
        guard tools.onboarding.isOn else {
            guard tools.onboarding.requirement == .required else { return nil }
            return [report(settings, note: "left alone: it has no settings, and requireConfig asks for some")]
        }
        let newest = try await firstRequests(heads).first
        switch newest?.state {
        case .closed where MergeRequestMemory(description: newest?.description ?? "")?.isClosedByUs != true:
            guard tools.onboarding.requirement != .optional else { return nil }
            let number = newest.map { "!\($0.number)" } ?? ""
            return [
                report(
                    settings,
                    note: "left alone: its onboarding \(number) was closed; open it again, or add "
                        + RepositorySettings.starterPath)
            ]
        case .merged:
            // The settings may have come after we looked at the branches.
            guard try await heads.again(git).listing == heads.listing else {
                throw GitError(.stale, "\(repository.path): \(heads.defaultBranch) moved while it was looked at")
            }
            return [try await propose(git, heads, nil)]
        case .open: return [try await propose(git, heads, newest)]
        case .closed, nil: return [try await propose(git, heads, nil)]
        }
    }

    /// Closes a first merge request that is open although there are settings, and deletes what is left of its branch.
    func endOnboarding(_ git: any GitRepository, _ heads: Heads) async throws -> [Step] {
        let branch = tools.onboarding.branch
        guard tools.onboarding.isOn, let head = heads.listing[branch], !tools.isDryRun else { return [] }
        let open = try await firstRequests(heads).first { $0.state == .open }
        guard try await isOurs(head, git) else { return [] }
        let step = Step(kind: .branchDeleted, title: branch.rawValue, branch: branch, target: heads.defaultBranch)
        return [
            try await step.attempting(unless: tools.isDryRun) { step in
                if let open {
                    step.kind = .closed
                    step.describe(open)
                    step.title = open.title
                    if var memory = MergeRequestMemory(description: open.description) {
                        memory.isClosedByUs = true
                        let change = MergeRequestChange(description: memory.written(into: open.description))
                        try await tools.forge.updateMergeRequest(open.number, with: change, in: repository)
                        step.writes += 1
                    }
                    if try await tools.forge.putNote(onboardingDoneNote(), .state, on: open.number, in: repository) {
                        step.writes += 1
                    }
                    try await tools.forge.closeMergeRequest(open.number, in: repository)
                    step.writes += 1
                }
                try await git.push(RefUpdate(branch: branch, expected: head, new: nil))
                step.writes += 1
            }
        ]
    }

    /// The merge requests from the branch of onboarding, newest first.
    private func firstRequests(_ heads: Heads) async throws -> [MergeRequest] {
        try await tools.forge.listMergeRequests(in: repository, from: tools.onboarding.branch)
            .filter { $0.targetBranch == heads.defaultBranch }
    }

    private func isOurs(_ commit: CommitSHA, _ git: any GitRepository) async throws -> Bool {
        try await git.readCommit(commit).committer.email == tools.author.email
    }

    // MARK: Opening and keeping

    /// Opens the merge request, or brings it up to date. What stands on its branch says what would follow.
    private func propose(
        _ git: any GitRepository, _ heads: Heads, _ request: MergeRequest?
    ) async throws -> RepositoryReport {
        let starter = RepositorySettings.starter(over: defaults, config: tools.onboarding.config)
        let head = heads.listing[tools.onboarding.branch]
        let branch = try await readBranch(head, Array(starter.utf8), git)
        let options = branch.settings?.options ?? defaults
        let refs = try await heads.covering(options, git)
        let survey = try await survey(git, refs, heads.defaultBranch, options)
        var report = RepositoryReport(
            forge: tools.forgeName, repository: repository.path, target: survey.target, head: survey.base.sha,
            plan: held(survey.plan), diagnostics: survey.diagnostics + branch.problems)
        let findings = findings(survey, options, branch.problems)
        guard request != nil || !findings.counts.isEmpty || tools.onboarding.withoutPins == .enabled else {
            report.diagnostics.append(
                Diagnostic(
                    severity: .note, message: "not asked to have settings: nothing is pinned in it (onboardingNoDeps)"))
            return report
        }
        if let request, request.labels.contains(options.mergeRequests.stopUpdatingLabel) { return report }
        var step = Step(
            kind: request == nil ? .opened : .refreshed, title: request?.title ?? tools.onboarding.title,
            branch: tools.onboarding.branch, target: survey.target)
        step.files = [RepositorySettings.starterPath]
        step = try await step.attempting(unless: tools.isDryRun) { step in
            let commit =
                branch.isAsWanted
                ? head ?? survey.base.sha : try await push(starter, over: head, survey.base, git, &step)
            try await write(findings, commit, survey.base.sha, request, options, &step)
        }
        if request == nil || step.writes > 0 || step.error != nil { report.steps = [step] }
        return report
    }

    private struct FirstBranch {
        /// Nil where they cannot be used.
        var settings: SettingsReading?
        var problems: [Diagnostic] = []
        /// Whether the branch is there, and somebody else's or as it would be made.
        var isAsWanted = false
    }

    /// Reads what the branch says; without one, what it would say.
    private func readBranch(
        _ head: CommitSHA?, _ starter: [UInt8], _ git: any GitRepository
    ) async throws -> FirstBranch {
        let file = RepositorySettingsFile(path: RepositorySettings.starterPath, bytes: starter)
        guard let head else { return FirstBranch(settings: try? reading([file])) }
        var branch = FirstBranch()
        try await git.fetch(head)
        let entry = try await git.listTree(at: head).entries.first { $0.path == file.path }
        let bytes = try await git.readBlobs([entry].compactMap { $0?.blob }, sizeLimit: 1 << 20).first
        let isForeign = try await !isOurs(head, git)
        branch.isAsWanted = bytes == starter || isForeign
        guard branch.isAsWanted else {
            branch.settings = try? reading([file])
            return branch
        }
        do { branch.settings = try await readSettings(git, at: head) } catch let error as BrokenSettings {
            branch.problems = error.problems
        }
        return branch
    }

    private func push(
        _ starter: String, over head: CommitSHA?, _ base: CommitInfo, _ git: any GitRepository, _ step: inout Step
    ) async throws -> CommitSHA {
        let subject = tools.onboarding.commitMessage ?? tools.onboarding.title
        let commit = try await git.makeCommit(
            CommitDraft(
                base: base.sha,
                changes: [FileChange(path: RepositorySettings.starterPath, content: Array(starter.utf8))],
                message: subject + "\n",
                author: GitSignature(name: tools.author.name, email: tools.author.email, time: base.committer.time)))
        guard commit != head else { return commit }
        try await git.push(RefUpdate(branch: tools.onboarding.branch, expected: head, new: commit))
        step.writes += 1
        return commit
    }

    /// Opens the merge request, or describes it anew where the text differs.
    private func write(
        _ findings: OnboardingFindings, _ commit: CommitSHA, _ base: CommitSHA, _ request: MergeRequest?,
        _ options: RepositoryOptions, _ step: inout Step
    ) async throws {
        var memory = MergeRequestMemory(commit: commit, base: base, fingerprint: "", moves: [])
        let known = request.flatMap { MergeRequestMemory(description: $0.description) }
        if let known, known.commit == commit { memory.base = known.base }
        if let request {
            step.describe(request)
            memory.people = known?.people ?? []
            memory.labels = known?.labels ?? []
            let text = onboardingBody(findings, memory: memory, capabilities: tools.forge.capabilities)
            guard text.trimmedLines != request.description.trimmedLines else { return }
            var change = MergeRequestChange(description: text)
            change.isDraft = request.isDraft
            try await tools.forge.updateMergeRequest(request.number, with: change, in: repository)
            step.writes += 1
            return
        }
        let assignees = try await tools.users(options.assignees, in: repository)
        let reviewers = try await tools.users(options.reviewers, in: repository, UserSearch(isForReview: true))
        step.remark = (assignees.remarks + reviewers.remarks).first
        memory.people = distinct(options.assignees + options.reviewers)
        memory.labels = distinct(options.labels + options.addLabels)
        let made = try await tools.forge.createMergeRequest(
            MergeRequestDraft(
                title: tools.onboarding.title,
                description: onboardingBody(findings, memory: memory, capabilities: tools.forge.capabilities),
                sourceBranch: tools.onboarding.branch, targetBranch: step.target ?? findings.branch,
                labels: memory.labels, assignees: assignees.found, reviewers: reviewers.found), in: repository)
        step.writes += 1
        step.describe(made)
        step.assignees = assignees.found.map(\.name)
    }

    private func findings(
        _ survey: Survey, _ options: RepositoryOptions, _ problems: [Diagnostic]
    ) -> OnboardingFindings {
        let plan = survey.plan
        let pins = distinct(
            plan.upToDate + plan.held.map(\.dependency) + plan.unknown.map(\.dependency) + plan.skipped
                + plan.proposals.flatMap { $0.updates.map(\.dependency) })
        let counts = Dictionary(grouping: pins, by: \.manager).map { manager, pins in
            OnboardingFindings.Count(manager: manager, files: Set(pins.map(\.file)).count, pins: pins.count)
        }
        var findings = OnboardingFindings(
            file: RepositorySettings.starterPath, branch: tools.onboarding.branch,
            counts: counts.sorted { ($1.pins, $0.manager) < ($0.pins, $1.manager) }, proposals: plan.proposals,
            held: plan.held, unknown: plan.unknown.count, limit: options.prConcurrentLimit)
        findings.problems = problems
        return findings
    }

    /// The plan with everything that would be proposed held until there are settings.
    private func held(_ plan: Plan) -> Plan {
        var held = plan
        held.proposals = []
        held.held += plan.proposals.flatMap(\.updates).map {
            HeldUpdate(dependency: $0.dependency, version: $0.newVersion, reason: .awaitingOnboarding)
        }
        return held
    }
}
