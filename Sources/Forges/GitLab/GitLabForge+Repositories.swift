public import Domain
import HTTPTransport

extension GitLabForge {
    /// - Throws: ``ForgeError``. A path or group that is not there or not allowed is a diagnostic, not an error; a token
    ///   that is refused, a server that is down and an answer that cannot be read end the listing.
    public func listRepositories(_ selection: RepositorySelection) async throws -> ([ForgeRepository], [Diagnostic]) {
        var listing = RepositoryListing()
        let exact = selection.paths.filter { !PathGlob.isGlob($0) }
        let globs = selection.paths.filter(PathGlob.isGlob).map(PathGlob.init)
        for path in exact { try await listProject(path, into: &listing) }
        for call in searches(selection, hasGlobs: !globs.isEmpty) {
            let isNeeded = { (path: String) in globs.isEmpty || globs.contains { $0.matches(path) } }
            try await listProjects(call, where: isNeeded, into: &listing)
        }
        for glob in globs where !listing.seen.contains(where: glob.matches) {
            listing.diagnostics.append(
                Diagnostic(
                    severity: .warning,
                    message:
                        "No repository matches \(glob.pattern): check the pattern, and what the bot is a member of."))
        }
        return listing.result
    }

    /// One search per group and topic; what the bot is a member of where there are only globs.
    private func searches(_ selection: RepositorySelection, hasGlobs: Bool) -> [APICall] {
        var calls = selection.groups.map { group in
            APICall(
                .get, ["groups", trimmed(group), "projects"],
                query: [("include_subgroups", "true"), ("with_shared", "false")] + order,
                to: "list the repositories of the group \(trimmed(group))")
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
        let path = trimmed(path)
        do {
            let project: GitLabProject = try await api.read(
                APICall(.get, ["projects", path], to: "read the repository \(path)"))
            if let found = project.pathWithNamespace, found.lowercased() != path.lowercased() {
                listing.diagnostics.append(
                    Diagnostic(
                        severity: .warning, message: "\(path) is called \(found) now: write that into the settings."))
            }
            add(project, named: path, severity: .warning, to: &listing)
        } catch let error as ForgeError where error.leavesOthers {
            listing.diagnostics.append(Diagnostic(severity: .error, message: error.message))
        }
    }

    private func listProjects(
        _ call: APICall, where isNeeded: (String) -> Bool, into listing: inout RepositoryListing
    ) async throws {
        do {
            let projects: [GitLabProject] = try await api.readPages(call)
            for project in projects where isNeeded(project.pathWithNamespace ?? "") {
                add(project, named: nil, severity: .note, to: &listing)
            }
        } catch let error as ForgeError where error.leavesOthers {
            listing.diagnostics.append(Diagnostic(severity: .error, message: error.message))
        }
    }

    private func add(
        _ project: GitLabProject, named path: String?, severity: Diagnostic.Severity,
        to listing: inout RepositoryListing
    ) {
        guard let id = project.id, let found = project.pathWithNamespace else {
            listing.diagnostics.append(
                Diagnostic(
                    severity: .error,
                    message:
                        "\(path ?? "A repository") is left out: GitLab at \(api.root) describes it without id or path.")
            )
            return
        }
        guard listing.seen.insert(found).inserted else { return }
        if let reason = project.reasonToLeaveOut {
            listing.diagnostics.append(Diagnostic(severity: severity, message: "\(found) is left out: \(reason)."))
            return
        }
        listing.repositories.append(
            ForgeRepository(
                id: String(id), path: found, webURL: project.webUrl ?? address.root + "/" + found,
                remote: GitRemote(url: gitURL(of: project, path: found), authorization: gitAuthorization),
                defaultBranch: project.defaultBranch.map { BranchName($0) }))
    }

    /// The address for Git: what GitLab says when that is where our credential belongs, else the one next to the API.
    private func gitURL(of project: GitLabProject, path: String) -> String {
        if let url = project.httpUrlToRepo, ForgeAddress.origin(of: url) == address.origin { return url }
        return address.root + "/" + path + ".git"
    }

    private func trimmed(_ path: String) -> String {
        String(path.drop { $0 == "/" }.reversed().drop { $0 == "/" }.reversed())
    }
}

/// Repositories and what is to be said about them, while they are being collected.
struct RepositoryListing {
    var repositories: [ForgeRepository] = []
    var diagnostics: [Diagnostic] = []
    /// Paths that were looked at, so that nothing is listed twice.
    var seen: Set<String> = []

    /// Sorted by path.
    var result: ([ForgeRepository], [Diagnostic]) {
        (repositories.sorted { $0.path < $1.path }, diagnostics)
    }
}

extension ForgeError {
    /// Whether it is about one repository or group only, so that the others can be worked on.
    var leavesOthers: Bool {
        switch code {
        case .forbidden, .notFound, .invalid, .conflict: true
        case .unauthorized, .unreachable, .rateLimited, .malformed: false
        }
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
