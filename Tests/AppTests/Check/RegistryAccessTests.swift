import BotTestSupport
import Datasources
import Domain
import Foundation
import Settings
import Testing

@testable import App

@Suite("Who asks registries") struct RegistryAccessTests {
    private func write(_ json: String, in folder: TemporaryFolder) throws {
        try Data(json.utf8).write(to: URL(fileURLWithPath: folder.path + "/config.json"))
    }

    @Test("settings come first, then docker's config.json") func order() throws {
        let folder = try TemporaryFolder()
        let auth = Data("docker:pass".utf8).base64EncodedString()
        try write(
            "{\"auths\": {\"a.example\": {\"auth\": \"\(auth)\"}, \"b.example\": {\"auth\": \"\(auth)\"}}, \"credHelpers\": {\"c.example\": \"file\"}}",
            in: folder)
        var registry = RegistrySettings(host: "a.example", username: "robot", password: .environment("P"))
        var settings = BotSettings(registries: [registry])
        registry = RegistrySettings(host: "c.example")
        registry.helper = "ecr-login"
        settings.registries.append(registry)
        let access = RegistryAccess(
            settings, SecretStore([.environment("P"): Secret("own")]), environment: ["DOCKER_CONFIG": folder.path])
        #expect(access.diagnostics == [])
        #expect(
            access.credentials == [
                RegistryCredential(host: "a.example", username: "robot", password: Secret("own")),
                RegistryCredential(host: "b.example", username: "docker", password: Secret("pass")),
            ])
        #expect(access.helpers.helpers == ["c.example": "ecr-login"])
    }

    @Test("no config.json is fine, unless settings name it") func missing() throws {
        let folder = try TemporaryFolder()
        var settings = BotSettings()
        #expect(
            RegistryAccess(settings, SecretStore([:]), environment: ["HOME": folder.path]).diagnostics == [])
        settings.lookup.dockerConfig = folder.path + "/gone.json"
        let access = RegistryAccess(settings, SecretStore([:]), environment: [:])
        #expect(access.diagnostics.map(\.file) == [folder.path + "/gone.json"])
        try write("no JSON", in: folder)
        settings.lookup.dockerConfig = folder.path + "/config.json"
        #expect(RegistryAccess(settings, SecretStore([:]), environment: [:]).diagnostics.count == 1)
    }
}
