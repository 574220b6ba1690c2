import BotTestSupport
import Datasources
import Domain
import Foundation
import HTTPTransport
import Testing

/// A datasource that asks a web API, with a package of it and an answer that names the version 1.2.3.
struct WebDatasource: Sendable, CustomTestStringConvertible {
    var id: DatasourceID
    var name: String
    /// What is asked for after service discovery.
    var target: String
    var body: String

    var testDescription: String { id.rawValue }

    static let all: [WebDatasource] = [
        WebDatasource(
            id: "github-tags", name: "team/app", target: "/api/v3/repos/team/app/tags?per_page=100",
            body: #"[{"name":"1.2.3","commit":{"sha":"\#(commit)"}}]"#),
        WebDatasource(
            id: "github-releases", name: "team/app", target: "/api/v3/repos/team/app/releases?per_page=100",
            body: #"[{"tag_name":"1.2.3","draft":false,"prerelease":false,"published_at":"2026-01-02T03:04:05Z"}]"#),
        WebDatasource(
            id: "gitlab-tags", name: "team/sub/app",
            target: "/api/v4/projects/team%2Fsub%2Fapp/repository/tags?per_page=100",
            body: #"[{"name":"1.2.3","commit":{"id":"\#(commit)","created_at":"2026-01-02T04:04:05+01:00"}}]"#),
        WebDatasource(
            id: "gitlab-releases", name: "team/app", target: "/api/v4/projects/team%2Fapp/releases?per_page=100",
            body: #"[{"tag_name":"1.2.3","released_at":"2026-01-02T03:04:05Z","commit":{"id":"\#(commit)"}}]"#),
        WebDatasource(
            id: "gitlab-packages", name: "team/app:@a/b",
            target: "/api/v4/projects/team%2Fapp/packages?per_page=100&package_name=%40a%2Fb",
            body:
                #"[{"name":"@a/b","version":"1.2.3","created_at":"2026-01-02T03:04:05Z"},{"name":"@a/bc","version":"9"}]"#
        ),
        WebDatasource(
            id: "terraform-provider", name: "team/thing", target: "/v1/providers/team/thing/versions",
            body: #"{"versions":[{"version":"1.2.3","protocols":["6.0"]}]}"#),
        WebDatasource(
            id: "terraform-module", name: "team/thing/aws", target: "/v1/modules/team/thing/aws/versions",
            body: #"{"modules":[{"versions":[{"version":"1.2.3"}]}]}"#),
        WebDatasource(
            id: "artifacthub", name: "helm/team/app", target: "/api/v1/packages/helm/team/app",
            body:
                #"{"version":"1.2.3","available_versions":[{"version":"1.2.3","ts":1767323045}],"home_url":"https://h"}"#
        ),
        WebDatasource(
            id: "endoflife-date", name: "thing", target: "/thing.json",
            body: #"[{"cycle":"1.2","latest":"1.2.3","latestReleaseDate":"2026-01-02","eol":false}]"#),
        WebDatasource(
            id: "azure-pipelines-tasks", name: "azurecli",
            target: "/api/v3/repos/microsoft/azure-pipelines-tasks/contents/Tasks",
            body:
                #"[{"name":"AzureCLIV1.2.3","type":"dir"},{"name":"AzureCLIV2","type":"dir"},{"name":"V","type":"dir"}]"#
        ),
        WebDatasource(
            id: "custom", name: "thing", target: "/", body: #"{"releases":[{"version":"1.2.3"}]}"#),
    ]

    static let commit = String(repeating: "0123456789", count: 4)

    /// The versions of the usual answer.
    var versions: [String] { id == "azure-pipelines-tasks" ? ["2"] : ["1.2.3"] }

    func package(at registry: String) -> Package { Package(datasource: id, name: name, registryURLs: [registry]) }

    /// A server that answers `answer` to what the datasource is after, and what comes before with the truth.
    func serve(_ answer: @escaping @Sendable (ReceivedRequest) -> String) throws -> ScriptedServer {
        try ScriptedServer.answering { request in
            request.path == "/.well-known/terraform.json"
                ? reply(#"{"providers.v1":"/v1/providers/","modules.v1":"/v1/modules/"}"#) : answer(request)
        }
    }

    /// Fetches from `origin` without waiting between tries.
    func fetch(
        from origin: String, credentials: [RegistryCredential] = [], cache: (any ResponseCache)? = nil
    ) async throws -> ReleaseList {
        let datasource = try #require(makeDatasources(context(credentials, cache))[id])
        return try await datasource.fetchReleases(of: package(at: origin), from: nil)
    }

    func context(
        _ credentials: [RegistryCredential] = [], _ cache: (any ResponseCache)? = nil
    ) -> DatasourceContext {
        let client = CurlClient(sleep: { _ in })
        return DatasourceContext(
            http: cache.map { CachingClient(client, cache: $0) } ?? client, credentials: credentials,
            responseCache: cache)
    }
}

/// An answer as it goes over the wire.
func reply(
    _ body: String, status: Int = 200, type: String = "application/json", headers: [String] = []
) -> String {
    var lines = ["HTTP/1.1 \(status) X", "Content-Type: \(type)", "Content-Length: \(body.utf8.count)"]
    lines += headers
    return lines.joined(separator: "\r\n") + "\r\n\r\n" + body
}
