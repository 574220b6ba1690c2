import BotTestSupport
import Datasources
import Domain
import Foundation
import HTTPTransport
import Testing

@Suite("References of a Git server", .timeLimit(.minutes(5))) struct GitReferencesTests {
    private func context(_ client: any HTTPClient, _ folder: TemporaryFolder, token: Secret? = nil, port: Int = 0)
        -> DatasourceContext
    {
        DatasourceContext(
            http: client,
            credentials: token.map {
                [RegistryCredential(host: "127.0.0.1:\(port)", username: "bot", password: $0)]
            } ?? [], gitFolder: folder.path)
    }

    @Test("are its tags with the commits they name, for one request the second time") func tags() async throws {
        let server = try await GitServer()
        let git = try server.makeRepository()
        let first = try git.commit(["a": "1"])
        try git.run("tag", "v1.0.0", first)
        let second = try git.commit(["a": "2"])
        try git.run("tag", "-a", "-m", "x", "v1.1.0", second)
        let folder = try TemporaryFolder()
        let client = CountingClient(CurlClient())
        let package = Package(datasource: "git-tags", name: server.url("repo.git"))
        let list = try await GitTags(context(client, folder)).fetchReleases(of: package, from: nil)
        #expect(list.releases.map(\.version) == ["v1.0.0", "v1.1.0"])
        #expect(list.releases.map(\.digest) == [first, second])
        #expect(client.count == 2)
        client.reset()
        let again = try await GitTags(context(client, folder)).fetchReleases(of: package, from: nil)
        #expect(again == list)
        #expect(client.count == 1)
        #expect(try await GitTags(context(client, folder)).fetchDigest(of: package, version: "v1.1.0") == second)
        let missing = try await lookupCode {
            try await GitTags(context(client, folder)).fetchDigest(of: package, version: "v1")
        }
        #expect(missing == .notFound)
    }

    @Test("are branches and tags with what they point at now") func refs() async throws {
        let server = try await GitServer()
        let git = try server.makeRepository()
        let main = try git.commit(["a": "1"])
        let other = try git.commit(["a": "2"], branch: "release/1")
        try git.run("tag", "v1", main)
        try git.run("tag", "main", other)
        let folder = try TemporaryFolder()
        let package = Package(datasource: "git-refs", name: server.url("repo.git"))
        let refs = GitRefs(context(CurlClient(), folder))
        let list = try await refs.fetchReleases(of: package, from: nil)
        #expect(list.releases.map(\.version) == ["main", "release/1", "v1"])
        for (name, commit) in [("main", main), ("HEAD", main), ("release/1", other), ("v1", main)] {
            #expect(try await refs.fetchDigest(of: package, version: name) == commit)
        }
        #expect(try await lookupCode { try await refs.fetchDigest(of: package, version: "none") } == .notFound)
    }

    @Test("of a server that wants to know who we are, or is none") func errors() async throws {
        let server = try await GitServer()
        try server.makeRepository().commit(["a": "1"])
        let folder = try TemporaryFolder()
        func code(_ url: String, token: Secret? = nil) async throws -> LookupError.Code? {
            let datasource = GitTags(context(CurlClient(), folder, token: token, port: server.port))
            return try await lookupCode {
                try await datasource.fetchReleases(of: Package(datasource: "git-tags", name: url), from: nil)
            }
        }
        #expect(try await code(server.url("repo.git", "auth")) == .unauthorized)
        #expect(try await code(server.url("repo.git", "auth"), token: Secret("secret")) == nil)
        #expect(try await code(server.url("repo.git", "page")) == .malformed)
        #expect(try await code(server.url("none.git")) == .notFound)
        #expect(try await code("file:///etc/passwd") == .unsupported)
        #expect(try await code("../repo") == .unsupported)
        #expect(try await code("http://git.example/x") == .refused)
    }

    @Test(
        "are asked over https where the address is one for SSH",
        arguments: zip(
            [
                "git@git.example:team/app.git", "ssh://git@git.example:2222/team/app.git",
                "git::https://git.example/team/app",
            ],
            ["https://git.example/team/app.git", "https://git.example/team/app.git", "https://git.example/team/app"]))
    func addresses(_ written: String, _ asked: String) async throws {
        let folder = try TemporaryFolder()
        let client = ScriptedClient { $0.answer(404) }
        let package = Package(datasource: "git-tags", name: written)
        _ = try await lookupCode {
            try await GitTags(context(client, folder)).fetchReleases(of: package, from: nil)
        }
        #expect(client.urls == [asked + "/info/refs?service=git-upload-pack"])
    }
}
