import Foundation

/// Azure DevOps' REST API 7.1 for one organisation, `sandbox`; its projects are the groups of the world.
///
/// - Source: learn.microsoft.com/rest/api/azure/devops/git.
extension ForgeServer {
    private static let repository = "*/_apis/git/repositories/*"

    /// Every endpoint that is served, below the organisation.
    static let azureRoutes: [Route] = [
        Route("GET", "_apis/ResourceAreas") { try await $0.azureResourceAreas($1) },
        Route("GET", "_apis/connectionData") { try await $0.azureConnection($1) },
        Route("GET", "_apis/projects") { try await $0.azureProjects($1) },
        Route("GET", "_apis/identities") { try await $0.azureIdentities($1) },
        Route("GET", "*/_apis/git/repositories") { try await $0.azureRepositories($1) },
        Route("GET", repository) { try await $0.azureShowRepository($1) },
        Route("GET", repository + "/refs") { try await $0.azureRefs($1) },
        Route("POST", repository + "/refs") { try await $0.azureUpdateRefs($1) },
        Route("GET", repository + "/pullrequests") { try await $0.azureListPulls($1) },
        Route("POST", repository + "/pullrequests") { try await $0.azureCreatePull($1) },
        Route("GET", repository + "/pullrequests/*") { try await $0.azureShowPull($1) },
        Route("PATCH", repository + "/pullrequests/*") { try await $0.azureUpdatePull($1) },
        Route("PUT", repository + "/pullRequests/*/reviewers/*") { try await $0.azureSetReviewer($1) },
        Route("GET", repository + "/items") { try await $0.azureItem($1) },
        Route("GET", repository + "/pullRequests/*/labels") { try await $0.azureLabels($1) },
        Route("POST", repository + "/pullRequests/*/labels") { try await $0.azureAddLabel($1) },
        Route("DELETE", repository + "/pullRequests/*/labels/*") { try await $0.azureRemoveLabel($1) },
        Route("POST", repository + "/pullRequests/*/threads") { try await $0.azureAddThread($1) },
        Route("GET", repository + "/pullRequests/*/threads") { try await $0.azureThreads($1) },
        Route("PATCH", repository + "/pullRequests/*/threads/*/comments/*") { try await $0.azureUpdateComment($1) },
        Route("POST", "*/_apis/wit/wiql") { try await $0.azureQueryWorkItems($1) },
        Route("POST", "*/_apis/wit/workitems/*") { try await $0.azureCreateWorkItem($1) },
        Route("GET", "*/_apis/wit/workitems/*") { try await $0.azureShowWorkItem($1) },
        Route("PATCH", "*/_apis/wit/workitems/*") { try await $0.azureUpdateWorkItem($1) },
        Route("GET", repository + "/commits/*/statuses") { try await $0.azureCommitStatuses($1) },
    ]

    func answerAzure(_ request: ServedRequest) async throws -> Reply {
        guard let (user, token) = azureUser(request) else {
            // A wrong credential gets the sign-in page, and no error that a program could read.
            return Reply(
                203, headers: [.init("Content-Type", "text/html; charset=utf-8")],
                body: .bytes(Array("<html><title>Sign In</title></html>".utf8)))
        }
        guard request.segments.first == "sandbox" else {
            throw Refusal.azure(404, "NotFound", "TF400813: no such organisation")
        }
        if request.method == "OPTIONS", request.segments == ["sandbox", "_apis"] { return azureShowLocations() }
        let versions = apiVersions(of: request)
        guard versions.count == 1, versions[0].hasPrefix("7.1") else {
            throw Refusal.azure(
                400, "VssVersionNotSpecifiedException", "No api-version was supplied for the request.",
                isViolation: true)
        }
        var request = request
        request.query.removeAll { $0.name == "api-version" }
        let segments = request.segments.dropFirst()
        for route in Self.azureRoutes where route.method == request.method {
            guard let arguments = route.arguments(in: segments, ignoringCase: true) else { continue }
            if token.isReadOnly, route.method != "GET" {
                throw Refusal.azure(
                    403, "UnauthorizedRequestException",
                    "TF401027: You need the Git 'GenericContribute' permission to perform this action.")
            }
            let body = try await request.collectBody()
            if route.method == "GET", !body.isEmpty { throw .wrong("a GET request has no body") as Refusal }
            RequestRecord.write(request, body: body, of: "azure")
            return try await route.handler(
                self, APICall(request: request, arguments: arguments, user: user, body: body))
        }
        throw Refusal.azure(
            404, "VssResourceNotFoundException", "The controller for path was not found.", isViolation: true)
    }

