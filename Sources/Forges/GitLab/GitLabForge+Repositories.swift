public import Domain
import HTTPTransport

extension GitLabForge {
    /// - Throws: ``ForgeError``. A path or group that is not there or not allowed is a diagnostic, not an error; a token
    ///   that is refused, a server that is down and an answer that cannot be read end the listing.
    public func listRepositories(_ selection: RepositorySelection) async throws -> ([ForgeRepository], [Diagnostic]) {
        var listing = RepositoryListing()
        let globs = selection.globs
        for path in selection.exactPaths { try await listProject(path, into: &listing) }
        for call in searches(selection, hasGlobs: !globs.isEmpty) {
            let isNeeded = { (path: String) in globs.isEmpty || globs.contains { $0.matches(path) } }
            try await listProjects(call, where: isNeeded, into: &listing)
        }
        listing.noteUnmatched(globs)
        return listing.result
    }

    /// One search per group and topic; what the bot is a member of where there are only globs.
    private func searches(_ selection: RepositorySelection, hasGlobs: Bool) -> [APICall] {
        var calls = selection.trimmedGroups.map { group in
            APICall(
                .get, ["groups", group, "projects"],
                query: [("include_subgroups", "true"), ("with_shared", "false")] + order,
                to: "list the repositories of the group \(group)")
        }
        calls += selection.topics.map { topic in
            APICall(
                .get, ["projects"], query: [("membership", "true"), ("topic", topic)] + order,
                to: "list the repositories with the topic \(topic)")
        }
        if calls.isEmpty, hasGlobs {
            calls.append(
                APICall(
                    .get, ["projects"], query: [("membership", "true")] + order,
                    to: "list the repositories that the bot is a member of"))
        }
        return calls
    }

    /// By age: what is made while we read comes last, and pages do not shift.
    private var order: [(name: String, value: String)] { [("order_by", "id"), ("sort", "asc")] }

    private func listProject(_ path: String, into listing: inout RepositoryListing) async throws {
        do {
            let project: GitLabProject = try await api.read(
                APICall(.get, ["projects", path], to: "read the repository \(path)"))
            if let found = project.pathWithNamespace { listing.noteRenamed(path, to: found) }
            try add(project, isNamed: true, to: &listing)
        } catch let error as ForgeError {
            try listing.keepGoing(after: error)
        }
    }

    private func listProjects(
        _ call: APICall, where isNeeded: (String) -> Bool, into listing: inout RepositoryListing
    ) async throws {
        do {
            let projects: [GitLabProject] = try await api.readPages(call)
            for project in projects where isNeeded(project.pathWithNamespace ?? "") {
                try add(project, isNamed: false, to: &listing)
            }
        } catch let error as ForgeError {
            try listing.keepGoing(after: error)
        }
    }

    private func add(
        _ project: GitLabProject, isNamed: Bool, to listing: inout RepositoryListing
    ) throws(ForgeError) {
        guard let id = project.id, let path = project.pathWithNamespace else {
            throw ForgeError(.malformed, "GitLab at \(api.root) describes a repository without id or path.")
        }
        guard listing.seen.insert(path).inserted else { return }
        if let reason = project.reasonToLeaveOut { return listing.leaveOut(path, reason, isNamed: isNamed) }
        listing.repositories.append(
            ForgeRepository(
                id: String(id), path: path, webURL: project.webUrl ?? address.root + "/" + path,
                remote: GitRemote(url: gitURL(of: project, path: path), authorization: gitAuthorization),
                defaultBranch: project.defaultBranch.map { BranchName($0) }))
    }

    /// The address for Git: what GitLab says when that is where our credential belongs, else the one next to the API.
    private func gitURL(of project: GitLabProject, path: String) -> String {
        if let url = project.httpUrlToRepo, HTTPAddress(url)?.origin == address.origin { return url }
        return address.root + "/" + path + ".git"
    }
}

extension GitLabProject {
    /// Why nothing can be proposed there; nil when something can.
    fileprivate var reasonToLeaveOut: String? {
        if archived == true { return "it is archived" }
        if markedForDeletionAt != nil { return "it is about to be deleted" }
        if repositoryAccessLevel == "disabled" { return "its repository is switched off" }
        if mergeRequestsEnabled == false || mergeRequestsAccessLevel == "disabled" {
            return "its merge requests are switched off"
        }
        if emptyRepo == true { return "it is empty" }
        if defaultBranch?.isEmpty != false {
            return "it has no default branch, or the credential may not read its code"
        }
        return nil
    }
}
