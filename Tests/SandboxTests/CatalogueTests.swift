import Foundation
import Sandbox
import Testing

@Suite("Catalogue files")
struct CatalogueTests {
    @Test("lanes multiply tags, rolling tags point, and charts have their versions")
    func reads() throws {
        let catalogue = try Catalogue(
            yaml: """
                images:
                  library/a:
                    tags: ["1.10 2025-01-02", 1.2.0 2025-01-01]
                    lanes: [alpine]
                    rolling: {"1": "1.10", latest: 1.2.0-alpine}
                ociCharts:
                  charts/b: [0.1.0 2025-02-01 v1]
                charts:
                  stable:
                    c:
                      home: https://c.test
                      versions: [1.0.0 2025-03-01 2.0 deprecated]
                """)
        #expect(catalogue.images[0].tags.map(\.version) == ["1.10", "1.2.0", "1.10-alpine", "1.2.0-alpine"])
        #expect(catalogue.images[0].rolling["1"] == "1.10")
        #expect(catalogue.images[0].tags[0].released == Date(timeIntervalSince1970: 1_735_776_000))
        #expect(catalogue.ociCharts[0].versions[0].appVersion == "v1")
        #expect(catalogue.chartRepositories[0].charts[0].versions[0].isDeprecated)
        #expect(catalogue.chartRepositories[0].charts[0].versions[0].appVersion == "2.0")
    }

    @Test(
        "what is wrong in one is named",
        arguments: [
            ("images: {a: {tags: [1.0]}}", "1.0"), ("images: {a: {tags: [1.0 yesterday]}}", "yesterday"),
            ("images: {a: {tags: [1.0 2025-01-01], rolling: {latest: 2.0}}}", "latest"),
            ("images: [a]", "cannot be read"),
        ])
    func refuses(yaml: String, names: String) {
        let error = #expect(throws: SandboxError.self) { try Catalogue(yaml: yaml) }
        #expect(error?.code == .seed)
        #expect(error?.message.contains(names) == true)
    }

    @Test("the one that comes with the program can be read, and everything in it has a day in the past")
    func shipped() throws {
        let catalogue = try SandboxSeed.platform().catalogue
        #expect(catalogue.images.count > 15)
        let days = catalogue.images.flatMap(\.tags) + catalogue.chartRepositories.flatMap(\.charts).flatMap(\.versions)
        #expect(days.allSatisfy { $0.released < Date(timeIntervalSince1970: 1_760_000_000) })
    }
}
