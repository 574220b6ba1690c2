import Domain
import Foundation
import Logging
import Messages
import Planning

/// Carries out actions, one after another. Each one leaves a state from which the next run converges, wherever it is cut off:
/// the branch is pushed before the merge request speaks of it, and the description is the last thing written.
struct ActionRunner: Sendable {
    let tools: RunTools
    let repository: ForgeRepository
    let git: any GitRepository
    let builder: BranchBuilder
    let target: BranchName
    let options: MergeRequestOptions

    private var forge: any Forge { tools.forge }

    func run(_ action: Action) async throws -> Step {
        switch action {
        case .open(let proposal, let head, let refused):
            return try await open(proposal, head: head, refused: refused)
        case .reopen(let proposal, let request, let memory, let head):
            return try await reopen(proposal, request, memory, head: head)
        case .rebuild(let proposal, let request, let memory, let head, let reason):
            return try await rebuild(proposal, request, memory, head: head, reason)
        case .push(let proposal, let head):
            return try await step(.pushed, mergeRequestTitle(for: proposal), proposal.branch) { step in
                step.files = builder.files(of: proposal)
                _ = try await pushBranch(of: proposal, over: head, &step)
            }
        case .automerge(let request, let memory, let head, let strategy):
            return try await automerge(request, memory, head, strategy)
        case .refresh(let proposal, let request, let memory, let change):
            return try await refresh(proposal, request, memory, change)
        case .close(let request, let memory, let head, let reason):
            return try await close(request, memory, head: head, reason)
        case .deleteBranch(let branch, let head):
            return try await step(.branchDeleted, branch.rawValue, branch) { step in
                try await git.push(RefUpdate(branch: branch, expected: head, new: nil))
                step.writes += 1
            }
        case .recordLanding(let request, let memory, let evidence):
            return try await step(.recorded, request.title, request.sourceBranch) { step in
                step.describe(request)
                try await put(landedNote(evidence), .landed, on: request, &step)
                let text = memory.written(into: request.description)
                do {
                    try await forge.updateMergeRequest(
                        request.number, with: MergeRequestChange(description: text), in: repository)
                    step.writes += 1
                } catch let error as ForgeError where [.invalid, .conflict, .forbidden].contains(error.code) {
                    // Not every forge lets a merged one be described anew; the note stands.
                    step.remark = "its description stays: \(error)"
                }
            }
        case .yield(let request, let memory):
            return try await step(.yielded, request.title, request.sourceBranch) { step in
                step.describe(request)
                if request.isMergingItself {
                    try await forge.disableAutomerge(request.number, in: repository)
                    step.writes += 1
                }
                let text = memory.written(into: request.description)
                try await forge.updateMergeRequest(
                    request.number, with: MergeRequestChange(description: text), in: repository)
                step.writes += 1
                try await put(takenOverNote(branch: request.sourceBranch), .owner, on: request, &step)
            }
        }
    }

    // MARK: Open and rebuild

    private func open(_ proposal: Proposal, head: CommitSHA?, refused: [String]) async throws -> Step {
        try await step(.opened, mergeRequestTitle(for: proposal), proposal.branch) { step in
            step.files = builder.files(of: proposal)
            let commit = try await pushBranch(of: proposal, over: head, &step)
            let assignees = try await people(proposal.assignees, of: proposal, forReview: false, &step)
            let reviewers = try await people(proposal.reviewers, of: proposal, forReview: true, &step)
            var memory = built(proposal, commit)
            // Who cannot be found is remembered too, so that nobody is looked for in every run.
            memory.people = distinct((assignees + reviewers).map(\.name) + proposal.assignees + proposal.reviewers)
            memory.labels = proposal.labels
            memory.refused = refused.isEmpty ? nil : refused
            memory.noteDemands(of: proposal, in: "")
            var text = render(proposal, memory, isRestWritten: false)
            var draft = MergeRequestDraft(
                title: text.title, description: text.description, sourceBranch: proposal.branch,
                targetBranch: proposal.target, labels: proposal.labels, assignees: assignees, reviewers: reviewers)
            draft.isDraft = proposal.lifeCycle.draftPR == true || !proposal.coChanges.demands.isEmpty
            draft.milestone = forge.capabilities.hasMilestones ? proposal.lifeCycle.people.milestone : nil
            let request = try await forge.createMergeRequest(draft, in: repository)
            step.writes += 1
            checkMilestone(proposal, request, &step)
            step.describe(request)
            step.assignees = assignees.map(\.name)
            guard let rest = text.rest else { return }
            // Only a description that is written behind the note says that there is one.
            if try await forge.putRest(rest, before: nil, on: request.number, in: repository) { step.writes += 1 }
            text = render(proposal, memory)
            try await forge.updateMergeRequest(
                request.number, with: MergeRequestChange(description: text.description), in: repository)
            step.writes += 1
        }
    }

