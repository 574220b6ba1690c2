import Foundation

extension SandboxWorld {
    /// Adds a project to the forge; tokens in its files become addresses, see ``withAddresses(_:)``.
    ///
    /// - Throws: ``SandboxError`` `.git` when its history cannot be made, `.seed` for a path that is none.
    public func addProject(_ project: SeedProject) async throws {
        let parts = project.path.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count > 1, parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && !$0.hasSuffix(".git") })
        else {
            throw SandboxError(.seed, "\(project.path) is no path of a project: expected GROUP/NAME.")
        }
        let repository = BareRepository(
            tool: forge.backend.tool, path: "\(forge.backend.root)/\(project.path).git")
        try await repository.create(defaultBranch: project.defaultBranch)
        try await repository.add(project.commits.map(withAddresses), to: project.defaultBranch)
        await forge.add(project, repository: repository)
    }

    /// Adds a user; the id is the number of users then.
    public func addUser(_ user: SeedUser) async { await forge.add(user) }

    /// Adds a group or team with members, by its full name such as `platform/owners`.
    public func addTeam(_ name: String, members: [String]) async { await forge.addTeam(name, members) }

    /// Adds a milestone, and returns what the API calls it: a number on GitHub, an id on GitLab.
    public func addMilestone(_ title: String, to project: String) async throws -> Int {
        try await forge.addMilestone(title, to: project)
    }

    /// Makes a token of a user.
    public func makeToken(of username: String, isReadOnly: Bool = false) async -> String {
        let token = "sandbox-" + UUID().uuidString.lowercased()
        await forge.setToken(token, of: username, isReadOnly: isReadOnly)
        return token
    }

    /// Makes a token useless, as when it expired.
    public func revokeToken(_ token: String) async { await forge.removeToken(token) }

    /// The bare repository of a project on disk; everything in it may be read, and changed by git commands.
    public func repositoryPath(_ project: String) -> String { "\(forge.backend.root)/\(project).git" }

    /// The address that Git is spoken with, without credentials.
    public func gitURL(_ project: String) -> String { forgeURL + forge.dialect.gitPath(project) }

    /// What settings of a bot name as the address of the forge: with the organisation, where the service has one.
    public var forgeBaseURL: String { forgeURL + forge.dialect.basePath }

    /// Replaces `@FORGE@`, `@REGISTRY@`, `@CHARTS@` and `@TERRAFORM@` by addresses, `@DIGEST:REPOSITORY:TAG@` by what the tag
    /// points at now, and `@HASHES:PROVIDER:VERSION:PLATFORM@` by the hashes that a lock file of this platform holds.
    ///
    /// A digest of a tag that does not exist stays as it is, and so do hashes of a version that does not.
    public func withAddresses(_ text: String) -> String {
        var text = text.replacing("@FORGE@", with: forgeURL).replacing("@REGISTRY@", with: registryHost)
            .replacing("@CHARTS@", with: chartRepositoryURL).replacing("@TERRAFORM@", with: providers.host)
        text = text.replacing(/@HASHES:([^@:\s]+):([^@:\s]+):([^@:\s]+)@/) { match in
            let hashes = providers.lockHashes(
                of: String(match.1), String(match.2), platforms: [String(match.3)])
            return hashes.isEmpty ? String(match.0) : hashes.map { "\"\($0)\"," }.joined(separator: "\n    ")
        }
        var searchStart = text.startIndex
        while let token = text[searchStart...].firstRange(of: /@DIGEST:[^@:\s]+:[^@:\s]+@/) {
            let parts = text[token].dropFirst().dropLast().split(separator: ":")
            guard let digest = registry.digest(of: String(parts[1]), tag: String(parts[2])) else {
                searchStart = token.upperBound
                continue
            }
            text.replaceSubrange(token, with: digest)
            searchStart = text.startIndex
        }
        return text
    }

    func withAddresses(_ commit: SeedCommit) -> SeedCommit {
        var commit = commit
        for index in commit.files.indices {
            // Bytes that are no text have no tokens in them, and must not change.
            guard case .bytes(let bytes) = commit.files[index].content, bytes.contains(UInt8(ascii: "@")),
                let text = String(validating: bytes, as: UTF8.self)
            else { continue }
            commit.files[index].content = .bytes(Array(withAddresses(text).utf8))
        }
        return commit
    }
}
