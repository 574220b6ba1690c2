import BotTestSupport
import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@testable import Datasources

@Suite("Credential helpers") struct CredentialHelperTests {
    private func install(_ script: String, in folder: TemporaryFolder, name: String = "test") throws {
        let path = folder.path + "/docker-credential-" + name
        try Data(("#!/bin/sh\n" + script + "\n").utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
    }

    private func ask(_ folder: TemporaryFolder, limit: Duration = .seconds(60)) async throws -> RegistryCredential? {
        let helper = try #require(CredentialHelper(name: "test", server: "registry.example:5000"))
        return try await helper.credential(for: "registry.example:5000", in: [folder.path], timeLimit: limit)
    }

    @Test("gets the server on standard input, and gives user and secret") func protocolOfHelpers() async throws {
        let folder = try TemporaryFolder()
        try install(
            #"test "$1" = get || exit 9; read -r server; printf '{"ServerURL":"%s","Username":"AWS","Secret":"for-%s"}' "$server" "$server""#,
            in: folder)
        let credential = try #require(try await ask(folder))
        #expect(credential.kind == .basic(username: "AWS", password: Secret("for-registry.example:5000")))
        try install(#"echo '{"Username":"<token>","Secret":"refresh"}'"#, in: folder)
        #expect(try await ask(folder)?.kind == .identityToken(Secret("refresh")))
    }

    @Test(
        "what goes wrong is said without its words",
        arguments: [
            ("echo '{\"Username\":\"u\",\"Secret\":\"s3cret\"}'; exit 3", "code 3"), ("echo s3cret", "no credential"),
            ("exec <&-; sleep 1; exit 4", "code 4"), ("yes s3cret", "did not answer"),
            ("sleep 600; echo s3cret", "did not answer"),
        ])
    func trouble(script: String, text: String) async throws {
        let folder = try TemporaryFolder()
        try install(script, in: folder)
        let limit = Duration.seconds(script.hasPrefix("sleep") ? 1 : 60)
        let error = await #expect(throws: LookupError.self) { try await ask(folder, limit: limit) }
        #expect(error?.code == .unauthorized)
        #expect(error?.message.contains(text) == true)
        #expect(error?.message.contains("s3cret") == false)
    }

    @Test("one that is not installed is named, and one without a credential is none") func missing() async throws {
        let folder = try TemporaryFolder()
        let error = await #expect(throws: LookupError.self) { try await ask(folder) }
        #expect(error?.message.contains("docker-credential-test") == true)
        try install("echo credentials not found in native keychain; exit 1", in: folder)
        #expect(try await ask(folder) == nil)
        for name in ["../x", "a/b", "", ".hidden", "a b"] {
            #expect(CredentialHelper(name: name, server: "x.example") == nil)
        }
    }

    @Test("a registry is asked with what its helper says, and the helper once") func registry() async throws {
        let folder = try TemporaryFolder()
        try install(
            #"echo once >> "$(dirname "$0")/runs"; echo '{"Username":"robot","Secret":"let-me-in"}'"#, in: folder)
        try await withSandbox(
            SandboxOptions(registryAuthentication: .basic(user: "robot", password: "let-me-in"))
        ) { world in
            world.registry.addImage("team/api", tags: ["1.0.0"])
            world.registry.addImage("team/web", tags: ["2.0.0"])
            var context = DatasourceContext(http: CurlClient())
            context.credentialHelpers.helpers = [world.registryHost: "test"]
            context.programFolders = [folder.path]
            let docker = DockerDatasource(context)
            for name in ["api", "web", "api"] {
                let package = Package(datasource: "docker", name: "\(world.registryHost)/team/\(name)")
                let list = try await docker.fetchReleases(of: package, from: nil)
                #expect(list.releases.count == 1)
            }
        }
        let runs = try String(contentsOfFile: folder.path + "/runs", encoding: .utf8)
        #expect(runs == "once\n")
    }

    @Test("config.json says who keeps what") func table() {
        let json = """
            {"auths": {"ghcr.io": {}, "https://index.docker.io/v1/": {}}, "credsStore": "desktop",
             "credHelpers": {"1234.dkr.ecr.eu-central-1.amazonaws.com": "ecr-login", "public.ecr.aws": "ecr-login", "x.example": "../evil"}}
            """
        let config = DockerConfig(json: Array(json.utf8), path: "config.json")
        let table = config.helpers
        #expect(table.helper(for: "ghcr.io")?.name == "desktop")
        #expect(table.helper(for: "index.docker.io")?.server == "https://index.docker.io/v1/")
        #expect(table.helper(for: "public.ecr.aws")?.name == "ecr-login")
        #expect(table.helper(for: "1234.dkr.ecr.eu-central-1.amazonaws.com")?.name == "ecr-login")
        #expect(table.helper(for: "quay.io") == nil)
        #expect(table.helper(for: "x.example") == nil)
        #expect(config.diagnostics.map(\.message).contains { $0.contains("x.example") })
    }
}
