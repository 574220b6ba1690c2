import Domain
import Foundation

/// Merging without a person.
extension Reconciler {
    /// How long a commit without any check waits for one to turn up, in seconds.
    private static let patience: TimeInterval = 300

    /// Lets the forge merge what is as it should be, once for each commit: who switches it off again is not overruled.
    mutating func considerMerging(
        _ proposal: Proposal, _ request: MergeRequest, _ memory: MergeRequestMemory, _ head: CommitSHA
    ) {
        guard proposal.lifeCycle.automerge == true, proposal.mayMergeNow, !request.isDraft, !request.isMergingItself,
            memory.armed != head, request.head ?? head == head, proposal.coChanges.open(in: request.description).isEmpty
        else { return }
        guard let state = facts.checks[head] else {
            questions.insert(.checks(head))
            return
        }
        switch state {
        case .failure: return
        case .none where !hasWaited(memory): return
        case .none, .pending, .success:
            actions.append(.automerge(request, memory, head: head, proposal.lifeCycle.automergeStrategy ?? .auto))
        }
    }

    /// A forge merges at once what nothing checks; right after a push that may only mean that nothing does so yet.
    private func hasWaited(_ memory: MergeRequestMemory) -> Bool {
        guard let now = facts.now, let pushed = memory.pushed else { return false }
        return now.timeIntervalSince1970 - Double(pushed) >= Self.patience
    }
}
