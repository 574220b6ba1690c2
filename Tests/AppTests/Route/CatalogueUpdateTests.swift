import BotTestSupport
import Domain
import Foundation
import HTTPTransport
import Routes
import Settings
import Testing

@testable import App

@Suite struct CatalogueUpdateTests {
    private let today = Date(timeIntervalSince1970: 1_795_219_200)

    private func settings(_ server: ScriptedServer, _ folder: TemporaryFolder) -> BotSettings {
        var settings = BotSettings(state: .sqlite(path: folder.path + "/state.sqlite"))
        settings.catalogue.gitlabPathURL = server.origin + "/upgrade_path.yml"
        return settings
    }

    private func server(_ body: String, status: String = "200 OK") throws -> ScriptedServer {
        try ScriptedServer.answering { _ in
            "HTTP/1.1 \(status)\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
        }
    }

    private let path =
        (1...19).map { "- major: 16\n  minor: \($0)\n" }.joined()
        + "- major: 17\n  minor: 11\n- major: 19\n  minor: 4\n"

    @Test func `A newly declared stop is fetched, stored beside the state, and in force from then on`() async throws {
        let folder = try TemporaryFolder()
        let server = try server(path)
        let settings = settings(server, folder)
        let goal = ReleaseNumber(19, 4, 9)
        let before = try #require(try makeCatalogues(settings).named("gitlab"))
        #expect(!before.stops.contains { $0.line == goal.line })
        let client = CurlClient(Effects.curlSettings(settings)) { _ in }
        let message = try await updateCatalogue(settings, http: client, today: today)
        #expect(message.hasPrefix("gitlab: 21 stops as of 2026-11-21, new: "))
        #expect(message.hasSuffix("19.4"))
        let after = try #require(try makeCatalogues(settings).named("gitlab"))
        let stop = try #require(after.stops.first { $0.line == goal.line })
        #expect(stop.date == "2026-11-21" && stop.source == settings.catalogue.gitlabPathURL)
        // What the file does not have any more stays.
        #expect(Set(after.stops.map(\.line)).isSuperset(of: before.stops.map(\.line)))
    }

    @Test(arguments: [("Sign in", "200 OK"), ("", "404 Not Found")])
    func `Anything else is refused, and what was stored stays`(body: String, status: String) async throws {
        let folder = try TemporaryFolder()
        let settings = settings(try server(body, status: status), folder)
        try folder.write("catalogue/gitlab-stops.tsv", RouteStop.text(of: []))
        let client = CurlClient(Effects.curlSettings(settings)) { _ in }
        let failure = await #expect(throws: CommandFailure.self) {
            try await updateCatalogue(settings, http: client, today: self.today)
        }
        #expect(failure?.message.contains("what was known before stays in force") == true)
        #expect(
            try String(contentsOfFile: folder.path + "/catalogue/gitlab-stops.tsv", encoding: .utf8)
                == RouteStop.text(of: []))
    }

    @Test func `Without an address there is nothing to read`() async throws {
        let client = CurlClient(Effects.curlSettings(BotSettings())) { _ in }
        let failure = await #expect(throws: CommandFailure.self) {
            try await updateCatalogue(BotSettings(), http: client, today: self.today)
        }
        #expect(failure?.code == .usage)
    }

    @Test func `An owner's rules go over the catalogue, and new components need one`() throws {
        let text = """
            forges: []
            components:
              - {name: argo-cd, rule: any-with-notes}
              - {name: gitlab, stops: ["18.6"], withoutStops: ["17.1"], avoid: [18.8.0-18.8.4, 18.9.1]}
              - {name: shop, rule: max-skip, step: 2, images: [registry.example.com/shop/api], charts: [shop]}
            runbook:
              - {section: backup, component: gitlab, text: "Ask us."}
            """
        let settings = try BotSettings.read(Array(text.utf8), file: "w.yaml").get()
        let catalogues = try makeCatalogues(settings)
        #expect(catalogues.named("argo-cd")?.component.rule == .anyWithNotes)
        let gitLab = try #require(catalogues.named("gitlab"))
        #expect(gitLab.stops.contains { $0.line == ReleaseLine(18, 6) && $0.source == "settings" })
        #expect(!gitLab.stops.contains { $0.line == ReleaseLine(17, 1) })
        #expect(gitLab.reasonToAvoid(ReleaseNumber(18, 8, 3), mode: .downtime)?.source == "settings")
        let found = try #require(catalogues.component(of: "docker", packageName: "registry.example.com/shop/api"))
        #expect(found.component.id == "shop" && found.component.rule == .steps(2))
        #expect(settings.runbook.compactMap { RunbookTemplate($0) }.map(\.section) == [.backup])
        var unknown = settings
        unknown.components = [ComponentSettings(name: "nobody")]
        #expect(throws: CommandFailure.self) { try makeCatalogues(unknown) }
    }

    @Test func `Settings that say too little are refused`() {
        let text =
            "forges: []\ncomponents:\n  - {name: a, rule: max-skip}\n  - {name: b, stops: [17]}\n  - {rule: any}\n"
        let reading = BotSettings.read(Array(text.utf8), file: "w.yaml")
        #expect(Set(reading.diagnostics.filter { $0.severity == .error }.compactMap(\.line)) == [3, 4, 5])
    }

    @Test func `Settings and routes have the same words`() {
        #expect(ComponentSettings.Rule.allCases.map(\.rawValue).sorted() == RouteRule.names.sorted())
        #expect(RunbookSettings.Section.allCases.map(\.rawValue) == RunbookSectionID.allCases.map(\.rawValue))
        #expect(RunbookSettings.Install.allCases.map(\.rawValue) == InstallKind.allCases.map(\.rawValue))
        #expect(ComponentSettings.Strength.allCases.map(\.rawValue) == RuleStrength.allCases.map(\.rawValue))
    }
}
