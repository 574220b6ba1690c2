public import Domain

/// What becomes of a plan where another bot has open merge requests.
public struct OtherBotsDecision: Hashable, Sendable {
    public var plan: Plan
    /// What the other bot's merge requests do already.
    public var held: [HeldUpdate] = []
    /// The merge requests that are ours now, or are to be: beside those that we opened.
    public var adopted: [ForeignRequest] = []
}

/// Leaves out of a plan what another bot's merge requests do, or moves its proposals to their branches.
///
/// A merge request does what a proposal does when it comes from the branch of the same name behind the prefix, when its
/// branch has the new version in the same file, or when it names the package and its branch moves it within the same major
/// version. Components are not looked at: their versions follow a route that the other bot does not know.
public func decide(
    _ plan: Plan, over foreign: [ForeignRequest], _ options: MergeRequestOptions, branchPrefix: String
) -> OtherBotsDecision {
    var decision = OtherBotsDecision(plan: plan)
    guard options.otherBots != .ignore, !foreign.isEmpty else { return decision }
    // What was adopted before knows what it moves, and comes first.
    var free = foreign.sorted {
        ($0.memory == nil ? 1 : 0, $0.request.number) < ($1.memory == nil ? 1 : 0, $1.request.number)
    }
    decision.plan.proposals = plan.proposals.compactMap { proposal in
        guard proposal.component == nil else { return proposal }
        if options.otherBots == .leave {
            return leaveOut(free, of: proposal, branchPrefix, options, &decision)
        }
        guard
            let place = free.firstIndex(where: { isAdoptable($0, for: proposal, branchPrefix, options) })
        else { return leaveOut(free.filter { $0.memory == nil }, of: proposal, branchPrefix, options, &decision) }
        let found = free.remove(at: place)
        decision.adopted.append(found)
        var proposal = proposal
        proposal.branch = found.request.sourceBranch
        return proposal
    }
    if options.otherBots == .adopt { decision.adopted += free.filter { $0.memory != nil } }
    return decision
}

/// The name that the other bot's branch would have for one of ours: the same behind the prefix.
public func foreignBranch(_ branch: BranchName, _ options: MergeRequestOptions, branchPrefix: String) -> BranchName {
    guard branch.rawValue.hasPrefix(branchPrefix) else { return branch }
    return BranchName(options.otherBotsBranchPrefix + branch.rawValue.dropFirst(branchPrefix.count))
}

private func leaveOut(
    _ foreign: [ForeignRequest], of proposal: Proposal, _ branchPrefix: String, _ options: MergeRequestOptions,
    _ decision: inout OtherBotsDecision
) -> Proposal? {
    var rest = proposal
    rest.updates = []
    for update in proposal.updates {
        let found = foreign.first {
            $0.request.targetBranch == proposal.target
                && ($0.isFrom(proposal, branchPrefix, options) || $0.moves(update))
        }
        guard let request = found?.request else {
            rest.updates.append(update)
            continue
        }
        decision.held.append(
            HeldUpdate(
                dependency: update.dependency, version: update.newVersion,
                reason: .otherBot(number: request.number, author: request.author ?? "", url: request.webURL)))
    }
    return rest.updates.isEmpty ? nil : rest
}

private func isAdoptable(
    _ foreign: ForeignRequest, for proposal: Proposal, _ branchPrefix: String, _ options: MergeRequestOptions
) -> Bool {
    guard foreign.request.targetBranch == proposal.target else { return false }
    if let memory = foreign.memory {
        return proposal.updates.allSatisfy { update in
            memory.moves(packageKey: packageKey(of: update)) && (proposal.isGroup || memory.keepsMajor(of: update))
        }
    }
    guard foreign.request.isDescribedByOtherBot, foreign.isBuiltByBot else { return false }
    return foreign.isFrom(proposal, branchPrefix, options) || proposal.updates.contains(where: foreign.moves)
}

extension ForeignRequest {
    /// What it remembers once it is ours.
    var memory: MergeRequestMemory? { MergeRequestMemory(description: request.description) }

    fileprivate func isFrom(_ proposal: Proposal, _ branchPrefix: String, _ options: MergeRequestOptions) -> Bool {
        [proposal.branch, foreignBranch(proposal.branch, options, branchPrefix: branchPrefix)]
            .contains(request.sourceBranch)
    }

    /// Whether its branch has the new version, or another one of the same major that its text speaks of.
    fileprivate func moves(_ update: Update) -> Bool {
        let old = update.dependency
        let value = update.newValue ?? old.currentValue
        let digest = update.newDigest ?? old.currentDigest
        return places.contains { place in
            guard place.file == old.file, place.package == old.packageName, place.datasource == old.datasource,
                place.value != old.currentValue || place.digest != old.currentDigest
            else { return false }
            if place.value == value, place.digest == digest || digest == nil || update.newDigest == nil { return true }
            guard let place = place.value, let value, leadingNumber(place) == leadingNumber(value) else { return false }
            return request.names(old.depName, version: place)
        }
    }
}

extension MergeRequestMemory {
    /// Whether it moves the package to the same major version; versions without numbers have none.
    fileprivate func keepsMajor(of update: Update) -> Bool {
        leadingNumber(update.newVersion) == nil
            || proposesLine(of: update.newVersion, packageKey: packageKey(of: update), width: 1)
    }
}

private func leadingNumber(_ version: String) -> Int? {
    Int(version.drop { !$0.isNumber }.prefix { $0.isASCII && $0.isNumber })
}
