import Foundation

/// What a service does with the paths that a project had before it was moved or renamed.
enum OldPaths: Sendable {
    /// Reads of the API are redirected, and Git works as before, as with GitLab.
    case redirectsReads
    /// Everything is redirected, as with GitHub.
    case redirectsAll
    /// They are unknown, as with Azure DevOps; numbers stay.
    case forgets
}

extension ForgeServer {
    /// Gives a project another path, and moves its repository.
    func move(_ path: String, to new: String) throws(SandboxError) {
        guard let index = projectIndex(path) else {
            throw SandboxError(.unknown, "There is no project \(path) in this world.")
        }
        let folder = "\(backend.root)/\(new).git"
        do {
            try FileManager.default.createDirectory(
                atPath: URL(fileURLWithPath: folder).deletingLastPathComponent().path,
                withIntermediateDirectories: true)
            try FileManager.default.moveItem(atPath: projects[index].repository.path, toPath: folder)
        } catch {
            throw SandboxError(.file, "Cannot move \(path) to \(folder): \(error)")
        }
        projects[index].repository = BareRepository(tool: backend.tool, path: folder)
        projects[index].path = new
        oldPaths[path.lowercased()] = projects[index].id
        oldPaths[new.lowercased()] = nil
    }

    /// GitLab sends readers to the number of the project, and refuses to change anything.
    ///
    /// - Source: docs.gitlab.com/api/rest, "Redirects".
    func gitLabMoved(_ project: ProjectRecord, _ call: APICall) -> Refusal {
        guard call.request.method == "GET" else {
            return Refusal(405, ["message": "405 Non GET methods are not allowed for moved projects"])
        }
        let rest = call.request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(5)
        let query = call.request.queryText.isEmpty ? "" : "?" + call.request.queryText
        let target =
            "\(url)/api/v4/projects/\(([String(project.id)] + rest.map(String.init)).joined(separator: "/"))\(query)"
        return Refusal(
            302, ["message": .string("This resource has been moved temporarily to \(target)")],
            headers: [.init("Location", target)])
    }

    /// GitHub sends everyone to the number of the repository: 301 for reads, 307 where the request is to be repeated as it is.
    ///
    /// - Source: docs.github.com/rest, "Follow redirects".
    func gitHubMoved(_ project: ProjectRecord, _ call: APICall) -> Refusal {
        let rest = call.request.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(6)
        let query = call.request.queryText.isEmpty ? "" : "?" + call.request.queryText
        let target =
            "\(url)/api/v3/\((["repositories", String(project.id)] + rest.map(String.init)).joined(separator: "/"))\(query)"
        return Refusal(
            call.request.method == "GET" ? 301 : 307,
            [
                "message": "Moved Permanently", "url": .string(target),
                "documentation_url":
                    "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects",
            ], headers: [.init("Location", target)])
    }

    /// Protects a branch, so that only maintainers push to it, or gives it free.
    func setProtected(_ isProtected: Bool, _ branch: String, of path: String) throws(SandboxError) {
        guard let index = projectIndex(path) else {
            throw SandboxError(.unknown, "There is no project \(path) in this world.")
        }
        if isProtected {
            projects[index].protectedBranches.insert(branch)
        } else {
            projects[index].protectedBranches.remove(branch)
        }
    }

    /// Opens merge requests into the default branch, without any check.
    func open(_ branches: [String], in path: String, by username: String) async throws {
        guard let index = projectIndex(path), let author = user(named: username) else {
            throw SandboxError(.unknown, "There is no project \(path) or user \(username) in this world.")
        }
        for branch in branches {
            projects[index].mergeRequests.append(
                MergeRequestRecord(
                    id: makeID(), iid: nextNumber(in: index), title: branch, description: "", sourceBranch: branch,
                    targetBranch: projects[index].defaultBranch, authorID: author.id, createdAt: now(),
                    updatedAt: now()))
        }
        try await refresh(index)
    }
}

extension SandboxWorld {
    /// Moves or renames a project; what the old path leads to is as with the service.
    public func move(_ project: String, to path: String) async throws { try await forge.move(project, to: path) }

    /// Lets only maintainers push to a branch, or lets all do it again.
    public func setProtected(_ isProtected: Bool, _ branch: String, of project: String) async throws {
        try await forge.setProtected(isProtected, branch, of: project)
    }

    /// Opens merge requests from branches that exist, all at once.
    public func open(_ branches: [String], in project: String, by user: String = "windlass") async throws {
        try await forge.open(branches, in: project, by: user)
    }

    /// Makes a token of the bot valid again.
    public func restoreToken(_ token: String) async { await forge.setToken(token, of: "windlass") }
}
