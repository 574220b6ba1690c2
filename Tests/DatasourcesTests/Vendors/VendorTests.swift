import BotTestSupport
import Datasources
import Domain
import Foundation
import HTTPTransport
import Testing

@Suite("What a web API tells") struct VendorTests {
    private func fetch(
        _ id: DatasourceID, _ name: String, _ registries: [String] = [],
        definition: CustomSource? = nil, _ answer: @escaping @Sendable (HTTPRequest) throws -> HTTPResponse
    ) async throws -> ReleaseList {
        let context = DatasourceContext(
            http: ScriptedClient { try answer($0) },
            makePattern: { text in
                guard text == "^v(?<version>.*)$" else { return nil }
                return { $0.hasPrefix("v") ? String($0.dropFirst()) : nil }
            },
            now: { Date(timeIntervalSince1970: 1_800_000_000) })
        let datasource = try #require(makeDatasources(context)[id])
        return try await datasource.fetchReleases(
            of: Package(datasource: id, name: name, registryURLs: registries, customSource: definition), from: nil)
    }

    @Test("of GitHub's releases: drafts are none, pre-releases are not stable") func github() async throws {
        let list = try await fetch("github-releases", "a/b") {
            #expect($0.url == "https://api.github.com/repos/a/b/releases?per_page=100")
            return $0.answer(
                200,
                """
                [{"tag_name":"v3","draft":true,"published_at":null},{"tag_name":"v2","prerelease":true},
                {"tag_name":"v1","prerelease":false,"published_at":"2026-01-02T03:04:05Z"}]
                """)
        }
        #expect(list.releases.map(\.version) == ["v2", "v1"])
        #expect(list.releases.map(\.isStable) == [false, true])
        #expect(list.releases[1].timestamp == Date(timeIntervalSince1970: 1_767_323_045))
        #expect(list.sourceURL == "https://github.com/a/b")
    }

    @Test("of GitHub's commits is the digest of a tag") func digest() async throws {
        let commit = WebDatasource.commit
        let client = ScriptedClient { request in
            #expect(request.headers["Accept"] == "application/vnd.github.sha")
            return request.answer(200, commit, type: "application/vnd.github.sha; charset=utf-8")
        }
        let datasource = GitHubTags(DatasourceContext(http: client))
        let package = Package(datasource: "github-tags", name: "a/b")
        #expect(try await datasource.fetchDigest(of: package, version: "v1/x") == commit)
        #expect(client.urls == ["https://api.github.com/repos/a/b/commits/v1%2Fx"])
    }

