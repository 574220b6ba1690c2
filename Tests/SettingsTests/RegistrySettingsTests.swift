import Domain
import Settings
import Testing

@Suite("Registries in settings") struct RegistrySettingsTests {
    private func read(_ yaml: String) -> BotSettingsReading {
        BotSettings.read(Array(yaml.utf8), file: "windlass.yaml")
    }

    @Test("host rules are registries under Renovate's names") func hostRules() throws {
        let settings = try read(
            """
            registries:
              - host: ghcr.io
                helper: ecr-login
                requestsPerSecond: 5
            hostRules:
              - matchHost: https://registry.example.com:5000/team
                hostType: docker
                username: robot
                password: env:PASSWORD
                concurrentRequestLimit: 2
                maxRequestsPerSecond: 3
                insecureRegistry: true
            lookup:
              timeToLive: 15m
              dockerConfig: docker.json
            """
        ).get()
        #expect(settings.registries.map(\.host) == ["ghcr.io", "registry.example.com:5000"])
        let rule = settings.registries[1]
        #expect(rule.username == "robot" && rule.password == .environment("PASSWORD"))
        #expect(rule.concurrency == 2 && rule.requestsPerSecond == 3 && rule.insecure)
        #expect(settings.registries[0].helper == "ecr-login" && settings.registries[0].requestsPerSecond == 5)
        #expect(rule.forge == nil)
        #expect(settings.lookup.timeToLive == .seconds(900))
        #expect(settings.lookup.dockerConfig == "docker.json")
    }

    @Test("a host rule may say that a host is a forge, for release notes") func sourceForge() throws {
        let settings = try read(
            "hostRules: [{matchHost: git.example.com, hostType: gitlab}, {matchHost: x.example, hostType: npm}]\n"
                + "defaults: {fetchChangeLogs: 'off', packageRules: "
                + "[{matchPackageNames: [web], fetchChangeLogs: branch, sourceUrl: 'https://git.example.com/a/b', "
                + "changelogUrl: 'https://git.example.com/log'}]}\n"
        ).get()
        #expect(settings.registries.map(\.forge) == ["gitlab", nil])
        #expect(settings.defaults.updates.changeLog.fetchChangeLogs == .off)
        let rule = try #require(settings.defaults.packageRules.first?.updates.changeLog)
        #expect(rule.fetchChangeLogs == .branch && rule.sourceURL == "https://git.example.com/a/b")
        #expect(rule.changelogURL == "https://git.example.com/log")
    }

    @Test(
        "a credential that is written out, or two ways at once, are refused",
        arguments: [
            "hostRules: [{matchHost: x.example, token: abcdef}]",
            "hostRules: [{matchHost: x.example, password: 'env:P'}]",
            "registries: [{host: x.example, helper: ecr-login, token: 'env:T'}]",
            "hostRules: [{token: 'env:T'}]", "hostRules: [{matchHost: 'a b', token: 'env:T'}]",
        ])
    func refused(yaml: String) {
        let reading = read(yaml + "\n")
        #expect(reading.settings == nil)
        #expect(!reading.diagnostics.map(\.message).joined().contains("abcdef"))
    }
}
