import Domain

/// The references of one moment: where the targets are, and what is under our prefix.
struct Heads: Sendable {
    let defaultBranch: BranchName
    let listing: RefListing
    private let prefixes: [String]

    private init(defaultBranch: BranchName, listing: RefListing, prefixes: [String]) {
        self.defaultBranch = defaultBranch
        self.listing = listing
        self.prefixes = prefixes
    }

    /// Asks the server once for what is usually needed: the default branch and ours.
    ///
    /// - Parameter branches: what is to be listed beside them.
    static func list(
        _ git: any GitRepository, repository: ForgeRepository, options: RepositoryOptions,
        also branches: [BranchName] = []
    ) async throws -> Heads {
        var prefixes = ["HEAD"] + wanted(options) + branches.map(\.ref)
        if let branch = repository.defaultBranch { prefixes.append(branch.ref) }
        let listing = try await git.listRefs(prefixes: prefixes)
        guard let branch = repository.defaultBranch ?? listing.head else {
            throw GitError(
                .empty, "\(repository.path) has no commit yet or no default branch; push a first commit or set one")
        }
        return Heads(defaultBranch: branch, listing: listing, prefixes: prefixes)
    }

    /// These heads, or a second listing when the repository's own settings speak of other branches.
    func covering(_ options: RepositoryOptions, _ git: any GitRepository) async throws -> Heads {
        let missing = Self.wanted(options).filter { !prefixes.contains($0) }
        guard !missing.isEmpty else { return self }
        let all = prefixes + missing
        return Heads(defaultBranch: defaultBranch, listing: try await git.listRefs(prefixes: all), prefixes: all)
    }

    /// What settings speak of: our branches, those of another bot, and the targets.
    private static func wanted(_ options: RepositoryOptions) -> [String] {
        let others = options.mergeRequests.otherBots == .ignore ? "" : options.mergeRequests.otherBotsBranchPrefix
        let prefixes = distinct([options.branchPrefix, others].filter { !$0.isEmpty })
        return prefixes.map { "refs/heads/" + $0 } + options.baseBranches.map(\.ref)
    }

    /// Lists the same references again.
    func again(_ git: any GitRepository) async throws -> Heads {
        Heads(
            defaultBranch: defaultBranch, listing: try await git.listRefs(prefixes: prefixes), prefixes: prefixes)
    }

    /// Where a target branch is.
    func head(of branch: BranchName, in repository: ForgeRepository) throws -> CommitSHA {
        if let commit = listing[branch] { return commit }
        if branch == listing.head, let commit = listing.refs["HEAD"] { return commit }
        let others = listing.refs.keys.filter { $0.hasPrefix("refs/heads/") }
        throw GitError(
            others.isEmpty ? .empty : .notFound,
            "\(repository.path) has no branch \(branch); push a first commit to it, or correct the default branch or baseBranches"
        )
    }

    /// The branches under a prefix.
    func branches(prefix: String) -> [BranchName: CommitSHA] {
        let start = "refs/heads/"
        return listing.refs.reduce(into: [:]) { result, ref in
            guard ref.key.hasPrefix(start + prefix) else { return }
            result[BranchName(String(ref.key.dropFirst(start.count)))] = ref.value
        }
    }
}