    @Test("of GitLab's releases: those to come are none") func gitlab() async throws {
        let list = try await fetch("gitlab-releases", "a/b", ["https://gitlab.example/git/"]) {
            #expect($0.url == "https://gitlab.example/git/api/v4/projects/a%2Fb/releases?per_page=100")
            return $0.answer(
                200, #"[{"tag_name":"v2","upcoming_release":true},{"tag_name":"v1","upcoming_release":false}]"#)
        }
        #expect(list.releases.map(\.version) == ["v1"])
        #expect(list.sourceURL == "https://gitlab.example/git/a/b")
    }

    @Test("of endoflife.date: lines without a latest version, and those that ended") func endOfLife() async throws {
        let list = try await fetch("endoflife-date", "amazon-eks") {
            #expect($0.url == "https://endoflife.date/api/amazon-eks.json")
            return $0.answer(
                200,
                """
                [{"cycle":"1.33","releaseDate":"2026-01-02","eol":"2099-01-01"},{"cycle":1.20,"eol":"2020-01-01"},
                {"cycle":"1.1","eol":true},{"cycle":"1.9","latest":"1.9.7","eol":false}]
                """)
        }
        #expect(list.releases.map(\.version) == ["1.33", "1.2", "1.1", "1.9.7"])
        #expect(list.releases.map(\.isDeprecated) == [false, true, true, false])
    }

    @Test("of Terraform: a host in the name, discovery elsewhere, the token only at home") func terraform() async throws
    {
        let client = ScriptedClient { request in
            request.url.hasSuffix("terraform.json")
                ? request.answer(200, #"{"providers.v1":"https://cdn.example/p/"}"#)
                : request.answer(200, #"{"versions":[{"version":"1.0.0"}]}"#)
        }
        let credential = RegistryCredential(host: "tf.example", .bearer(Secret("t")))
        let datasource = TerraformProvider(DatasourceContext(http: client, credentials: [credential]))
        for name in ["tf.example/team/x", "tf.example/team/y"] {
            _ = try await datasource.fetchReleases(of: Package(datasource: "terraform-provider", name: name), from: nil)
        }
        #expect(
            client.urls == [
                "https://tf.example/.well-known/terraform.json", "https://cdn.example/p/team/x/versions",
                "https://cdn.example/p/team/y/versions",
            ])
        #expect(client.requests.map { $0.authorization != nil } == [true, false, false])
    }

    @Test("of Terraform: HashiCorp's own, folders of modules, services that are missing") func terraformNames()
        async throws
    {
        let provider = try await fetch("terraform-provider", "aws") {
            $0.url.hasSuffix("terraform.json")
                ? $0.answer(200, #"{"providers.v1":"/v1/providers/"}"#)
                : $0.answer($0.path == "/v1/providers/hashicorp/aws/versions" ? 200 : 404, #"{"versions":null}"#)
        }
        #expect(provider.releases == [])
        let module = try await fetch("terraform-module", "a/b/aws//modules/x") {
            $0.url.hasSuffix("terraform.json")
                ? $0.answer(200, #"{"modules.v1":"v1/modules"}"#)
                : $0.answer($0.path == "/.well-known/v1/modules/a/b/aws/versions" ? 200 : 404, #"{"modules":[{}]}"#)
        }
        #expect(module.releases == [])
        #expect(
            try await lookupCode { try await fetch("terraform-module", "a/b/c") { $0.answer(200, "{}") } } == .notFound)
    }

    @Test("of the built-in table of Kubernetes") func kubernetes() async throws {
        let list = try await fetch("kubernetes-api", "CronJob") { _ in throw HTTPError(.connect, "none") }
        #expect(list.releases.map(\.version).contains("batch/v1"))
        let code = try await lookupCode { try await fetch("kubernetes-api", "Foo") { $0.answer() } }
        #expect(code == .notFound)
    }

    @Test("of one's own: JSON by a path, YAML, lines, links, patterns") func custom() async throws {
        func versions(
            _ format: CustomSource.Format, _ body: String, path: String? = nil, pattern: String? = nil,
            type: String = "text/plain"
        ) async throws -> [String] {
            let source = CustomSource(
                url: "https://v.example/{{packageName}}", format: format, versions: path, pattern: pattern)
            return try await fetch("custom", "x", definition: source) {
                #expect($0.url == "https://v.example/x")
                return $0.answer(200, body, type: type)
            }.releases.map(\.version)
        }
        let json = #"{"data":[{"id":"stable","latest":"v1.10"},{"id":"x","latest":"v1.9"}],"n":{"a b":[1.10,2]}}"#
        #expect(try await versions(.json, json, path: "$.data[*].latest") == ["v1.10", "v1.9"])
        #expect(try await versions(.json, json, path: "$..latest", pattern: "^v(?<version>.*)$") == ["1.10", "1.9"])
        #expect(try await versions(.json, json, path: "n['a b'][0]") == ["1.10"])
        #expect(try await versions(.json, json, path: "$.data[-1].latest") == ["v1.9"])
        #expect(try await versions(.yaml, "releases:\n- version: 1.10\n- version: '2'\n") == ["1.10", "2"])
        #expect(try await versions(.plain, "1.0\r\n\n 1.1 \n") == ["1.0", "1.1"])
        let page = #"<p><a class=x href="v1/">1</a><A HREF='v2&amp;'>2</a><a href=v3>3</a><abbr href="no"></abbr>"#
        #expect(try await versions(.html, page, type: "text/html") == ["v1/", "v2&", "v3"])
        for (path, code) in [("$.data[?(@.id)]", LookupError.Code.unsupported), ("$.none", .malformed)] {
            #expect(try await lookupCode { try await versions(.json, json, path: path) } == code)
        }
        #expect(try await lookupCode { try await versions(.plain, "x", pattern: "(") } == .unsupported)
        #expect(try await lookupCode { try await versions(.plain, "") } == .malformed)
        #expect(try await lookupCode { try await versions(.html, "<a href=", type: "text/html") } == .malformed)
    }

    @Test("of one's own by name, and of a template that is not supported") func customNames() async throws {
        let client = ScriptedClient { $0.answer(200, #"{"releases":[{"version":"1"}],"sourceUrl":"https://s"}"#) }
        let sources = [
            "one": CustomSource(url: "https://v.example/a"), "two": CustomSource(url: "https://v.example/{{depName}}"),
        ]
        let datasources = makeDatasources(DatasourceContext(http: client, customSources: sources))
        let one = try #require(datasources["custom.one"])
        let list = try await one.fetchReleases(of: Package(datasource: "custom.one", name: "x"), from: nil)
        #expect(list.sourceURL == "https://s")
        let two = try #require(datasources["custom.two"])
        let code = try await lookupCode {
            try await two.fetchReleases(of: Package(datasource: "custom.two", name: "x"), from: nil)
        }
        #expect(code == .unsupported)
    }

    @Test("of one's own is bounded, however it is nested") func hostile() async throws {
        let deep = String(repeating: "[", count: 100_000)
        let wide = String(repeating: "<a ", count: 200_000)
        let code = try await lookupCode {
            try await fetch("custom", "x", ["https://v.example"]) { $0.answer(200, deep) }
        }
        #expect(code == .malformed)
        let source = CustomSource(url: "https://v.example", format: .html)
        let links = try await lookupCode {
            try await fetch("custom", "x", definition: source) { $0.answer(200, wide, type: "text/html") }
        }
        #expect(links == .malformed)
    }
}
