/// How clients of Azure DevOps find out which addresses there are: by the number of a resource, never by a path of their own.
extension ForgeServer {
    /// One resource, as `OPTIONS _apis` names it.
    struct AzureLocation: Sendable {
        var id: String
        var area: String
        var resource: String
        var route: String

        init(_ id: String, _ area: String, _ resource: String, _ route: String) {
            self.id = id
            self.area = area
            self.resource = resource
            self.route = route
        }
    }

    private static let repositoryRoute = "{project}/_apis/{area}/repositories/{repositoryId}/"
    private static let pullRoute = repositoryRoute + "pullRequests/{pullRequestId}/"

    /// The numbers are those of the service; they are the same on every server.
    static let azureLocations = [
        AzureLocation("e81700f7-3be2-46de-8624-2eb35882fcaa", "Location", "ResourceAreas", "_apis/{resource}/{areaId}"),
        AzureLocation("00d9565f-ed9c-4a06-9a50-00e7896ccab4", "Location", "ConnectionData", "_apis/{resource}"),
        AzureLocation("603fe2ac-9723-48b9-88ad-09305aa6c6e1", "core", "projects", "_apis/{resource}/{*projectId}"),
        AzureLocation(
            "28010c54-d0c0-4c89-a5b0-1c9e188b9fb7", "IMS", "identities", "_apis/{resource}/{identityId}"),
        AzureLocation(
            "225f7195-f9c7-4d14-ab28-a83f7ff77e1f", "git", "repositories",
            "{project}/_apis/{area}/{resource}/{repositoryId}"),
        AzureLocation("2d874a60-a811-4f62-9c9f-963a6ea0a55b", "git", "refs", repositoryRoute + "{resource}"),
        AzureLocation("fb93c0db-47ed-4a31-8c20-47552878fb44", "git", "items", repositoryRoute + "{resource}/{*path}"),
        AzureLocation(
            "9946fd70-0d40-406e-b686-b4744cbbcc37", "git", "pullRequests",
            repositoryRoute + "{resource}/{pullRequestId}"),
        AzureLocation(
            "4b6702c7-aa35-4b89-9c96-b9abf6d3e540", "git", "pullRequestReviewers", pullRoute + "reviewers/{reviewerId}"),
        AzureLocation(
            "f22387e3-984e-4c52-9c6d-fbb8f14c812d", "git", "pullRequestLabels", pullRoute + "labels/{labelIdOrName}"),
        AzureLocation(
            "ab6e2e5d-a0b7-4153-b64a-a4efe0d49449", "git", "pullRequestThreads", pullRoute + "threads/{threadId}"),
    ]

    func azureShowLocations() -> Reply {
        let values = Self.azureLocations.map { location -> JSONValue in
            [
                "id": .string(location.id), "area": .string(location.area),
                "resourceName": .string(location.resource), "routeTemplate": .string(location.route),
                "resourceVersion": 1, "minVersion": .number(1), "maxVersion": .number(7.1), "releasedVersion": "7.1",
            ]
        }
        return .json(200, ["count": .integer(values.count), "value": .array(values)])
    }

    /// None, as Azure DevOps Server answers: everything is at the address that was asked.
    func azureResourceAreas(_ call: APICall) throws -> Reply {
        _ = try call.query()
        return .json(200, ["count": 0, "value": .array([])])
    }

    // MARK: Files

    /// A file: what is known about it where JSON is asked for, else its bytes.
    func azureItem(_ call: APICall) async throws -> Reply {
        let parameters = try call.query([
            .text("path", required: true), .boolean("includeContent"), .boolean("download"),
            .text("versionDescriptor.version"), .choice("versionDescriptor.versionType", "branch", "commit", "tag"),
            .choice("$format", "json", "octetStream", "text"),
        ])
        let project = projects[try azureRepository(call)]
        let path = String((parameters.text("path") ?? "").drop { $0 == "/" })
        let version = parameters.text("versionDescriptor.version") ?? project.defaultBranch
        guard let commit = try await project.repository.resolve(version),
            let bytes = try await project.repository.file(path, at: commit)
        else {
            throw Refusal.azure(
                404, "GitItemNotFoundException",
                "TF401174: The item '\(path)' could not be found in the repository '\(project.name)' at the version specified."
            )
        }
        let accepted = call.request.header("Accept") ?? ""
        let isJSON = parameters.text("$format").map { $0 == "json" } ?? accepted.hasPrefix("application/json")
        guard isJSON else {
            let type = accepted.hasPrefix("text/plain") ? "text/plain" : "application/octet-stream"
            return Reply(200, headers: [.init("Content-Type", type)], body: .bytes(bytes))
        }
        var item: JSONValue = [
            "objectId": .string(try await project.repository.fileID(path, at: commit)),
            "gitObjectType": "blob", "commitId": .string(commit), "path": .string("/" + path),
            "url": .string(call.request.path),
        ]
        if parameters.boolean("includeContent") == true {
            item = .object(
                item.members + [.init(name: "content", value: .string(String(decoding: bytes, as: UTF8.self)))])
        }
        return .json(200, item)
    }
}
