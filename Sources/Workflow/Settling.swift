import Domain
import Foundation
import Messages
import Planning

extension RepositoryRun {
    /// Steps 5 to 7 for one target branch: reconcile, act, report.
    func settle(
        _ git: any GitRepository, _ refs: Heads, _ survey: Survey, _ requests: [MergeRequest],
        foreign: [MergeRequest], others: Set<BranchName>, _ options: RepositoryOptions, ticked: Set<String>
    ) async throws -> RepositoryReport {
        let builder = BranchBuilder(
            git: git, base: survey.base, blobs: survey.blobs, author: tools.author, sha256: tools.sha256,
            locks: survey.locks, hashes: { [releases = tools.releases] in try await releases.lookUpHashes(for: $0) },
            extract: survey.extract)
        let runner = ActionRunner(
            tools: tools, repository: repository, git: git, builder: builder, target: survey.target,
            options: options.mergeRequests)
        var facts = ForgeFacts(
            target: survey.target, base: survey.base.sha, blobs: survey.blobs,
            branches: refs.branches(prefix: options.branchPrefix).filter { !others.contains($0.key) },
            openMergeRequests: requests.filter { !others.contains($0.sourceBranch) })
        facts.now = Date()
        facts.ticked = ticked
        facts.notes = tools.isDryRun ? nil : [:]
        let components = try await componentFacts(survey.plan)
        var diagnostics = survey.diagnostics
        let gated = gate(try await addingSurroundings(to: survey, git), components.landings)
        let linked = try await linked(gated, components, facts.openMergeRequests, options, &diagnostics)
        let (plan, left) = besideOthers(linked, try await read(foreign, refs, survey, git, options), &facts, options)
        var (decided, held) = try await decide(plan, &facts, options, git, runner)
        held += left
        let actions = decided + landingRecords(components.landings)
        var report = RepositoryReport(
            forge: tools.forgeName, repository: repository.path, target: survey.target, head: survey.base.sha,
            plan: plan, held: held, diagnostics: diagnostics)
        if !actions.isEmpty { try await confirmTarget(refs, survey, git) }
        for action in actions {
            try Task.checkCancellation()
            do { report.steps.append(try await runner.run(action)) } catch let error as LockNotFollowed {
                report.held += (action.proposal?.updates ?? []).map {
                    HeldUpdate(dependency: $0.dependency, version: $0.newVersion, reason: .lockFile(error.message))
                }
            }
        }
        report.chains = chains(of: plan, components, facts.openMergeRequests, report.steps, held: held)
        return report
    }

    /// What is left to do beside the merge requests of other bots, and what they hold. Those to be adopted become facts.
    private func besideOthers(
        _ plan: Plan, _ foreign: [ForeignRequest], _ facts: inout ForgeFacts, _ options: RepositoryOptions
    ) -> (Plan, [HeldUpdate]) {
        let beside = Planning.decide(plan, over: foreign, options.mergeRequests, branchPrefix: options.branchPrefix)
        for item in beside.adopted {
            facts.openMergeRequests.append(item.request)
            facts.branches[item.request.sourceBranch] = item.head
            facts.adopting.insert(item.request.number)
        }
        return (beside.plan, beside.held)
    }

    /// Reconciles, getting the facts that are asked for, until everything is decided.
    private func decide(
        _ plan: Plan, _ facts: inout ForgeFacts, _ options: RepositoryOptions, _ git: any GitRepository,
        _ runner: ActionRunner
    ) async throws -> ([Action], [HeldUpdate]) {
        while true {
            let decision = reconcile(
                plan, with: facts, limit: options.prConcurrentLimit, options: options.mergeRequests,
                describe: { commitMessage(for: $0) }
            ) { proposal, memory in
                let text = runner.render(proposal, memory)
                return (text.title, text.description)
            }
            switch decision {
            case .decided(let actions, let held): return (actions, held)
            case .needs(let questions):
                try await answerAboutReleases(questions, &facts)
                for question in questions { try await answer(question, &facts, git, options) }
            }
        }
    }

    private func answer(
        _ question: FactQuestion, _ facts: inout ForgeFacts, _ git: any GitRepository, _ options: RepositoryOptions
    ) async throws {
        switch question {
        case .isOurs(let commit):
            let found = try await git.readCommit(commit)
            facts.ours[commit] = found.committer.email == tools.author.email
            facts.messages[commit] = found.message
        case .checks(let commit):
            facts.checks[commit] = try await tools.forge.checkState(of: commit, in: repository)
        case .newest:
            facts.newest = try await tools.forge.listNewestMergeRequests(
                in: repository, branchPrefix: options.branchPrefix)
        case .hasConflicts(let number):
            facts.conflicts[number] = try await tools.forge.hasConflicts(number, in: repository) ?? false
        case .earlier(let branch):
            var found = try await tools.forge.listMergeRequests(in: repository, from: branch)
            let theirs = foreignBranch(branch, options.mergeRequests, branchPrefix: options.branchPrefix)
            if options.mergeRequests.otherBots == .adopt, theirs != branch {
                found += try await tools.forge.listMergeRequests(in: repository, from: theirs)
            }
            facts.earlier[branch] = found
        case .notes: break
        }
    }

    /// Many packages of a group are asked about at the same time.
    private func answerAboutReleases(_ questions: Set<FactQuestion>, _ facts: inout ForgeFacts) async throws {
        let asked = questions.compactMap { if case .notes(let question) = $0 { question } else { nil } }
        let step = NotesStep(releases: tools.releases, logger: tools.logger)
        let answers = try await mapConcurrently(asked, width: tools.lookupWidth) { try await step.notes(for: $0) }
        for (question, notes) in zip(asked, answers) { facts.notes?[question] = notes }
    }

    /// Looks once more before writing: a branch must not be built on a commit that the target no longer has.
    private func confirmTarget(_ refs: Heads, _ survey: Survey, _ git: any GitRepository) async throws {
        guard try await refs.again(git).head(of: survey.target, in: repository) == survey.base.sha else {
            throw GitError(.stale, "\(repository.path): \(survey.target) moved while it was looked at")
        }
    }
}
