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

    private var forge: any Forge { tools.forge }

    func run(_ action: Action) async throws -> Step {
        switch action {
        case .open(let proposal, let head):
            return try await open(proposal, head: head)
        case .rebuild(let proposal, let request, let memory, let head, let reason):
            return try await rebuild(proposal, request, memory, head: head, reason)
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
                try await forge.addNote(landedNote(evidence), to: request.number, in: repository)
                let text = memory.written(into: request.description)
                try await forge.updateMergeRequest(
                    request.number, with: MergeRequestChange(description: text), in: repository)
                step.writes += 2
            }
        case .yield(let request, let memory):
            return try await step(.yielded, request.title, request.sourceBranch) { step in
                step.describe(request)
                let text = memory.written(into: request.description)
                try await forge.updateMergeRequest(
                    request.number, with: MergeRequestChange(description: text), in: repository)
                try await forge.addNote(
                    takenOverNote(branch: request.sourceBranch), to: request.number, in: repository)
                step.writes += 2
            }
        }
    }

    // MARK: Open and rebuild

    private func open(_ proposal: Proposal, head: CommitSHA?) async throws -> Step {
        try await step(.opened, mergeRequestTitle(for: proposal), proposal.branch) { step in
            step.files = proposal.editsByFile.keys.sorted()
            let commit = try await pushBranch(of: proposal, over: head, &step)
            let assignees = try await users(proposal.assignees)
            let reviewers = try await users(proposal.reviewers)
            var memory = memory(of: proposal, blobs: builder.blobs, commit: commit, base: builder.base.sha)
            memory.people = distinct((assignees + reviewers).map(\.name))
            memory.labels = proposal.labels
            let text = render(proposal, memory)
            let request = try await forge.createMergeRequest(
                MergeRequestDraft(
                    title: text.title, description: text.description, sourceBranch: proposal.branch,
                    targetBranch: proposal.target, labels: proposal.labels, assignees: assignees, reviewers: reviewers),
                in: repository)
            step.writes += 1
            step.describe(request)
            step.assignees = assignees.map(\.name)
        }
    }

    private func rebuild(
        _ proposal: Proposal, _ request: MergeRequest, _ previous: MergeRequestMemory?, head: CommitSHA?,
        _ reason: RebuildReason
    ) async throws -> Step {
        try await step(.rebuilt, mergeRequestTitle(for: proposal), proposal.branch) { step in
            step.files = proposal.editsByFile.keys.sorted()
            step.describe(request)
            let commit = try await pushBranch(of: proposal, over: head, &step)
            var memory = memory(of: proposal, blobs: builder.blobs, commit: commit, base: builder.base.sha)
            memory.people = previous?.people ?? distinct(request.assignees + request.reviewers)
            memory.labels = previous?.labels ?? request.labels
            var change = MergeRequestChange()
            if previous == nil { try await complete(&change, &memory, of: proposal, request) }
            let text = render(proposal, memory)
            change.title = text.title
            change.description = text.description
            try await forge.updateMergeRequest(request.number, with: change, in: repository)
            step.writes += 1
            if let note = rebuildNote(reason, target: proposal.target) {
                try await forge.addNote(note, to: request.number, in: repository)
                step.writes += 1
            }
        }
    }

    /// Adds the people and labels of a merge request that was opened, and cut off before anything was remembered of it.
    private func complete(
        _ change: inout MergeRequestChange, _ memory: inout MergeRequestMemory, of proposal: Proposal,
        _ request: MergeRequest
    ) async throws {
        let assignees = try await users(proposal.assignees.filter { !request.assignees.contains($0) })
        let reviewers = try await users(proposal.reviewers.filter { !request.reviewers.contains($0) })
        if !assignees.isEmpty { change.assignees = try await users(request.assignees) + assignees }
        if !reviewers.isEmpty { change.reviewers = try await users(request.reviewers) + reviewers }
        change.addedLabels = proposal.labels.filter { !request.labels.contains($0) }
        memory.people = distinct(memory.people + (assignees + reviewers).map(\.name))
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
            let assignees = try await users(change.addedAssignees)
            let reviewers = try await users(change.addedReviewers)
            var memory = memory
            memory.people = distinct(memory.people + (assignees + reviewers).map(\.name))
            memory.labels = distinct(memory.labels + change.addedLabels)
            let text = render(proposal, memory)
            var edit = MergeRequestChange(title: change.title, addedLabels: change.addedLabels)
            if change.description != nil
                || memory.people != (MergeRequestMemory(description: request.description)?.people ?? [])
                || !change.addedLabels.isEmpty
            {
                edit.description = text.description
            }
            if !assignees.isEmpty { edit.assignees = try await users(request.assignees) + assignees }
            if !reviewers.isEmpty { edit.reviewers = try await users(request.reviewers) + reviewers }
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
                memory.isClosedByUs = true
                let text = memory.written(into: request.description)
                try await forge.updateMergeRequest(
                    request.number, with: MergeRequestChange(description: text), in: repository)
                step.writes += 1
            }
            try await forge.addNote(closingNote(reason), to: request.number, in: repository)
            try await forge.closeMergeRequest(request.number, in: repository)
            step.writes += 2
            if let head {
                try await git.push(RefUpdate(branch: request.sourceBranch, expected: head, new: nil))
                step.writes += 1
            }
        }
    }

    // MARK: Parts

    /// The title and description that a proposal should have.
    func render(_ proposal: Proposal, _ memory: MergeRequestMemory) -> (title: String, description: String) {
        let repository = repository
        let link = tools.link
        return (
            mergeRequestTitle(for: proposal),
            mergeRequestBody(
                for: proposal, memory: memory, runbook: runbook(proposal, memory), capabilities: forge.capabilities
            ) { file, line, commit in link(repository, file, line, commit) }
        )
    }

    private func runbook(_ proposal: Proposal, _ memory: MergeRequestMemory) -> String? {
        guard let plan = proposal.component, let context = tools.components?(repository) else { return nil }
        return context.runbook(for: plan, proposal.updates, memory: memory.hop)
    }

    /// Finds users by name. Who cannot be found or assigned is left out; the log says so.
    private func users(_ names: [String]) async throws -> [ForgeUser] {
        var users: [ForgeUser] = []
        for name in distinct(names) {
            if let user = try await forge.findUser(named: name, in: repository) {
                users.append(user)
            } else {
                tools.logger.warning(
                    "no user of this name can be assigned; correct assignees or reviewers in the settings",
                    metadata: ["user": "\(name)", "repository": "\(repository.path)"])
            }
        }
        return users
    }

    /// Runs `body`, or with a dry run only says what it would do. An error becomes part of the step.
    private func step(
        _ kind: Step.Kind, _ title: String, _ branch: BranchName, _ body: (inout Step) async throws -> Void
    ) async throws -> Step {
        var step = Step(kind: kind, title: title, branch: branch, target: target)
        guard !tools.isDryRun else { return step }
        do {
            try await body(&step)
        } catch let error as CancellationError {
            throw error
        } catch let error as ForgeError where error.code == .unauthorized {
            throw error
        } catch {
            step.error = "\(error)"
        }
        return step
    }
}

extension Step {
    fileprivate mutating func describe(_ request: MergeRequest) {
        number = request.number
        webURL = request.webURL
        assignees = request.assignees
    }
}
