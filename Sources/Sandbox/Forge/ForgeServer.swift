import Foundation

/// The forge: users, projects and merge requests in memory, Git repositories on disk, all behind a GitLab-shaped API.
///
/// - Source: docs.gitlab.com/api/rest, and the pages of each resource there.
actor ForgeServer {
    let url: String
    let edition: SandboxOptions.Edition
    let backend: GitHTTPBackend
    let now: @Sendable () -> Date
    var users: [UserRecord] = []
    var tokens: [String: TokenRecord] = [:]
    var projects: [ProjectRecord] = []
    var gitBehaviour: GitBehaviour
    private var lastID = 100

    init(
        url: String, edition: SandboxOptions.Edition, backend: GitHTTPBackend, behaviour: GitBehaviour,
        now: @escaping @Sendable () -> Date
    ) {
        self.url = url
        self.edition = edition
        self.backend = backend
        gitBehaviour = behaviour
        self.now = now
    }

    /// What kind of request it is, by path and method.
    static func kind(of request: ServedRequest) -> RequestKind {
        if request.path.hasPrefix("/api/") {
            return request.method == "GET" || request.method == "HEAD" ? .forgeRead : .forgeWrite
        }
        if request.path.hasSuffix("/git-receive-pack") { return .gitPush }
        if request.path.hasSuffix("/git-upload-pack") { return .gitFetch }
        return request.path.hasSuffix("/info/refs") ? .gitDiscovery : .page
    }

    func reply(to request: ServedRequest) async -> Reply {
        do {
            if request.path.hasPrefix("/api/v4/") { return try await answerAPI(request) }
            if Self.kind(of: request) != .page { return try await answerGit(request) }
            return try await answerPage(request)
        } catch let refusal as Refusal {
            return refusal.reply
        } catch {
            return .json(500, ["message": .string("500 Internal Server Error: \(error)")])
        }
    }

    /// A number that no other thing of the forge has.
    func makeID() -> Int {
        lastID += 1
        return lastID
    }

    // MARK: Setting up

    func add(_ user: SeedUser) {
        let id = users.count + 1
        users.append(
            UserRecord(
                id: id, username: user.username, name: user.name, isBlocked: user.isBlocked, isBot: user.isBot,
                isAdmin: user.username == "admin"))
    }

    func setToken(_ token: String, of username: String, isReadOnly: Bool = false) {
        guard let user = user(named: username) else { return }
        tokens[token] = TokenRecord(userID: user.id, isReadOnly: isReadOnly)
    }

    func removeToken(_ token: String) { tokens[token] = nil }

    func setGitBehaviour(_ behaviour: GitBehaviour) { gitBehaviour = behaviour }

    /// Adds a project whose repository is there already.
    func add(_ seed: SeedProject, repository: BareRepository) {
        var members: [Int: AccessLevel] = [:]
        for (name, level) in seed.members {
            if let user = user(named: name) { members[user.id] = level }
        }
        var project = ProjectRecord(
            id: projects.count + 1, path: seed.path, description: seed.description, topics: seed.topics,
            defaultBranch: seed.defaultBranch, isArchived: seed.isArchived, hasMergeRequests: seed.hasMergeRequests,
            mergeMethod: seed.mergeMethod, createdAt: SeedCommit.firstTime, members: members,
            protectedBranches: Set(seed.protectedBranches), hasCommits: !seed.commits.isEmpty, repository: repository)
        project.labels = seed.labels.map { LabelRecord(id: makeID(), name: $0, color: "#6699cc") }
        projects.append(project)
    }

    // MARK: Looking up

    func user(named name: String) -> UserRecord? {
        users.first { $0.username.lowercased() == name.lowercased() }
    }

    func user(_ id: Int) -> UserRecord? { users.first { $0.id == id } }

    /// The place of the project with that path or number.
    func projectIndex(_ reference: String) -> Int? {
        if let id = Int(reference) { return projects.firstIndex { $0.id == id } }
        return projects.firstIndex { $0.path.lowercased() == reference.lowercased() }
    }

    /// The place of the project that the first argument names, if the user has at least that role.
    ///
    /// - Throws: 404 where the user may not even see it, 403 where the role is not enough.
    func project(_ call: APICall, atLeast level: AccessLevel = .reporter) throws(Refusal) -> Int {
        guard let index = projectIndex(call.argument(0)), let role = role(of: call.user, in: projects[index]) else {
            throw Refusal(404, ["message": "404 Project Not Found"])
        }
        guard role >= level else { throw Refusal(403, ["message": "403 Forbidden"]) }
        if level >= .developer, projects[index].isArchived { throw Refusal(403, ["message": "403 Forbidden"]) }
        return index
    }

    func role(of user: UserRecord, in project: ProjectRecord) -> AccessLevel? {
        user.isAdmin ? .owner : project.members[user.id]
    }

    /// The place of the merge request that the second argument names.
    func mergeRequest(_ call: APICall, in project: Int) throws(Refusal) -> Int {
        let iid = try call.number(1, of: "merge_request_iid")
        guard projects[project].hasMergeRequests else { throw Refusal(403, ["message": "403 Forbidden"]) }
        guard projects[project].mergeRequests.indices.contains(iid - 1) else {
            throw Refusal(404, ["message": "404 Not found"])
        }
        return iid - 1
    }
}
