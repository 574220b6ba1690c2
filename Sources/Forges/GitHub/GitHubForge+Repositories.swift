public import Domain
import HTTPTransport

extension GitHubForge {
    /// `groups` are organisations or users; topics are looked for among all that the token may see.
    ///
    /// - Throws: ``ForgeError``. A path or organisation that is not there or not allowed is a diagnostic, not an error; a
    ///   token that is refused, a server that is down and an answer that cannot be read end the listing.
    public func listRepositories(_ selection: RepositorySelection) async throws -> ([ForgeRepository], [Diagnostic]) {
        var listing = RepositoryListing()
        let globs = selection.globs
        for path in selection.exactPaths { try await listRepository(path, into: &listing) }
        let isNeeded = { (repository: GitHubRepository) in
            globs.isEmpty || globs.contains { $0.matches(repository.fullName ?? "") }
        }
        for group in selection.trimmedGroups {
            try await collect(into: &listing, where: isNeeded) { try await repositories(of: group) }
        }
        let topics = Set(selection.topics.map { $0.lowercased() })
        if !topics.isEmpty || selection.groups.isEmpty && !globs.isEmpty {
            try await collect(into: &listing) { repository in
                isNeeded(repository) && (topics.isEmpty || !topics.isDisjoint(with: repository.topics ?? []))
            } list: {
                if installation != nil { return try await installationRepositories() }
                return try await api.readPages(
                    APICall(
                        .get, ["user", "repos"], query: [("sort", "created"), ("direction", "asc")],
                        to: "list the repositories that the bot is a member of"))
            }
        }
        listing.noteUnmatched(globs)
        return listing.result
    }

    private func listRepository(_ path: String, into listing: inout RepositoryListing) async throws {
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count == 2 else {
            return listing.leaveOut(path, "a repository of GitHub is named owner/name", isNamed: true)
        }
        do {
            let repository: GitHubRepository = try await api.read(
                APICall(.get, ["repos"] + parts, to: "read the repository \(path)"))
            if let found = repository.fullName { listing.noteRenamed(path, to: found) }
            try add(repository, isNamed: true, to: &listing)
        } catch let error as ForgeError {
            try listing.keepGoing(after: error)
        }
    }

    /// All repositories that the app was given.
    private func installationRepositories() async throws -> [GitHubRepository] {
        let call = APICall(.get, ["installation", "repositories"], to: "list the repositories of the installation")
        return try await api.readPages(call) { (page: GitHubInstallationPage) in page.repositories ?? [] }
    }

    private func repositories(of owner: String) async throws -> [GitHubRepository] {
        if installation != nil {
            return try await installationRepositories().filter {
                $0.fullName?.lowercased().hasPrefix(owner.lowercased() + "/") == true
            }
        }
        let query = [("sort", "created"), ("direction", "asc")].map { (name: $0.0, value: $0.1) }
        do {
            return try await api.readPages(
                APICall(.get, ["orgs", owner, "repos"], query: query, to: "list the repositories of \(owner)"))
        } catch let error as ForgeError where error.code == .notFound {
            return try await api.readPages(
                APICall(.get, ["users", owner, "repos"], query: query, to: "list the repositories of \(owner)"))
        }
    }

    private func collect(
        into listing: inout RepositoryListing, where isNeeded: (GitHubRepository) -> Bool,
        list: () async throws -> [GitHubRepository]
    ) async throws {
        do {
            for repository in try await list() where isNeeded(repository) {
                try add(repository, isNamed: false, to: &listing)
            }
        } catch let error as ForgeError {
            try listing.keepGoing(after: error)
        }
    }

    private func add(
        _ repository: GitHubRepository, isNamed: Bool, to listing: inout RepositoryListing
    ) throws(ForgeError) {
        guard let path = repository.fullName, path.split(separator: "/").count == 2 else {
            throw ForgeError(.malformed, "GitHub at \(api.root) describes a repository without its full name.")
        }
        guard listing.seen.insert(path).inserted else { return }
        if let reason = repository.reasonToLeaveOut(isNamed: isNamed) {
            return listing.leaveOut(path, reason, isNamed: isNamed)
        }
        listing.repositories.append(
            ForgeRepository(
                id: path, path: path, webURL: repository.htmlUrl ?? address.root + "/" + path,
                remote: GitRemote(url: gitURL(of: repository, path: path), authorization: gitAuthorization),
                defaultBranch: repository.defaultBranch.map { BranchName($0) }))
    }

    /// The address for Git: what GitHub says when that is where our credential belongs, else the one for people.
    private func gitURL(of repository: GitHubRepository, path: String) -> String {
        if let url = repository.cloneUrl, HTTPAddress(url)?.origin == address.origin { return url }
        return address.root + "/" + path + ".git"
    }
}

extension GitHubRepository {
    /// Why nothing can be proposed there; nil when something can. Whether it is empty, only Git can say.
    fileprivate func reasonToLeaveOut(isNamed: Bool) -> String? {
        if archived == true { return "it is archived" }
        if disabled == true { return "it is disabled" }
        if fork == true, !isNamed { return "it is a fork; name its path to have it worked on" }
        if hasPullRequests == false { return "its pull requests are switched off" }
        if defaultBranch?.isEmpty != false { return "it has no default branch" }
        if permissions?.push == false { return "the credential may not push there" }
        return nil
    }
}
