/// What ``SandboxWorld`` does in the name of people.
extension ForgeServer {
    func snapshots(of path: String) async throws -> [SandboxMergeRequest] {
        let index = try known(path)
        try await refresh(index)
        let project = projects[index]
        return project.mergeRequests.map { request in
            SandboxMergeRequest(
                project: project.path, iid: request.iid, state: request.state.rawValue, title: request.title,
                description: request.description, sourceBranch: request.sourceBranch,
                targetBranch: request.targetBranch, author: names([request.authorID]).first ?? "",
                assignees: names(request.assigneeIDs), reviewers: names(request.reviewerIDs), labels: request.labels,
                notes: request.notes.map(\.body), webURL: webURL(of: request, in: project), sha: request.head,
                base: request.mergeability?.mergeBase, isDraft: request.isDraft || request.isMarkedDraft,
                isMergingItself: request.mergingItselfByID != nil,
                milestone: request.milestone.map { project.milestones[$0 - 1] }, teams: request.teams)
        }
    }

    func refresh(_ path: String) async throws { try await refresh(try known(path)) }

    func defaultBranch(of path: String) throws(SandboxError) -> String { projects[try known(path)].defaultBranch }

    func merge(_ iid: Int, in path: String, by username: String) async throws {
        let (index, place, user) = try known(path, iid, username)
        try await refresh(index)
        let request = projects[index].mergeRequests[place]
        do {
            guard request.state == .opened else {
                throw SandboxError(.unknown, "\(path)!\(iid) is \(request.state.rawValue).")
            }
            try await merge(index, place, by: user, removesBranch: request.removesSourceBranch)
        } catch is Refusal {
            throw SandboxError(.unknown, "\(path)!\(iid) cannot be merged: it has conflicts or no changes.")
        }
    }

    func close(_ iid: Int, in path: String, by username: String) throws {
        let (index, place, user) = try known(path, iid, username)
        close(index, place, by: user)
    }

    func reopen(_ iid: Int, in path: String) async throws {
        let (index, place, _) = try known(path, iid, "admin")
        projects[index].mergeRequests[place].state = .opened
        projects[index].mergeRequests[place].closedAt = nil
        projects[index].mergeRequests[place].closedByID = nil
        projects[index].mergeRequests[place].mergeability = nil
        projects[index].mergeRequests[place].updatedAt = now()
        try await refresh(index)
    }

    func addNote(_ text: String, to iid: Int, in path: String, by username: String) throws {
        let (index, place, user) = try known(path, iid, username)
        try addNote(text, index, place, by: user)
    }

    func edit(_ iid: Int, in path: String, title: String?, description: String?) throws {
        let (index, place, _) = try known(path, iid, "admin")
        if let title { projects[index].mergeRequests[place].title = title }
        if let description { projects[index].mergeRequests[place].description = description }
        projects[index].mergeRequests[place].updatedAt = now()
    }

    func setCheck(_ name: String, _ state: SandboxCheckState, of commit: String, in path: String) async throws {
        try await setCheck(name, state, of: commit, in: try known(path))
    }

    func change(
        _ iid: Int, in path: String, labels: [String]?, assignees: [String]?, target: String?, isMergingItself: Bool?
    ) async throws {
        let (index, place, admin) = try known(path, iid, "admin")
        if let labels { projects[index].mergeRequests[place].labels = distinct(labels) }
        if let assignees {
            projects[index].mergeRequests[place].assigneeIDs = assignees.compactMap { user(named: $0)?.id }
        }
        if let target {
            projects[index].mergeRequests[place].targetBranch = target
            projects[index].mergeRequests[place].mergeability = nil
        }
        if let isMergingItself {
            projects[index].mergeRequests[place].mergingItselfByID = isMergingItself ? admin.id : nil
        }
        try await refresh(index)
    }

    func setArchived(_ isArchived: Bool, _ path: String) throws {
        projects[try known(path)].isArchived = isArchived
    }

    private func names(_ ids: [Int]) -> [String] { ids.compactMap { user($0)?.username } }

    private func known(_ path: String) throws(SandboxError) -> Int {
        guard let index = projectIndex(path) else { throw SandboxError(.unknown, "There is no project \(path).") }
        return index
    }

    private func known(_ path: String, _ iid: Int, _ username: String) throws(SandboxError) -> (Int, Int, UserRecord) {
        let index = try known(path)
        guard let place = place(of: iid, in: index) else {
            throw SandboxError(.unknown, "There is no merge request \(path)!\(iid).")
        }
        guard let user = user(named: username) else { throw SandboxError(.unknown, "There is no user \(username).") }
        return (index, place, user)
    }
}
