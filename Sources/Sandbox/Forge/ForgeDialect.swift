/// What the forge does as one service does it: paths, routes, the shape of refusals. Records and Git are the same for all.
struct ForgeDialect: Sendable {
    /// Below which path of the server everything is; empty for most.
    var basePath = ""
    /// The service's name in records of requests.
    var service: String
    /// The realm of HTTP basic authentication.
    var realm: String
    /// Whether numbers of merge requests are counted over all projects.
    var hasSharedNumbers = false
    /// Whether a merge request is closed when its source branch goes, and merged when its commits are pushed to the target.
    var followsBranches = true
    /// What becomes of the paths that a project had.
    var oldPaths = OldPaths.redirectsReads
    /// What stands between the path of a project and the number of a merge request, in the address for people.
    var pagePath: String
    var isAPI: @Sendable (String) -> Bool
    var answer: @Sendable (ForgeServer, ServedRequest) async throws -> Reply
    /// Writes a refusal of the shared checks as the service writes errors.
    var shape: @Sendable (Refusal) -> Reply = { $0.reply }
    /// The path for Git of a project.
    var gitPath: @Sendable (String) -> String = { "/\($0).git" }

    init(
        service: String, realm: String, pagePath: String, isAPI: @escaping @Sendable (String) -> Bool,
        answer: @escaping @Sendable (ForgeServer, ServedRequest) async throws -> Reply
    ) {
        self.service = service
        self.realm = realm
        self.pagePath = pagePath
        self.isAPI = isAPI
        self.answer = answer
    }

    init(_ style: SandboxOptions.ForgeStyle) {
        switch style {
        case .gitlab: self = .gitLab
        case .github: self = .gitHub
        case .azure: self = .azure
        }
    }

    /// The project whose path for Git that is; nil when it has another form.
    func project(atGitPath path: String) -> String? {
        if path.hasSuffix(".git"), basePath.isEmpty { return String(path.dropFirst().dropLast(4)) }
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count == 4, parts[2] == "_git", "/" + parts[0] == basePath else { return nil }
        return parts[1] + "/" + parts[3]
    }

    static let gitLab = ForgeDialect(
        service: "gitlab", realm: "GitLab", pagePath: "/-/merge_requests/", isAPI: { $0.hasPrefix("/api/v4/") },
        answer: { try await $0.answerAPI($1) })
}
