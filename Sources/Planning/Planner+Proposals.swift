import Domain
import TextEdits

extension Planner {
    /// Sorts updates into branches: one for each package and major, or one for each group.
    ///
    /// A branch waits for its schedule when every update in it does.
    ///
    /// - Parameter followers: gets the entries of lock files that move with what leads them, and not by themselves.
    func proposals(
        for updates: [Update], held: [HeldUpdate], target: BranchName, followers: inout [Dependency]
    ) -> [Proposal] {
        var proposals: [BranchName: Proposal] = [:]
        var awaited: [BranchName: Bool] = [:]
        var lifeCycles: [BranchName: LifeCycleOptions] = [:]
        var smallest: [BranchName: Int] = [:]
        for update in updates {
            var rules = effectiveOptions(update)
            rules.groupName = groupName(of: update, rules)
            let branch = self.branch(of: update, rules, target: target)
            var proposal =
                proposals[branch]
                ?? Proposal(
                    branch: branch, target: target, topic: rules.groupName ?? update.dependency.depName,
                    isGroup: rules.groupName != nil, updates: [])
            add(update, to: &proposal)
            describe(&proposal, rules)
            proposal.bumps = distinct(proposal.bumps + bumps(of: update, rules))
            lifeCycles[branch] =
                lifeCycles[branch].map { $0.joined(with: rules.updates.lifeCycle) } ?? rules.updates.lifeCycle
            proposal.mayMergeNow =
                proposal.mayMergeNow && mayMerge(rules.updates) && !needsPerson(update.dependency)
            if proposal.isGroup, let size = rules.updates.minimumGroupSize { smallest[branch] = size }
            awaited[branch] = awaited[branch, default: true] && isAwaited(rules.updates)
            proposals[branch] = proposal
        }
        for (branch, options) in lifeCycles { proposals[branch]?.lifeCycle = options }
        for (branch, isAwaited) in awaited where isAwaited { proposals[branch]?.postponed = .awaitingSchedule }
        for (branch, size) in smallest where proposals[branch].map({ $0.updates.count < size }) == true {
            proposals[branch]?.postponed = .groupTooSmall(size)
        }
        for branch in proposals.keys.sorted() {
            let own = Set(proposals[branch].map(self.followers) ?? [])
            guard !own.isEmpty else { continue }
            followers += own.sorted { ($0.file, $0.line) < ($1.file, $1.line) }.map(\.asFollower)
            proposals[branch]?.updates.removeAll { own.contains($0.dependency) }
        }
        return proposals.values.map { finished($0, held: held) }.sorted { order($0) < order($1) }
    }

    /// The entries of lock files in a branch that also moves a constraint on the same package: they follow that.
    private func followers(in proposal: Proposal) -> [Dependency] {
        let leading = proposal.updates.filter { !$0.dependency.isLockEntry }.map(\.dependency.package)
        return proposal.updates.map(\.dependency).filter { $0.isLockEntry && leading.contains($0.package) }
    }

    /// The merge request of a component's next hop.
    func proposal(for step: ComponentStage.Step, held: [HeldUpdate], target: BranchName) -> Proposal {
        var proposal = Proposal(
            branch: step.plan.branch ?? step.plan.arrivalBranch, target: target, topic: step.plan.name, updates: [])
        proposal.component = step.plan
        for update in step.updates {
            let rules = effectiveOptions(update)
            add(update, to: &proposal)
            describe(&proposal, rules)
            proposal.bumps = distinct(proposal.bumps + bumps(of: update, rules))
            let isFirst = proposal.updates.count == 1
            proposal.lifeCycle =
                isFirst ? rules.updates.lifeCycle : proposal.lifeCycle.joined(with: rules.updates.lifeCycle)
            // What cannot be taken back, a person merges.
            let isSmall = update.type == .patch && step.plan.hops.first?.isStop != true
            proposal.mayMergeNow =
                proposal.mayMergeNow && isSmall && mayMerge(rules.updates) && !needsPerson(update.dependency)
            if isAwaited(rules.updates) { proposal.postponed = .awaitingSchedule }
        }
        if let note = nodesNote(step.plan) { proposal.notes.append(note) }
        let packages = Set(proposal.updates.map { $0.dependency.package.key })
        proposal.held = held.filter { packages.contains($0.dependency.package.key) }
        proposal.updates.sort { place($0) < place($1) }
        proposal.notesQuestions = distinct(proposal.updates.compactMap(notesQuestion))
        return proposal
    }

    /// The order of nodes and the chart that uses them, for people.
    private func nodesNote(_ plan: ComponentPlan) -> String? {
        guard let leader = plan.leader, leader.component == plan.component else { return nil }
        return plan.areNodes == true
            ? "These nodes go before the chart in `\(leader.file)`: it follows to the same version, in a merge request of its own, when they have landed."
            : "The nodes in `\(leader.file)` are there already; the chart follows them."
    }