    /// Opens the merge request of before again; where the forge does not do that, a new one.
    private func reopen(
        _ proposal: Proposal, _ request: MergeRequest, _ previous: MergeRequestMemory, head: CommitSHA?
    ) async throws -> Step {
        if tools.isDryRun { return Step.planned(.reopened, proposal, request) }
        do {
            return try await step(.reopened, mergeRequestTitle(for: proposal), proposal.branch, throwing: true) {
                step in
                step.files = builder.files(of: proposal)
                step.describe(request)
                let commit = try await pushBranch(of: proposal, over: head, &step)
                try await forge.reopenMergeRequest(request.number, in: repository)
                step.writes += 1
                var memory = built(proposal, commit)
                memory.people = previous.people
                memory.labels = previous.labels
                memory.refused = previous.refused
                memory.noteDemands(of: proposal, in: request.description)
                let text = render(proposal, memory)
                try await putRest(of: text, previous, on: request, &step)
                var change = MergeRequestChange(title: text.title, description: text.description)
                change.isDraft = request.isDraft
                change.turnsDraft = proposal.draftTurn(of: request, previous)
                try await forge.updateMergeRequest(request.number, with: change, in: repository)
                step.writes += 1
                try await put(reopenedNote(), .state, on: request, &step)
            }
        } catch let error as ForgeError where error.code == .invalid || error.code == .conflict {
            let now = try await git.listRefs(prefixes: [proposal.branch.ref])[proposal.branch]
            return try await open(proposal, head: now, refused: previous.refused ?? [])
        } catch {
            if error is CancellationError || error is LockNotFollowed { throw error }
            if (error as? ForgeError)?.code == .unauthorized { throw error }
            var step = Step.planned(.reopened, proposal, request)
            step.error = "\(error)"
            return step
        }
    }

    private func rebuild(
        _ proposal: Proposal, _ request: MergeRequest, _ previous: MergeRequestMemory?, head: CommitSHA?,
        _ reason: RebuildReason
    ) async throws -> Step {
        try await step(.rebuilt, mergeRequestTitle(for: proposal), proposal.branch) { step in
            step.files = builder.files(of: proposal)
            step.describe(request)
            let commit = try await pushBranch(of: proposal, over: head, &step)
            var memory = built(proposal, commit)
            memory.people = previous?.people ?? distinct(request.assignees + request.reviewers)
            memory.labels = previous?.labels ?? request.labels
            memory.notices = reason == .taken ? [] : previous?.notices ?? []
            memory.refused = previous?.refused
            var change = MergeRequestChange()
            memory.noteDemands(of: proposal, in: request.description)
            if previous == nil { try await complete(&change, &memory, of: proposal, request, &step) }
            let text = render(proposal, memory)
            try await putRest(of: text, previous, on: request, &step)
            change.title = text.title
            change.description = text.description
            change.isDraft = request.isDraft
            change.turnsDraft = proposal.draftTurn(of: request, previous)
            change.removedLabels = request.labels.filter { $0 == options.rebaseLabel }
            if request.targetBranch != proposal.target { change.targetBranch = proposal.target }
            try await forge.updateMergeRequest(request.number, with: change, in: repository)
            step.writes += 1
            if let note = rebuildNote(reason, target: proposal.target) {
                try await put(note, .built, on: request, &step)
            }
        }
    }

    /// The description is written last: cut off before it, the next run finds that it merges itself already.
    private func automerge(
        _ request: MergeRequest, _ memory: MergeRequestMemory, _ head: CommitSHA,
        _ strategy: LifeCycleOptions.MergeStrategy
    ) async throws -> Step {
        try await step(.automerged, request.title, request.sourceBranch) { step in
            step.describe(request)
            switch try await forge.enableAutomerge(request.number, at: head, strategy, in: repository) {
            case .refused(let reason): step.remark = "not now: \(reason)"
            case .merged: step.writes += 1
            case .waiting:
                var memory = memory
                memory.armed = head
                try await forge.updateMergeRequest(
                    request.number, with: MergeRequestChange(description: memory.written(into: request.description)),
                    in: repository)
                step.writes += 2
            }
        }
    }

