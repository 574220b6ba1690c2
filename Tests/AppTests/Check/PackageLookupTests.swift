import BotTestSupport
import Domain
import Foundation
import HTTPTransport
import Logging
import Planning
import Sandbox
import Settings
import Testing
import TextEdits
import Workflow

@testable import App

@Suite("The look-up of one package") struct PackageLookupTests {
    private static let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func lookUp(
        _ world: SandboxWorld, _ state: String, options: RepositoryOptions = RepositoryOptions(), pin: String = "1.2.0"
    ) async throws -> PackageLookup {
        let log = RequestLog()
        let effects = try Effects(
            settings: BotSettings(state: .sqlite(path: state)), secrets: SecretStore([:]),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, recording: log)
        let name = "\(world.registryHost)/team/api"
        let parts = pin.split(separator: "@").map(String.init)
        let dependency = Dependency(
            file: "api.yaml", line: 3, manager: "kubernetes", depName: name, datasource: "docker",
            versioning: "docker", currentValue: parts[0], currentDigest: parts.count > 1 ? parts[1] : nil,
            spans: [DependencySpan(.value, .init(start: 0, end: 5)), DependencySpan(.digest, .init(start: 6, end: 77))])
        let prepared = try await PlanningStep(
            releases: effects.releases, datasources: effects.datasources, width: 4
        ).prepare([dependency], options: options, target: "HEAD", at: Self.now)
        return PackageLookup(dependency.package, prepared, requests: await log.records)
    }

    private func json(_ lookup: PackageLookup) throws -> [String: Any] {
        let text = try packageLookupJSON(lookup, root: ".")
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    @Test("shows every request, the verdict of each tag and the pick") func cold() async throws {
        let folder = try TemporaryFolder()
        try await withSandbox(SandboxOptions(registryAuthentication: .bearer())) { world in
            world.registry.addImage("team/api", tags: ["1.1.0", "1.2.0", "1.3.0", "2.0.0-rc.1", "latest"])
            let lookup = try await lookUp(world, folder.path + "/state.sqlite")
            #expect(lookup.requests.map(\.status) == [401, 200, 200])
            let fields = try json(lookup)
            #expect(fields["tags"] as? Int == 5)
            let pin = try #require((fields["pins"] as? [[String: Any]])?.first)
            #expect(
                pin["verdicts"] as? [String: String] == [
                    "1.1.0": "older", "1.2.0": "same-as-current", "1.3.0": "picked", "2.0.0-rc.1": "unstable",
                    "latest": "not-a-version",
                ])
            let updates = try #require(pin["updates"] as? [[String: Any]])
            #expect(updates.map { $0["newVersion"] as? String } == ["1.3.0"])
            let text = packageLookupText(lookup, showsAll: true)
            for part in ["401", "/v2/team/api/tags/list", "2.0.0-rc.1  unstable", "picked: 1.3.0 (minor)", "held: "] {
                #expect(text.contains(part), "\(part) in \(text)")
            }
            #expect(packageLookupText(lookup, showsAll: false).contains("1 picked"))
        }
    }

    @Test("a list that has not changed is said to come from the cache") func warm() async throws {
        let folder = try TemporaryFolder()
        try await withSandbox { world in
            world.registry.addImage("team/api", tags: ["1.2.0", "1.3.0"])
            _ = try await lookUp(world, folder.path + "/state.sqlite")
            let lookup = try await lookUp(world, folder.path + "/state.sqlite")
            #expect(lookup.requests.map(\.isFromCache) == [true])
            #expect(packageLookupText(lookup, showsAll: false).contains("not changed, from the cache"))
        }
    }

    @Test("the age of an image is looked up where settings ask for one") func age() async throws {
        let folder = try TemporaryFolder()
        try await withSandbox { world in
            let old = Self.now - 86_400 * 30
            world.registry.addImage("team/api", tags: ["1.2.0", "1.3.0"], created: old)
            world.registry.addImage("team/api", tags: ["1.4.0"], created: Self.now - 3600)
            var options = RepositoryOptions()
            options.updates.minimumReleaseAge = ReleaseAge("3 days")
            let lookup = try await lookUp(world, folder.path + "/state.sqlite", options: options)
            let inspection = try #require(lookup.pins.first?.inspection)
            #expect(inspection.updates.map(\.newVersion) == ["1.3.0"])
            #expect(inspection.held.map(\.version) == ["1.4.0"])
            #expect(inspection.updates.first?.released.map { abs($0.timeIntervalSince(old)) < 1 } == true)
        }
    }

    @Test("the digest of one platform is followed by that platform's") func platform() async throws {
        let folder = try TemporaryFolder()
        try await withSandbox { world in
            world.registry.addImage("team/api", tags: ["1.2.0", "1.3.0"])
            let index = try #require(world.registry.digest(of: "team/api", tag: "1.3.0"))
            let old = try #require(try await platforms(world, "1.2.0").last)
            let new = try #require(try await platforms(world, "1.3.0").last)
            let one = try await lookUp(world, folder.path + "/state.sqlite", pin: "1.2.0@\(old)")
            #expect(one.pins.first?.inspection?.updates.map(\.newDigest) == [new])
            let all = try #require(world.registry.digest(of: "team/api", tag: "1.2.0"))
            let whole = try await lookUp(world, folder.path + "/state.sqlite", pin: "1.2.0@\(all)")
            #expect(whole.pins.first?.inspection?.updates.map(\.newDigest) == [index])
        }
    }

    @Test("a failed look-up says why, and decides nothing") func failed() async throws {
        let folder = try TemporaryFolder()
        try await withSandbox { world in
            let lookup = try await lookUp(world, folder.path + "/state.sqlite")
            let fields = try json(lookup)
            #expect((fields["error"] as? [String: Any])?["code"] as? String == "not-found")
            #expect(packageLookupText(lookup, showsAll: true).contains("nothing is known"))
        }
    }

    /// The digests of a tag's platforms, as its index lists them.
    private func platforms(_ world: SandboxWorld, _ tag: String) async throws -> [String] {
        let response = try await CurlClient().send(
            HTTPRequest(.get, "http://\(world.registryHost)/v2/team/api/manifests/\(tag)"))
        let index = try #require(try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any])
        return (index["manifests"] as? [[String: Any]] ?? []).compactMap { $0["digest"] as? String }
    }
}
