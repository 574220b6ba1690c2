public import Domain

extension Proposal {
    /// Whether its merge request has to become a draft (true) or ready (false); nil leaves it as it is.
    ///
    /// It is a draft as long as a person has not confirmed what only a person can. Who makes it ready without that is not
    /// overruled: it was said once.
    ///
    /// - Parameter previous: what the merge request remembers; nil when it knows nothing.
    public func draftTurn(of request: MergeRequest, _ previous: MergeRequestMemory?) -> Bool? {
        guard component != nil else { return nil }
        let wasAwaited = previous?.hop?.awaited != nil
        if coChanges.open(in: request.description).isEmpty {
            return wasAwaited && request.isDraft && lifeCycle.draftPR != true ? false : nil
        }
        return wasAwaited || request.isDraft ? nil : true
    }
}

extension MergeRequestMemory {
    /// Notes which demands of `proposal` the boxes of `description` show as met, and which the merge request waits for.
    public mutating func noteDemands(of proposal: Proposal, in description: String) {
        let open = Set(proposal.coChanges.open(in: description).map(\.id))
        let met = proposal.coChanges.demands.map(\.id).filter { !open.contains($0) }
        hop?.confirmed = met.isEmpty ? nil : met
        hop?.awaited = open.isEmpty ? nil : open.sorted()
    }
}