    /// What is asked for in the query, or else behind the type that is accepted.
    private func apiVersions(of request: ServedRequest) -> [String] {
        let named = request.query.filter { $0.name == "api-version" }.map { $0.value ?? "" }
        guard named.isEmpty else { return named }
        return (request.header("Accept") ?? "").split(separator: ";").map(\.trimmed)
            .filter { $0.hasPrefix("api-version=") }.map { String($0.dropFirst("api-version=".count)) }
    }

    private func azureUser(_ request: ServedRequest) -> (UserRecord, TokenRecord)? {
        guard let field = request.header("Authorization") else { return nil }
        var text = value(of: field, scheme: "bearer")
        if let encoded = value(of: field, scheme: "basic"), let data = Data(base64Encoded: encoded),
            let pair = String(data: data, encoding: .utf8), let colon = pair.firstIndex(of: ":")
        {
            text = String(pair[pair.index(after: colon)...])
        }
        guard let text, let token = token(text), let user = user(token.userID), !user.isBlocked else { return nil }
        return (user, token)
    }

    /// Checks the body against a shape.
    func azureBody(_ call: APICall, _ shape: JSONShape) throws(Refusal) -> JSONValue {
        _ = try call.query()
        guard let value = JSONValue(parsing: call.body) else { throw .wrong("the body is not JSON") }
        try shape.check(value)
        return value
    }

    /// The place of the repository that the first two arguments name: project and repository, each by name or id.
    func azureRepository(_ call: APICall, atLeast level: AccessLevel = .reporter) throws(Refusal) -> Int {
        let name = call.argument(1)
        let found = projects.firstIndex { project in
            (project.group.lowercased() == call.argument(0).lowercased()
                || azureID(group: project.group) == call.argument(0))
                && (project.name.lowercased() == name.lowercased() || azureID(project.id) == name)
        }
        guard let index = found, let role = role(of: call.user, in: projects[index]) else {
            throw .azure(
                404, "GitRepositoryNotFoundException",
                "TF401019: The Git repository with name or identifier \(name) does not exist or you do not have permissions for the operation you are attempting."
            )
        }
        guard role >= level else {
            throw .azure(
                403, "GitNeedsPermissionException",
                "TF401027: You need the Git 'PullRequestContribute' permission to perform this action.")
        }
        if level >= .developer, projects[index].isArchived {
            throw .azure(403, "GitRepositoryDisabledException", "TF401019: The repository is disabled.")
        }
        return index
    }

    func azurePull(_ call: APICall, in index: Int) throws(Refusal) -> Int {
        let number = try call.number(2, of: "pullRequestId")
        guard let place = place(of: number, in: index) else {
            throw .azure(404, "GitPullRequestNotFoundException", "TF401180: The requested pull request was not found.")
        }
        return place
    }

    // MARK: Who and where

    func azureConnection(_ call: APICall) throws -> Reply {
        _ = try call.query([.choice("connectOptions", "none", "includeServices")])
        return .json(200, ["authenticatedUser": azureIdentity(call.user), "authorizedUser": azureIdentity(call.user)])
    }

    func azureProjects(_ call: APICall) throws -> Reply {
        let parameters = try call.query([
            .integer("$top", 1...100), .integer("$skip", 0...Int.max), .text("continuationToken"),
            .choice("stateFilter", "wellFormed", "all"),
        ])
        let visible = projects.filter { role(of: call.user, in: $0) != nil }
        let names = Set(visible.map(\.group)).sorted()
        let start = min(
            names.count, parameters.text("continuationToken").flatMap { Int($0) } ?? parameters.integer("$skip") ?? 0)
        let end = min(names.count, start + (parameters.integer("$top") ?? 100))
        let values = names[start..<end].map { name -> JSONValue in
            [
                "id": .string(azureID(group: name)), "name": .string(name), "state": "wellFormed",
                "visibility": "private",
            ]
        }
        let headers = end < names.count ? [Reply.Header("x-ms-continuationtoken", String(end))] : []
        return .json(200, ["count": .integer(values.count), "value": .array(values)], headers: headers)
    }

