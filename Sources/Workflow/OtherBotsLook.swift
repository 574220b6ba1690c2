import Domain
import Planning

/// Looks at what another bot has open.
extension RepositoryRun {
    /// The open merge requests of others from branches under the prefix of settings, with what their branches move.
    ///
    /// Nothing is asked where the listing of references has no such branch beside those of our own merge requests.
    func foreignRequests(
        _ refs: Heads, _ requests: [MergeRequest], _ options: RepositoryOptions
    ) async throws -> [MergeRequest] {
        let prefix = options.mergeRequests.otherBotsBranchPrefix
        guard options.mergeRequests.otherBots != .ignore, !prefix.isEmpty else { return [] }
        let ours = Set(requests.map(\.sourceBranch))
        let branches = refs.branches(prefix: prefix).filter { !ours.contains($0.key) }
        guard !branches.isEmpty else { return [] }
        return try await tools.forge.listForeignMergeRequests(in: repository, branchPrefix: prefix).filter {
            branches[$0.sourceBranch] != nil && !ours.contains($0.sourceBranch)
        }
    }

    /// Reads the branches of foreign merge requests: the versions in those files of the plan that differ from the target's.
    func read(
        _ requests: [MergeRequest], _ refs: Heads, _ survey: Survey, _ git: any GitRepository,
        _ options: RepositoryOptions
    ) async throws -> [ForeignRequest] {
        let heads = refs.branches(prefix: options.mergeRequests.otherBotsBranchPrefix)
        let wanted = Set(survey.plan.proposals.flatMap { $0.updates.map(\.dependency.file) })
        var found: [ForeignRequest] = []
        for request in requests where request.targetBranch == survey.target {
            guard let head = heads[request.sourceBranch] else { continue }
            if MergeRequestMemory(description: request.description) != nil {
                found.append(ForeignRequest(request: request, head: head, places: [], isBuiltByBot: true))
                continue
            }
            try await git.fetch(head)
            let commit = try await git.readCommit(head)
            let changed = try await git.listTree(at: head).entries.filter {
                wanted.contains($0.path) && survey.blobs[$0.path] != $0.blob
            }
            let contents = try await git.readBlobs(changed.map(\.blob), sizeLimit: tools.fileSizeLimit)
            let places = zip(changed, contents).flatMap { entry, bytes in
                bytes.map { survey.extract(entry.path, $0).map(ForeignRequest.Place.init) } ?? []
            }
            found.append(
                ForeignRequest(
                    request: request, head: head, places: places,
                    isBuiltByBot: commit.author.isBot(named: request.author)))
        }
        return found
    }
}

extension GitSignature {
    /// Whether a commit is by a bot, as far as it says so itself: by a usual part of its name, or by that of who opened the
    /// merge request. Who commits in a person's name is a person.
    fileprivate func isBot(named author: String?) -> Bool {
        let text = (name + " " + email).lowercased()
        if ["renovate", "[bot]"].contains(where: text.contains) { return true }
        guard let author = author?.lowercased(), author.contains("bot") else { return false }
        return text.contains(author)
    }
}
