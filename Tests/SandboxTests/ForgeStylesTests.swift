import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@Suite("A forge that is like another service is as strict")
struct ForgeStylesTests {
    struct Wrong: Sendable, CustomStringConvertible {
        var method: HTTPMethod
        var path: String
        var body: String?
        var status: Int
        var names: String
        var description: String { "\(method.rawValue) \(path) \(body ?? "")" }

        init(_ method: HTTPMethod, _ path: String, _ body: String? = nil, _ status: Int, names: String) {
            self.method = method
            self.path = path
            self.body = body
            self.status = status
            self.names = names
        }
    }

    private static let pulls = "/api/v3/repos/platform/gitops/pulls"

    static let gitHub = [
        Wrong(.get, pulls + "?per_page=101", nil, 422, names: "per_page"),
        Wrong(.get, pulls + "?state=opened", nil, 422, names: "state"),
        Wrong(.get, pulls + "?head=windlass/nginx", nil, 422, names: "head"),
        Wrong(.get, pulls + "?branch=x", nil, 422, names: "branch"),
        Wrong(.post, pulls, #"{"title": "T", "head": "windlass/nginx"}"#, 422, names: "base"),
        Wrong(.post, pulls, #"{"title": "T", "head": "x", "base": "main", "assignees": []}"#, 422, names: "assignees"),
        Wrong(.patch, pulls + "/1", #"{"state": "close"}"#, 422, names: "state"),
        Wrong(.post, "/api/v3/repos/platform/gitops/issues/1/labels", #"{"labels": "a"}"#, 422, names: "labels"),
        Wrong(.post, "/api/v3/repos/platform/gitops/issues/1/assignees", #"{"assignees": ["no"]}"#, 422, names: "no"),
        Wrong(.put, pulls + "/1", "{}", 404, names: "Not Found"),
    ]

    private static func mutation(_ query: String, _ input: String, names: String) -> Wrong {
        Wrong(.post, "/api/graphql", #"{"query": "\#(query)", "variables": {"input": \#(input)}}"#, 422, names: names)
    }

    private static let enable =
        "mutation($input: EnablePullRequestAutoMergeInput!) { enablePullRequestAutoMerge(input: $input) { clientMutationId } }"

    static let graphQL = [
        mutation("{ viewer { login } }", #"{"pullRequestId": "PR_1"}"#, names: "no mutation of one input"),
        mutation(
            enable.replacing("enablePull", with: "enqueuePull"), #"{"pullRequestId": "PR_1"}"#,
            names: "enqueuePullRequestAutoMerge"),
        mutation(
            enable.replacing("EnablePullRequestAutoMergeInput", with: "EnableInput"), #"{"pullRequestId": "PR_1"}"#,
            names: "EnablePullRequestAutoMergeInput"),
        mutation(
            enable.replacing("{ clientMutationId }", with: "{ number }"), #"{"pullRequestId": "PR_1"}"#,
            names: "clientMutationId"),
        mutation(enable, "{}", names: "pullRequestId"),
        mutation(enable, #"{"pullRequestId": "PR_1", "mergeMethod": "merge"}"#, names: "mergeMethod"),
        mutation(enable, #"{"pullRequestId": "PR_1", "expectedHead": "x"}"#, names: "expectedHead"),
        mutation(
            enable.replacing("Enable", with: "Disable").replacing("enable", with: "disable"),
            #"{"pullRequestId": "PR_1", "mergeMethod": "MERGE"}"#, names: "mergeMethod"),
    ]

    private static let azurePulls = "/sandbox/platform/_apis/git/repositories/gitops/pullrequests"

    private static let newAzurePull = """
        {"title": "T", "sourceRefName": "refs/heads/windlass/nginx", "targetRefName": "refs/heads/main"}
        """

    static let azure = [
        Wrong(.get, azurePulls, nil, 400, names: "api-version"),
        Wrong(
            .get, azurePulls + "?api-version=7.1&searchCriteria.status=open", nil, 400, names: "searchCriteria.status"),
        Wrong(.get, azurePulls + "?api-version=7.1&searchCriteria.sourceRefName=x", nil, 400, names: "sourceRefName"),
        Wrong(.get, azurePulls + "?api-version=7.1&top=3", nil, 400, names: "top"),
        Wrong(
            .post, azurePulls + "?api-version=7.1", #"{"title": "T", "sourceRefName": "refs/heads/x"}"#, 400,
            names: "target"),
        Wrong(
            .post, azurePulls + "?api-version=7.1",
            #"{"title": "T", "sourceRefName": "x", "targetRefName": "main"}"#, 400, names: "full name"),
        Wrong(.patch, azurePulls + "/1?api-version=7.1", #"{"status": "closed"}"#, 400, names: "status"),
        Wrong(
            .patch, azurePulls + "/1?api-version=7.1", #"{"status": "abandoned", "title": "T"}"#, 400, names: "status"),
        Wrong(.delete, azurePulls + "/1?api-version=7.1", nil, 404, names: "controller"),
        Wrong(
            .post, work + "wiql?api-version=7.1", #"{"query": "SELECT * FROM WorkItems"}"#, 400, names: "TF51005"),
        Wrong(
            .post, work + "wiql?api-version=7.1",
            #"{"query": "SELECT [System.Id] FROM WorkItems WHERE [System.Titel] = 'x' ORDER BY [System.Id]"}"#, 400,
            names: "System.Titel"),
        Wrong(.post, work + "workitems/$Task?api-version=7.1", "[]", 415, names: "application/json-patch+json"),
    ]

    private static let work = "/sandbox/platform/_apis/wit/"

    @Test("GitHub: refuses what no correct client sends, and names it")
    func refusesLikeGitHub() async throws {
        try await check(.github, Self.gitHub + Self.graphQL) {
            ["Authorization": "Bearer \($0)", "User-Agent": "test"]
        } open: {
            _ = try await $0.send(
                .post, $0.world.forgeURL + Self.pulls, headers: $1,
                body: #"{"title": "T", "head": "windlass/nginx", "base": "main"}"#)
        }
    }

    @Test("Azure: refuses what no correct client sends, and names it")
    func refusesLikeAzure() async throws {
        try await check(.azure, Self.azure) {
            ["Authorization": "Basic " + Data(":\($0)".utf8).base64EncodedString()]
        } open: {
            _ = try await $0.send(
                .post, $0.world.forgeURL + Self.azurePulls + "?api-version=7.1", headers: $1,
                body:
                    Self.newAzurePull
            )
        }
    }

    private func check(
        _ style: SandboxOptions.ForgeStyle, _ table: [Wrong], headers: (String) -> HTTPFields,
        open: (Probe, HTTPFields) async throws -> Void
    ) async throws {
        try await withBranch(SandboxOptions(seed: smallSeed, forge: style)) { world, probe async throws in
            var fields = headers(world.token)
            fields["Content-Type"] = "application/json"
            try await open(probe, fields)
            #expect(try await world.mergeRequests(in: "platform/gitops").count == 1)
            for wrong in table {
                world.resetLog()
                let answer = try await probe.send(
                    wrong.method, world.forgeURL + wrong.path, headers: fields, body: wrong.body ?? "")
                #expect(answer.status == wrong.status && answer.text.contains(wrong.names), "\(wrong): \(answer.text)")
                #expect(world.violations.count == 1, "\(wrong)")
            }
            #expect(try await world.mergeRequests(in: "platform/gitops").count == 1)
        }
    }
}