    private func put(_ text: String, _ kind: NoteKind, on request: MergeRequest, _ step: inout Step) async throws {
        if try await forge.putNote(text, kind, on: request.number, in: repository) { step.writes += 1 }
    }

    /// The note is written before the description that speaks of it.
    private func putRest(
        of text: RenderedText, _ previous: MergeRequestMemory?, on request: MergeRequest, _ step: inout Step
    ) async throws {
        if try await forge.putRest(text.rest, before: previous?.rest, on: request.number, in: repository) {
            step.writes += 1
        }
    }

    private func built(_ proposal: Proposal, _ commit: CommitSHA) -> MergeRequestMemory {
        var memory = memory(of: proposal, blobs: builder.blobs, commit: commit, base: builder.base.sha)
        memory.pushed = Int(Date().timeIntervalSince1970)
        return memory
    }

    /// Adds the people and labels of a merge request that was opened, and cut off before anything was remembered of it.
    private func complete(
        _ change: inout MergeRequestChange, _ memory: inout MergeRequestMemory, of proposal: Proposal,
        _ request: MergeRequest, _ step: inout Step
    ) async throws {
        let assignees = try await people(
            proposal.assignees.filter { !request.assignees.contains($0) }, of: proposal, forReview: false,
            besides: request.assignees.count, &step)
        let reviewers = try await people(
            proposal.reviewers.filter { !request.reviewers.contains($0) }, of: proposal, forReview: true,
            besides: request.reviewers.count, &step)
        change.milestone = proposal.lifeCycle.people.milestone
        if !assignees.isEmpty { change.assignees = try await present(request.assignees) + assignees }
        if !reviewers.isEmpty { change.reviewers = try await present(request.reviewers) + reviewers }
        change.addedLabels = proposal.labels.filter { !request.labels.contains($0) }
        memory.people = distinct(
            memory.people + (assignees + reviewers).map(\.name) + proposal.assignees + proposal.reviewers)
        memory.labels = distinct(memory.labels + change.addedLabels)
    }

    private func pushBranch(of proposal: Proposal, over head: CommitSHA?, _ step: inout Step) async throws -> CommitSHA
    {
        let commit = try await builder.build(proposal)
        if commit != head {
            try await git.push(RefUpdate(branch: proposal.branch, expected: head, new: commit))
            step.writes += 1
        }
        return commit
    }

    // MARK: Refresh and close

    private func refresh(
        _ proposal: Proposal, _ request: MergeRequest, _ memory: MergeRequestMemory, _ change: Refreshment
    ) async throws -> Step {
        try await step(.refreshed, change.title ?? request.title, proposal.branch) { step in
            step.describe(request)
            let assignees = try await people(
                change.addedAssignees, of: proposal, forReview: false, besides: request.assignees.count, &step)
            let reviewers = try await people(
                change.addedReviewers, of: proposal, forReview: true, besides: request.reviewers.count, &step)
            var memory = memory
            memory.people = distinct(
                memory.people + (assignees + reviewers).map(\.name) + change.addedAssignees + change.addedReviewers)
            memory.labels = distinct(memory.labels + change.addedLabels)
            let text = render(proposal, memory)
            var edit = MergeRequestChange(title: change.title, addedLabels: change.addedLabels)
            edit.isDraft = request.isDraft
            edit.turnsDraft = change.turnsDraft
            if change.description != nil
                || memory.people != (MergeRequestMemory(description: request.description)?.people ?? [])
                || !change.addedLabels.isEmpty
            {
                try await putRest(of: text, memory, on: request, &step)
                edit.description = text.description
            }
            if !assignees.isEmpty { edit.assignees = try await present(request.assignees) + assignees }
            if !reviewers.isEmpty { edit.reviewers = try await present(request.reviewers) + reviewers }
            guard !edit.isEmpty else { return }
            try await forge.updateMergeRequest(request.number, with: edit, in: repository)
            step.writes += 1
        }
    }

