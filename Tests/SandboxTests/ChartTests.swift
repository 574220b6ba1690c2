import Domain
import Foundation
import HTTPTransport
import Sandbox
import Testing

@Suite("Chart repositories")
struct ChartTests {
    private let released = Date(timeIntervalSince1970: 1_750_000_000)

    private func withCharts(_ test: (SandboxWorld, Probe) async throws -> Void) async throws {
        try await withWorld { world, probe async throws in
            world.charts.addChart(
                "podinfo", to: "stable",
                versions: [
                    Catalogue.Version("6.5.4", released: released, appVersion: "6.5.4", isDeprecated: true),
                    Catalogue.Version("6.6.0", released: released + 60, appVersion: "6.6.0"),
                ], home: "https://example.test/podinfo")
            try await test(world, probe)
        }
    }

    @Test("an index has every version, newest first, with its day")
    func index() async throws {
        try await withCharts { world, probe async throws in
            let answer = try await probe.send(.get, world.chartRepositoryURL + "/stable/index.yaml")
            #expect(answer.status == 200)
            #expect(
                answer.text.hasPrefix(
                    """
                    apiVersion: v1
                    entries:
                      "podinfo":
                        - apiVersion: v2
                          appVersion: "6.6.0"
                          created: "2025-06-15T15:07:40Z"
                          description: "The chart podinfo."
                    """))
            #expect(answer.text.contains("      deprecated: true\n"))
            #expect(answer.text.contains("      home: \"https://example.test/podinfo\"\n"))
        }
    }

    @Test("an unchanged index is not sent again, by entity tag or by date")
    func conditional() async throws {
        try await withCharts { world, probe async throws in
            let url = world.chartRepositoryURL + "/stable/index.yaml"
            let first = try await probe.send(.get, url)
            let tag = try #require(first.headers["ETag"])
            let date = try #require(first.headers["Last-Modified"])
            #expect(date == "Sun, 15 Jun 2025 15:07:40 GMT")
            #expect(try await probe.send(.get, url, headers: ["If-None-Match": tag]).status == 304)
            #expect(try await probe.send(.get, url, headers: ["If-Modified-Since": date]).status == 304)
            #expect(
                try await probe.send(.get, url, headers: ["If-None-Match": "\"x\"", "If-Modified-Since": date]).status
                    == 200)
            world.charts.addChart("podinfo", to: "stable", versions: [.init("6.7.0", released: released + 120)])
            #expect(try await probe.send(.get, url, headers: ["If-None-Match": tag]).text.contains("6.7.0"))
        }
    }

    @Test("other paths are a 404")
    func missing() async throws {
        try await withCharts { world, probe async throws in
            for path in ["/other/index.yaml", "/stable", "/stable/podinfo-6.6.0.tgz", "/../index.yaml"] {
                #expect(try await probe.send(.get, world.chartRepositoryURL + path).status == 404)
            }
            world.charts.removeChart("podinfo", from: "stable")
            #expect(
                try await probe.send(.get, world.chartRepositoryURL + "/stable/index.yaml").text.contains("entries: {}")
            )
        }
    }
}
