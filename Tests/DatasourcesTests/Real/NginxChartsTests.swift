import BotTestSupport
import Datasources
import Domain
import HTTPTransport
import Sandbox
import Testing

@Suite("A chart repository on nginx", .timeLimit(.minutes(5))) struct NginxChartsTests {
    @Test("is read once, and asked with a condition the next time") func nginx() async throws {
        let nginx = try await NginxFiles()
        try nginx.write("stable/index.yaml", generatedIndex(charts: 50, versions: 40))
        let cache = MemoryCache()
        let client = CountingClient(CurlClient())
        for revalidated in [0, 1] {
            client.reset()
            let context = DatasourceContext(http: client, responseCache: cache)
            let lookup = ReleaseLookup(datasources: makeDatasources(context))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        let chart = Package.chart("chart-\(number)", nginx.url + "/stable")
                        let list = try await lookup.lookUp(chart, from: nil).get()
                        #expect(list.releases.count == 40)
                    }
                }
                try await group.waitForAll()
            }
            #expect(client.count == 1)
            #expect(client.revalidatedCount == revalidated)
        }
        try nginx.write("stable/index.yaml", generatedIndex(charts: 50, versions: 41))
        let datasource = HelmDatasource(DatasourceContext(http: client, responseCache: cache))
        let list = try await datasource.fetchReleases(of: .chart("chart-7", nginx.url + "/stable"), from: nil)
        #expect(list.releases.count == 41)
    }

    @Test("that has no index, or one too large, is an error") func errors() async throws {
        let nginx = try await NginxFiles()
        try nginx.write("large/index.yaml", generatedIndex(charts: 10, versions: 100))
        let datasource = HelmDatasource(DatasourceContext(http: CurlClient(), indexLimit: 10_000))
        func code(_ path: String) async throws -> LookupError.Code? {
            try await lookupCode { try await datasource.fetchReleases(of: .chart("a", nginx.url + path), from: nil) }
        }
        #expect(try await code("/none") == .notFound)
        #expect(try await code("/large") == .tooLarge)
    }

    @Test("of the loopback world is read too, and an endless one is cut") func sandbox() async throws {
        let world = try await SandboxWorld.start()
        world.charts.addChart("gitlab", to: "stable", versions: [])
        let context = DatasourceContext(http: CurlClient(), indexLimit: 1 << 20)
        let package = Package.chart("gitlab", world.chartRepositoryURL + "/stable")
        world.inject(Fault(.endlessBody(type: "text/yaml", chunk: "# nothing\n"), on: .charts))
        #expect(
            try await lookupCode { try await HelmDatasource(context).fetchReleases(of: package, from: nil) }
                == .tooLarge)
        _ = try await HelmDatasource(context).fetchReleases(of: package, from: nil)
        #expect(world.violations == [])
        await world.stop()
    }
}

/// An index as Helm writes it, of about 1 kB for each version.
func generatedIndex(charts: Int, versions: Int) -> String {
    var text = "apiVersion: v1\nentries:\n"
    for chart in 0..<charts {
        text += "  chart-\(chart):\n"
        for version in 0..<versions {
            text += """
                  - annotations:
                      artifacthub.io/changes: |
                        - kind: fixed
                          description: "The number \(version) is right now"
                    apiVersion: v2
                    appVersion: 2.\(version).0
                    created: "2026-05-16T09:20:30.123456789Z"
                    description: A chart that does what chart \(chart) of a platform does, described at some
                      length over two lines
                    digest: 3f1d2c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeeff001
                    home: https://charts.example/chart-\(chart)
                    keywords:
                    - platform
                    - "quoted: keyword"
                    maintainers:
                    - email: someone@charts.example
                      name: Someone
                    name: chart-\(chart)
                    sources:
                    - https://git.example/charts/chart-\(chart)
                    type: application
                    urls:
                    - https://charts.example/packages/chart-\(chart)-1.\(version).0.tgz
                    version: 1.\(version).0

                """
        }
    }
    return text + "generated: \"2026-05-16T09:20:30Z\"\n"
}