    /// The memory is written first: if we are cut off behind it, the closing is still known as ours.
    private func close(
        _ request: MergeRequest, _ memory: MergeRequestMemory?, head: CommitSHA?, _ reason: CloseReason
    ) async throws -> Step {
        try await step(.closed, request.title, request.sourceBranch) { step in
            step.describe(request)
            if var memory {
                // What a person told us to close is a person's "no".
                if case .ignored = reason { memory.isClosedByUs = false } else { memory.isClosedByUs = true }
                let text = memory.written(into: request.description)
                try await forge.updateMergeRequest(
                    request.number, with: MergeRequestChange(description: text), in: repository)
                step.writes += 1
            }
            try await put(closingNote(reason), .state, on: request, &step)
            try await forge.closeMergeRequest(request.number, in: repository)
            step.writes += 1
            if let head {
                try await git.push(RefUpdate(branch: request.sourceBranch, expected: head, new: nil))
                step.writes += 1
            }
        }
    }

    // MARK: Parts

    /// What a merge request should say.
    struct RenderedText {
        var title: String
        var description: String
        var rest: String?
    }

    /// The title and description that a proposal should have, and what the description has no room for.
    func render(_ proposal: Proposal, _ memory: MergeRequestMemory, isRestWritten: Bool = true) -> RenderedText {
        let repository = repository
        let link = tools.link
        let text = mergeRequestText(
            for: proposal, memory: memory, runbook: runbook(proposal, memory), capabilities: forge.capabilities,
            isRestWritten: isRestWritten
        ) { file, line, commit in link(repository, file, line, commit) }
        return RenderedText(title: mergeRequestTitle(for: proposal), description: text.description, rest: text.rest)
    }

    private func runbook(_ proposal: Proposal, _ memory: MergeRequestMemory) -> String? {
        tools.components?(repository).runbook(for: proposal, memory: memory.hop)
    }

    /// Finds the people of `names` who are to be assigned or to review, as many as options want beside those who are there.
    private func people(
        _ names: [String], of proposal: Proposal, forReview: Bool, besides present: Int = 0, _ step: inout Step
    ) async throws -> [ForgeUser] {
        let options = proposal.lifeCycle.people
        let search = UserSearch(expandsGroups: options.expandCodeOwnersGroups == true, isForReview: forReview)
        let found = try await users(names, &step, search)
        let size = forReview ? options.reviewersSampleSize : options.assigneesSampleSize
        let chosen = sample(found.map(\.name), size.map { max(0, $0 - present) }, seed: proposal.branch.rawValue)
        return found.filter { chosen.contains($0.name) }
    }

    /// Finds users by name. Who cannot be found or assigned is left out; the step and the log say so.
    private func users(
        _ names: [String], _ step: inout Step, _ search: UserSearch = UserSearch()
    ) async throws -> [ForgeUser] {
        let found = try await tools.users(names, in: repository, search)
        for remark in found.remarks { step.remark = [step.remark, remark].compactMap(\.self).joined(separator: "; ") }
        return found.found
    }

    /// Finds those who are on a merge request already; who cannot be found is not our concern.
    private func present(_ names: [String]) async throws -> [ForgeUser] {
        try await tools.users(names, in: repository).found
    }

    /// Says it where the forge did not take the milestone.
    private func checkMilestone(_ proposal: Proposal, _ request: MergeRequest, _ step: inout Step) {
        guard let milestone = proposal.lifeCycle.people.milestone, forge.capabilities.hasMilestones,
            request.milestone != milestone
        else { return }
        let remark = "there is no milestone \(milestone) that it can be filed under"
        step.remark = [step.remark, remark].compactMap(\.self).joined(separator: "; ")
    }

    /// Runs `body`, or with a dry run only says what it would do. An error becomes part of the step.
    private func step(
        _ kind: Step.Kind, _ title: String, _ branch: BranchName, throwing: Bool = false,
        _ body: (inout Step) async throws -> Void
    ) async throws -> Step {
        try await Step(kind: kind, title: title, branch: branch, target: target)
            .attempting(unless: tools.isDryRun, throwing: throwing, body)
    }
}

extension Step {
    fileprivate static func planned(_ kind: Kind, _ proposal: Proposal, _ request: MergeRequest) -> Step {
        var step = Step(
            kind: kind, title: mergeRequestTitle(for: proposal), branch: proposal.branch, target: proposal.target)
        step.describe(request)
        return step
    }

    mutating func describe(_ request: MergeRequest) {
        number = request.number
        webURL = request.webURL
        assignees = request.assignees
    }
}
