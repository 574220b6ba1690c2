extension ForgeServer {
    /// Looks at the branches of a project, and lets its open merge requests follow them as GitLab and GitHub do after a push:
    /// one whose source branch is gone is closed, one whose commits a push brought into the target is merged.
    ///
    /// - Returns: the commit of every branch.
    @discardableResult
    func refresh(_ index: Int) async throws(SandboxError) -> [String: String] {
        let repository = projects[index].repository
        // What is opened while git runs may come from a branch that this look did not see.
        let known = projects[index].mergeRequests.indices
        let branches = try await repository.branches()
        projects[index].hasCommits = branches[projects[index].defaultBranch] != nil
        for place in known {
            let request = projects[index].mergeRequests[place]
            guard request.state == .opened else { continue }
            guard let source = branches[request.sourceBranch] else {
                if dialect.followsBranches { close(index, place, by: nil) }
                continue
            }
            guard let target = branches[request.targetBranch] else { continue }
            guard request.head != source || request.target != target || request.mergeability == nil else { continue }
            let mergeability = try await repository.mergeability(of: source, into: target)
            // While git ran, someone else may have been here.
            guard projects[index].mergeRequests[place].state == .opened else { continue }
            note(mergeability, source: source, target: target, index, place)
        }
        return branches
    }

    /// Notices the first push into projects that were empty.
    func refreshEmptyProjects() async throws(SandboxError) {
        for index in projects.indices where !projects[index].hasCommits { try await refresh(index) }
    }

    private func note(
        _ mergeability: Mergeability, source: String, target: String, _ index: Int, _ place: Int
    ) {
        let old = projects[index].mergeRequests[place]
        let hadCommits = old.mergeability.map { !$0.isContained } ?? false
        if dialect.followsBranches, hadCommits, mergeability.isContained, old.head == source, old.target != target {
            // Its diff stays as it was before the push.
            projects[index].mergeRequests[place].state = .merged
            projects[index].mergeRequests[place].mergedAt = now()
            projects[index].mergeRequests[place].updatedAt = now()
            return
        }
        projects[index].mergeRequests[place].head = source
        projects[index].mergeRequests[place].target = target
        projects[index].mergeRequests[place].mergeability = mergeability
        if old.head != nil, old.head != source { projects[index].mergeRequests[place].updatedAt = now() }
    }

    func close(_ index: Int, _ place: Int, by user: UserRecord?) {
        projects[index].mergeRequests[place].state = .closed
        projects[index].mergeRequests[place].closedAt = now()
        projects[index].mergeRequests[place].closedByID = user?.id
        projects[index].mergeRequests[place].updatedAt = now()
    }
}
