import Domain

/// Who is asked for what merges itself.
extension Reconciler {
    /// Takes the people from proposals that merge themselves, where settings say so and as long as no check has failed.
    mutating func sparingPeople(_ proposals: [Proposal], open: [BranchName: MergeRequest]) -> [Proposal] {
        var result = proposals
        for (index, proposal) in proposals.enumerated() {
            guard proposal.lifeCycle.automerge == true, proposal.lifeCycle.people.assignAutomerge == false,
                !hasFailed(proposal, open)
            else { continue }
            result[index].assignees = []
            result[index].reviewers = []
        }
        return result
    }

    private mutating func hasFailed(_ proposal: Proposal, _ open: [BranchName: MergeRequest]) -> Bool {
        guard open[proposal.branch] != nil, let head = facts.branches[proposal.branch] else { return false }
        guard let state = facts.checks[head] else {
            questions.insert(.checks(head))
            return false
        }
        return state == .failure
    }
}
