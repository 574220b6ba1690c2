import Foundation

/// The forge: users, projects and merge requests in memory, Git repositories on disk, all behind the API of one service.
///
/// - Source: docs.gitlab.com/api/rest, docs.github.com/rest and learn.microsoft.com/rest/api/azure/devops, and the pages of each
///   resource there.
actor ForgeServer {
    let url: String
    nonisolated let dialect: ForgeDialect
    let edition: SandboxOptions.Edition
    let backend: GitHTTPBackend
    let now: @Sendable () -> Date
    var users: [UserRecord] = []
    /// Members of groups and teams by their full names.
    var teams: [String: [Int]] = [:]
    var tokens: [String: TokenRecord] = [:]
    var projects: [ProjectRecord] = []
    var gitBehaviour: GitBehaviour
    /// The numbers of projects by the paths that they had, in small letters.
    var oldPaths: [String: Int] = [:]
    /// Apps that can be installed, as GitHub has them.
    var apps: [AppRecord] = []
    private var lastID = 100

    init(
        url: String, dialect: ForgeDialect, edition: SandboxOptions.Edition, backend: GitHTTPBackend,
        behaviour: GitBehaviour,
        now: @escaping @Sendable () -> Date
    ) {
        self.url = url
        self.dialect = dialect
        self.edition = edition
        self.backend = backend
        gitBehaviour = behaviour
        self.now = now
    }

    /// What kind of request it is, by path and method.
    static func kind(of request: ServedRequest) -> RequestKind {
        if request.path.hasSuffix("/access_tokens") { return .forgeToken }
        if request.path.hasPrefix("/api/") || request.path.contains("/_apis") {
            // Azure's queries are sent by POST and change nothing.
            let isQuery = request.segments.suffix(2) == ["wit", "wiql"]
            return ["GET", "HEAD", "OPTIONS"].contains(request.method) || isQuery ? .forgeRead : .forgeWrite
        }
        if request.path.hasSuffix("/git-receive-pack") { return .gitPush }
        if request.path.hasSuffix("/git-upload-pack") { return .gitFetch }
        return request.path.hasSuffix("/info/refs") ? .gitDiscovery : .page
    }

    func reply(to request: ServedRequest) async -> Reply {
        let reply = await answer(request)
        if dialect.isAPI(request.path) { RequestRecord.write(reply, to: request, of: dialect.service) }
        return reply
    }

    private func answer(_ request: ServedRequest) async -> Reply {
        do {
            if dialect.isAPI(request.path) { return try await dialect.answer(self, request) }
            if Self.kind(of: request) != .page { return try await answerGit(request) }
            return try await answerPage(request)
        } catch let refusal as Refusal {
            return dialect.shape(refusal)
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

    /// The place of the project that had that path.
    func movedProjectIndex(_ path: String) -> Int? {
        oldPaths[path.lowercased()].flatMap { id in projects.firstIndex { $0.id == id } }
    }

    /// The place of the project that the first argument names, if the user has at least that role.
    ///
    /// - Throws: 404 where the user may not even see it, 403 where the role is not enough.
    func project(_ call: APICall, atLeast level: AccessLevel = .reporter) throws(Refusal) -> Int {
        if projectIndex(call.argument(0)) == nil, let moved = movedProjectIndex(call.argument(0)) {
            throw gitLabMoved(projects[moved], call)
        }
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
        guard let place = place(of: iid, in: project) else { throw Refusal(404, ["message": "404 Not found"]) }
        return place
    }
    /// The place of the merge request with that number.
    func place(of number: Int, in project: Int) -> Int? {
        projects[project].mergeRequests.firstIndex { $0.iid == number }
    }

    /// The number that the next merge request of a project gets.
    func nextNumber(in project: Int) -> Int {
        dialect.hasSharedNumbers
            ? projects.reduce(1) { $0 + $1.mergeRequests.count }
            : projects[project].mergeRequests.count + 1 + (dialect.countsIssuesToo ? projects[project].issues.count : 0)
    }

    /// The open merge request between the same branches, other than `request` itself.
    func otherOpen(_ request: MergeRequestRecord, in project: Int) -> MergeRequestRecord? {
        projects[project].mergeRequests.first {
            $0.iid != request.iid && ($0.state == .opened || $0.state == .locked)
                && $0.sourceBranch == request.sourceBranch && $0.targetBranch == request.targetBranch
        }
    }
}