    func azureIdentities(_ call: APICall) throws -> Reply {
        let parameters = try call.query([
            .choice("searchFilter", "General", "AccountName", "MailAddress", "DisplayName"),
            .text("filterValue", required: true), .choice("queryMembership", "none", "direct"),
        ])
        let wanted = (parameters.text("filterValue") ?? "").lowercased()
        let found = users.filter {
            [$0.username.lowercased(), $0.name.lowercased(), azureMail($0)].contains(wanted)
        }
        return .json(200, ["count": .integer(found.count), "value": .array(found.map(azureIdentity))])
    }

    private func azureIdentity(_ user: UserRecord) -> JSONValue {
        [
            "id": .string(azureID(user.id, kind: 2)), "providerDisplayName": .string(user.name),
            "isActive": .boolean(!user.isBlocked), "isContainer": false,
            "properties": [
                "Account": ["$type": "System.String", "$value": .string(azureMail(user))],
                "Mail": ["$type": "System.String", "$value": .string(azureMail(user))],
            ],
        ]
    }

    func azureRepositories(_ call: APICall) throws -> Reply {
        _ = try call.query([.boolean("includeLinks"), .boolean("includeAllUrls"), .boolean("includeHidden")])
        let found = projects.filter {
            $0.group.lowercased() == call.argument(0).lowercased() && role(of: call.user, in: $0) != nil
        }
        guard !found.isEmpty else {
            throw Refusal.azure(
                404, "ProjectDoesNotExistWithNameException",
                "TF200016: The following project does not exist: \(call.argument(0)).")
        }
        return .json(200, ["count": .integer(found.count), "value": .array(found.map(azureJSON))])
    }

    func azureShowRepository(_ call: APICall) async throws -> Reply {
        _ = try call.query()
        let index = try azureRepository(call)
        try await refresh(index)
        return .json(200, azureJSON(projects[index]))
    }

    // MARK: References

    func azureRefs(_ call: APICall) async throws -> Reply {
        let parameters = try call.query([
            .text("filter"), .text("filterContains"), .integer("$top", 1...1000), .text("continuationToken"),
        ])
        let index = try azureRepository(call)
        let branches = try await refresh(index)
        let prefix = "refs/" + (parameters.text("filter") ?? "")
        let found = branches.sorted { $0.key < $1.key }.filter { "refs/heads/\($0.key)".hasPrefix(prefix) }
        let values = found.map { branch -> JSONValue in
            ["name": .string("refs/heads/\(branch.key)"), "objectId": .string(branch.value)]
        }
        return .json(200, ["count": .integer(values.count), "value": .array(values)])
    }

    /// Answers 200 whatever came of it; each update says whether it succeeded.
    func azureUpdateRefs(_ call: APICall) async throws -> Reply {
        let update = JSONShape.object(
            ["name": .text, "oldObjectId": .text, "newObjectId": .text],
            required: ["name", "oldObjectId", "newObjectId"])
        let body = try azureBody(call, .list(update))
        let index = try azureRepository(call, atLeast: .developer)
        var results: [JSONValue] = []
        for item in body.items {
            let name = item["name"]?.text ?? ""
            let old = item["oldObjectId"]?.text ?? ""
            let new = item["newObjectId"]?.text ?? ""
            let status = try await azureMove(name, old, new, index)
            results.append([
                "name": .string(name), "oldObjectId": .string(old), "newObjectId": .string(new),
                "updateStatus": .string(status), "success": .boolean(status == "succeeded"),
                "repositoryId": .string(azureID(projects[index].id)),
            ])
        }
        try await refresh(index)
        return .json(200, ["count": .integer(results.count), "value": .array(results)])
    }

    private func azureMove(_ name: String, _ old: String, _ new: String, _ index: Int) async throws -> String {
        guard name.hasPrefix("refs/heads/") else { return "invalidRefName" }
        let branch = String(name.dropFirst("refs/heads/".count))
        let zero = String(repeating: "0", count: 40)
        let project = projects[index]
        if project.protectedBranches.contains(branch) || branch == project.defaultBranch { return "rejectedByPolicy" }
        let current = try await project.repository.branches()[branch] ?? zero
        guard current == old else { return "staleOldObjectId" }
        try await project.repository.move(branch, from: old == zero ? nil : old, to: new == zero ? nil : new)
        return "succeeded"
    }
}
