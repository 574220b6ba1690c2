import Datasources
import Domain
import Foundation
import Testing

@Suite("docker's config.json") struct DockerConfigTests {
    private func read(_ json: String) -> DockerConfig { DockerConfig(json: Array(json.utf8), path: "config.json") }

    @Test("gives the credentials of `auths`") func auths() {
        let auth = Data("user:pass:word".utf8).base64EncodedString()
        let config = read(
            """
            {"auths": {"ghcr.io": {"auth": "\(auth)"}, "https://index.docker.io/v1/": {"username": "u", "password": "p"},
             "a.azurecr.io": {"auth": "\(auth)", "identitytoken": "re"}, "x.example:5000": {"registrytoken": "b"},
             "quay.io/team": {"auth": "\(auth)"}}, "HttpHeaders": {"x": 1}}
            """)
        #expect(config.diagnostics == [])
        #expect(
            config.credentials.map(\.host) == [
                "a.azurecr.io", "ghcr.io", "docker.io", "quay.io/team", "x.example:5000",
            ])
        #expect(
            config.credentials.map(\.kind) == [
                .identityToken(Secret("re")), .basic(username: "user", password: Secret("pass:word")),
                .basic(username: "u", password: Secret("p")), .basic(username: "user", password: Secret("pass:word")),
                .bearer(Secret("b")),
            ])
    }

    @Test(
        "that is broken gives a diagnostic without the secret",
        arguments: [
            "", "[]", "{\"auths\": []}", "{\"auths\": {\"x\": {\"auth\": \"c2VjcmV0\"}}}",
            "{\"auths\": {\"x\": {\"auth\": \"secret secret\"}}}", "{\"auths\": {\"x\": {}}}",
        ])
    func broken(_ json: String) {
        let config = read(json)
        #expect(config.credentials == [])
        #expect(config.diagnostics.count == 1)
        #expect(!config.diagnostics.description.contains("secret"))
        #expect(!config.diagnostics.description.contains("c2VjcmV0"))
    }

    @Test("may be empty") func empty() {
        #expect(read("{}").diagnostics == [])
    }
}