    private func describe(_ proposal: inout Proposal, _ rules: DependencyOptions) {
        proposal.labels = distinct(proposal.labels + rules.labels)
        proposal.assignees = distinct(proposal.assignees + rules.assignees)
        proposal.reviewers = distinct(proposal.reviewers + rules.reviewers)
        proposal.notes = distinct(proposal.notes + rules.updates.prBodyNotes)
    }

    /// Two updates of one place in one branch (a minor and a major in a group): the larger step wins.
    private func add(_ update: Update, to proposal: inout Proposal) {
        let isSamePlace = { (other: Update) in
            other.dependency.file == update.dependency.file && other.dependency.spans == update.dependency.spans
        }
        guard let index = proposal.updates.firstIndex(where: isSamePlace) else {
            proposal.updates.append(update)
            return
        }
        let rank = { (type: UpdateType) in UpdateType.allCases.firstIndex(of: type) ?? 0 }
        if rank(update.type) < rank(proposal.updates[index].type) { proposal.updates[index] = update }
    }

    private func finished(_ proposal: Proposal, held: [HeldUpdate]) -> Proposal {
        var proposal = proposal
        let packages = Set(proposal.updates.map { $0.dependency.package.key })
        proposal.held = held.filter { packages.contains($0.dependency.package.key) }
        proposal.updates.sort { place($0) < place($1) }
        if !proposal.isGroup,
            let shortest = proposal.updates.map(\.dependency.depName).min(by: { ($0.count, $0) < ($1.count, $1) })
        {
            proposal.topic = shortest
        }
        proposal.title = title(of: proposal)
        proposal.notesQuestions = distinct(proposal.updates.compactMap(notesQuestion))
        return proposal
    }

    private func place(_ update: Update) -> (String, Int, Int) {
        (update.dependency.file, update.dependency.line, update.dependency.spans.first?.span.start ?? 0)
    }

    /// Those of a higher priority first, then small steps: they are the safest to merge, and a limit should not let majors starve them.
    private func order(_ proposal: Proposal) -> (Int, Int, String) {
        let rank: Int
        switch proposal.type {
        case .patch, .digest, .pinDigest: rank = 0
        case .minor: rank = 1
        case .major: rank = 2
        }
        return (-(proposal.lifeCycle.prPriority ?? 0), rank, proposal.branch.rawValue)
    }

    private func branch(of update: Update, _ rules: DependencyOptions, target: BranchName) -> BranchName {
        let prefix = options.branchPrefix + (options.baseBranches.count > 1 ? branchSlug(target.rawValue) + "-" : "")
        if let group = rules.groupName {
            return BranchName(prefix + groupStep(update, rules) + branchSlug(rules.updates.groupSlug ?? group))
        }
        let package = branchSlug(update.dependency.depName)
        switch update.type {
        case .digest: return BranchName(prefix + package + "-digest")
        case .pinDigest: return BranchName(prefix + package + "-pin-digest")
        case .major, .minor, .patch: break
        }
        guard let numbers = schemes(rules.versioning)?.numbers(of: update.newVersion) else {
            return BranchName(prefix + package + "-" + branchSlug(update.newVersion))
        }
        var line = "\(numbers.major)."
        if isOneOfMinors(update, rules), let minor = numbers.minor { line += "\(minor)." }
        return BranchName(prefix + package + "-" + line + "x")
    }

    /// Whether the branch of an update holds one minor of a major, and not all of them.
    private func isOneOfMinors(_ update: Update, _ rules: DependencyOptions) -> Bool {
        switch update.type {
        case .patch: rules.updates.separateMinorPatch == true || rules.updates.separateMultipleMinor == true
        case .minor: rules.updates.separateMultipleMinor == true
        case .major, .digest, .pinDigest: false
        }
    }

    /// What comes before the group's name where its updates are split.
    private func groupStep(_ update: Update, _ rules: DependencyOptions) -> String {
        switch update.type {
        case .major where rules.updates.separateMultipleMajor == true:
            let number = schemes(rules.versioning)?.numbers(of: update.newVersion)?.major
            return "major-" + (number.map { "\($0)-" } ?? "")
        case .major where rules.separateMajorMinor: return "major-"
        case .patch where rules.updates.separateMinorPatch == true: return "patch-"
        default: return ""
        }
    }
}

extension Dependency {
    /// This entry of a lock file as one that is not moved by itself.
    fileprivate var asFollower: Dependency {
        var follower = self
        follower.skipReason = "lock-file"
        return follower
    }
}
