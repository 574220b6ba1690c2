import Foundation

/// What people do on the forge, without requests that count.
extension SandboxWorld {
    /// All merge requests of a project, oldest first, as they are now.
    ///
    /// - Throws: ``SandboxError`` `.unknown` when there is no such project.
    public func mergeRequests(in project: String) async throws -> [SandboxMergeRequest] {
        try await forge.snapshots(of: project)
    }

    /// The changes of a merge request as `git diff` prints them.
    public func diff(of request: SandboxMergeRequest) async throws -> String {
        guard let head = request.sha, let base = request.base else { return "" }
        return try await repository(request.project).diffText(from: base, to: head)
    }

    /// Commits files on top of a branch, as a maintainer would push them, and returns the new commit.
    ///
    /// - Parameters:
    ///   - branch: nil is the default branch; one that does not exist is made from it.
    ///   - author: by default a person; the commit's time is that of the world.
    @discardableResult
    public func commit(
        _ files: [SeedFile], to project: String, branch: String? = nil, message: String = "Change by hand",
        author: SeedCommit.Author = SeedCommit.Author(name: "Bob Bowline", email: "bob@sandbox.invalid")
    ) async throws -> String {
        let defaultBranch = try await forge.defaultBranch(of: project)
        let commit = withAddresses(SeedCommit(message, author: author, time: now(), files: files))
        let head = try await repository(project).add(
            [commit], to: branch ?? defaultBranch, base: "refs/heads/\(defaultBranch)")
        try await forge.refresh(project)
        guard let head else { throw SandboxError(.git, "The commit to \(project) did not arrive.") }
        return head
    }

    /// The commit of every branch of a project.
    public func branches(of project: String) async throws -> [String: String] {
        _ = try await forge.defaultBranch(of: project)
        return try await repository(project).branches()
    }

    /// The bytes of a file; nil when the branch or the file does not exist.
    ///
    /// - Parameter branch: nil is the default branch.
    public func file(_ path: String, of project: String, branch: String? = nil) async throws -> [UInt8]? {
        let defaultBranch = try await forge.defaultBranch(of: project)
        return try await repository(project).file(path, at: "refs/heads/\(branch ?? defaultBranch)")
    }

    /// Deletes a branch; open merge requests from it are closed, as GitLab does.
    public func deleteBranch(_ branch: String, of project: String) async throws {
        guard let commit = try await branches(of: project)[branch] else {
            throw SandboxError(.unknown, "\(project) has no branch \(branch).")
        }
        try await repository(project).move(branch, from: commit, to: nil)
        try await forge.refresh(project)
    }

    /// Merges a merge request in the name of a user, whatever the role, and deletes its branch when it asks for that.
    public func merge(_ iid: Int, in project: String, by user: String = "alice") async throws {
        try await forge.merge(iid, in: project, by: user)
    }

    /// Closes a merge request without merging it.
    public func close(_ iid: Int, in project: String, by user: String = "alice") async throws {
        try await forge.close(iid, in: project, by: user)
    }

    /// Opens a merge request again.
    public func reopen(_ iid: Int, in project: String) async throws {
        try await forge.reopen(iid, in: project)
    }

    /// Writes a note below a merge request.
    public func addNote(_ text: String, to iid: Int, in project: String, by user: String = "alice") async throws {
        try await forge.addNote(text, to: iid, in: project, by: user)
    }

    /// Changes title or description as someone does in the browser.
    public func edit(
        _ iid: Int, in project: String, title: String? = nil, description: String? = nil
    ) async throws {
        try await forge.edit(iid, in: project, title: title, description: description)
    }

    /// Archives a project, or brings it back.
    public func setArchived(_ isArchived: Bool, _ project: String) async throws {
        try await forge.setArchived(isArchived, project)
    }

    private func repository(_ project: String) -> BareRepository {
        BareRepository(tool: forge.backend.tool, path: repositoryPath(project))
    }
}
