/// The mutations of GitHub's GraphQL that REST has nothing for, told by their names; the variables carry the rest.
///
/// - Source: docs.github.com/graphql/reference/mutations, `enablePullRequestAutoMerge`.
extension ForgeServer {
    func answerGitHubGraphQL(_ request: ServedRequest) async throws -> Reply {
        let (user, token) = try authenticateGitHub(request)
        guard request.method == "POST" else { throw Refusal.gitHub(404, "Not Found", isViolation: true) }
        let body = try await request.collectBody()
        guard let value = JSONValue(parsing: body) else { throw .wrong("the body is not JSON") as Refusal }
        let mutation = try GitHubMutationShape(value["query"]?.text ?? "")
        try mutation.body.check(value)
        if token.isReadOnly { return graphQLError("FORBIDDEN", "Resource not accessible by personal access token") }
        RequestRecord.write(request, body: body, of: "github")
        let input = value["variables"]?["input"] ?? .null
        guard let (index, place) = pull(input["pullRequestId"]?.text ?? "") else {
            return graphQLError("NOT_FOUND", "Could not resolve to a node with the global id")
        }
        try await refresh(index)
        let pull = projects[index].mergeRequests[place]
        if mutation == .disable {
            projects[index].mergeRequests[place].mergingItselfByID = nil
            return done(mutation)
        }
        if mutation == .convertToDraft || mutation == .markReady {
            projects[index].mergeRequests[place].isMarkedDraft = mutation == .convertToDraft
            return done(mutation)
        }
        if let head = input["expectedHeadOid"]?.text, head != pull.head {
            return graphQLError("UNPROCESSABLE", "The head commit of the pull request is not the expected one")
        }
        guard projects[index].allowsAutoMerge else {
            return graphQLError("UNPROCESSABLE", "Auto merge is not allowed for this repository")
        }
        guard !isGreen(pull, index) else {
            return graphQLError("UNPROCESSABLE", "Pull request Pull request is in clean status")
        }
        projects[index].mergeRequests[place].mergingItselfByID = user.id
        return done(mutation)
    }

    private func pull(_ node: String) -> (Int, Int)? {
        for index in projects.indices {
            if let place = projects[index].mergeRequests.firstIndex(where: { "PR_\($0.id)" == node }) {
                return (index, place)
            }
        }
        return nil
    }

    private func done(_ mutation: GitHubMutationShape) -> Reply {
        .json(200, ["data": .object([.init(name: mutation.rawValue, value: ["clientMutationId": .null])])])
    }

    private func graphQLError(_ type: String, _ message: String) -> Reply {
        .json(200, ["data": .null, "errors": [["type": .string(type), "message": .string(message)]]])
    }
}
