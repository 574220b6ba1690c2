public import Domain
import HTTPTransport

extension AzureForge {
    /// `groups` are projects; there are no topics.
    ///
    /// - Throws: ``ForgeError``. A path or project that is not there or not allowed is a diagnostic, not an error; a
    ///   token that is refused, a server that is down and an answer that cannot be read end the listing.
    public func listRepositories(_ selection: RepositorySelection) async throws -> ([ForgeRepository], [Diagnostic]) {
        var listing = RepositoryListing()
        for path in selection.exactPaths { try await listRepository(path, into: &listing) }
        if !selection.topics.isEmpty {
            listing.diagnostics.append(
                Diagnostic(severity: .warning, message: "Azure DevOps has no topics: select by paths and groups."))
        }
        let globs = selection.globs
        var projects = selection.trimmedGroups
        do {
            if projects.isEmpty, !globs.isEmpty { projects = try await projectNames() }
        } catch let error as ForgeError {
            try listing.keepGoing(after: error)
        }
        for project in projects {
            do {
                let found: AzureList<AzureRepository> = try await api.read(
                    .azure(.get, [project, "_apis", "git", "repositories"], to: "list the repositories of \(project)"))
                for repository in found.value ?? [] {
                    let path = repository.path
                    guard globs.isEmpty || globs.contains(where: { $0.matches(path ?? "") }) else { continue }
                    try add(repository, isNamed: false, to: &listing)
                }
            } catch let error as ForgeError {
                try listing.keepGoing(after: error)
            }
        }
        listing.noteUnmatched(globs)
        return listing.result
    }

    private func listRepository(_ path: String, into listing: inout RepositoryListing) async throws {
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count == 2 else {
            return listing.leaveOut(path, "a repository of Azure DevOps is named project/repository", isNamed: true)
        }
        do {
            let repository: AzureRepository = try await api.read(
                .azure(.get, [parts[0], "_apis", "git", "repositories", parts[1]], to: "read the repository \(path)"))
            if let found = repository.path { listing.noteRenamed(path, to: found) }
            try add(repository, isNamed: true, to: &listing)
        } catch let error as ForgeError {
            try listing.keepGoing(after: error)
        }
    }

    /// All projects of the organisation, page after page.
    private func projectNames() async throws -> [String] {
        var names: [String] = []
        var token: String?
        for _ in 0..<ForgeAPI.pageLimit {
            var call = APICall.azure(
                .get, ["_apis", "projects"], query: [("$top", String(ForgeAPI.pageSize))], to: "list the projects")
            if let token { call = call.setting("continuationToken", token) }
            let response = try await api.send(call)
            let page: AzureList<AzureProject> = try api.decode(from: response, of: call)
            names += (page.value ?? []).compactMap(\.name)
            guard let next = response.headers["x-ms-continuationtoken"], !next.isEmpty, next != token else { break }
            token = next
        }
        return names
    }

    private func add(
        _ repository: AzureRepository, isNamed: Bool, to listing: inout RepositoryListing
    ) throws(ForgeError) {
        guard let id = repository.id, let name = repository.name, let project = repository.project?.name,
            let path = repository.path
        else {
            throw ForgeError(
                .malformed, "Azure DevOps at \(api.root) describes a repository without id, name or project.")
        }
        guard listing.seen.insert(path).inserted else { return }
        if repository.isDisabled == true { return listing.leaveOut(path, "it is disabled", isNamed: isNamed) }
        if repository.isFork == true, !isNamed {
            return listing.leaveOut(path, "it is a fork; name its path to have it worked on", isNamed: isNamed)
        }
        guard let branch = repository.defaultBranch, branch.hasPrefix("refs/heads/") else {
            return listing.leaveOut(path, "it is empty or has no default branch", isNamed: isNamed)
        }
        let address = "\(address.root)/\(percentEncoded(project))/_git/\(percentEncoded(name))"
        listing.repositories.append(
            ForgeRepository(
                id: "\(project)/\(id)", path: path, webURL: address,
                remote: GitRemote(url: address, authorization: gitAuthorization),
                defaultBranch: BranchName(String(branch.dropFirst("refs/heads/".count)))))
    }
}

extension AzureRepository {
    var path: String? {
        guard let name, let project = project?.name else { return nil }
        return project + "/" + name
    }
}
