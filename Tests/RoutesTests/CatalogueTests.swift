import Foundation
import Routes
import Testing

@Suite struct CatalogueTests {
    private let all: Catalogues

    init() throws { all = try #require(Catalogues.builtIn) }

    private func number(_ text: String) throws -> ReleaseNumber { try #require(ReleaseNumber(text)) }

    private func hops(_ id: String, _ from: String, _ to: String, _ published: String) throws -> String {
        let catalogue = try #require(all.named(id))
        let route = catalogue.route(
            from: try number(from), to: try number(to),
            available: Set(published.split(separator: " ").compactMap { ReleaseNumber($0) }))
        return (route.hops.map(\.text) + (route.held.map { ["held: " + $0] } ?? [])).joined(separator: " ")
    }

    @Test func `Every row has a source and a date, and every component a name of its own`() {
        #expect(all.components.count == 59)
        #expect(Set(all.components.map(\.id)).count == all.components.count)
        for component in all.components {
            #expect(!component.source.isEmpty && component.date.count == 10, "\(component.id)")
            for stop in all.named(component.id)?.stops ?? [] {
                #expect(!stop.source.isEmpty && stop.date.count == 10, "\(component.id) \(stop.line)")
            }
        }
    }

    /// A row that cannot be read is left out in silence, so that the numbers are pinned.
    @Test func `No row of the data is lost`() throws {
        func rows(_ name: String) throws -> Int {
            let file = URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../../Sources/Routes/Resources/\(name).tsv")
            let text = try String(contentsOf: file, encoding: .utf8)
            return text.split(separator: "\n").filter { !$0.hasPrefix("#") }.count
        }
        func check(_ name: String, _ count: Int?) throws {
            let expected = try rows(name)
            #expect(count == expected, "\(name)")
        }
        let others = all.components.filter { $0.id != "gitlab" }.compactMap { all.named($0.id) }
        try check("components", all.components.count)
        try check("component-packages", all.components.map(\.packages.count).reduce(0, +))
        try check("component-stops", others.map(\.stops.count).reduce(0, +))
        try check("component-avoid", others.map(\.avoided.count).reduce(0, +))
        try check("component-edges", others.map(\.edges.count).reduce(0, +))
        let gitLab = try #require(all.named("gitlab"))
        try check("gitlab-releases", gitLab.packages.count)
        try check("gitlab-charts", gitLab.charts.count)
        let wishes = all.components.flatMap { CoChangeRule.all(of: $0.id) }
        try check("component-cochanges", wishes.count)
        #expect(Set(wishes.map(\.id)).count == wishes.count)
        #expect(wishes.allSatisfy { $0.source.hasPrefix("https://") && $0.date.count == 10 && !$0.text.isEmpty })
        try check("argo-cd-charts", all.named("argo-cd")?.charts.count)
    }

    @Test(arguments: [
        ("docker", "gitlab/gitlab-ee", "gitlab", PackageRole.omnibus), ("helm", "gitlab", "gitlab", .chart),
        ("docker", "mirror.example.com/hub/gitlab/gitlab-ee", "gitlab", .omnibus),
        ("docker", "quay.io/argoproj/argocd", "argo-cd", .image), ("helm", "argo-cd", "argo-cd", .chart),
        ("github-tags", "argoproj/argo-cd", "argo-cd", .manifest),
        ("git-refs", "https://github.com/argoproj/argo-cd.git", "argo-cd", .manifest),
        ("docker", "postgres", "postgresql", .image), ("docker", "library/postgres", "postgresql", .image),
        ("docker", "registry.example.com:5000/rancher/k3s", "k3s", .image),
        ("docker", "registry.example.com/windlass/windlass", "windlass", .image),
        ("helm", "windlass", "windlass", .chart),
        ("docker", "registry.example.com/windlass/charts/windlass", "windlass", .manifest),
        ("helm", "gitlab-operator", "gitlab", .operator), ("docker", "traefik", "traefik", .image),
    ])
    func `A pin is known by its package`(datasource: String, name: String, id: String, role: PackageRole) throws {
        let found = try #require(Catalogue.component(of: datasource, packageName: name))
        #expect(found.component.id == id && found.role == role)
    }

    @Test(arguments: [
        ("docker", "registry.example.com/shop/traefik"), ("helm", "shop"), ("docker", "registry.example.com/windlass"),
        ("docker", "myargoproj/argocd"),
        ("npm", "gitlab"),
    ])
    func `A pin on something else belongs to no component`(datasource: String, name: String) {
        #expect(Catalogue.component(of: datasource, packageName: name) == nil)
    }

    @Test(arguments: [
        // Every minor, from the newest patch of the current one.
        ("kubernetes", "1.28.3", "1.31.2", "1.28.9 1.29.4 1.30.7 1.31.2", "1.28.9 1.29.4 1.30.7 1.31.2"),
        ("kubernetes", "1.28.3", "1.28.9", "1.28.9", "1.28.9"),
        (
            "kubernetes", "1.28.3", "1.30.1", "1.30.1",
            "held: 1.29 has to be visited on the way to 1.30.1, and no usable patch of it is published."
        ),
        ("argo-cd", "2.13.9", "3.1.16", "2.14.0 2.14.21 3.0.23 3.1.16", "2.14.21 3.0.23 3.1.16"),
        // A version to avoid is not landed on, and a newer patch is.
        ("argo-cd", "3.2.12", "3.4.7", "3.3.1 3.3.2 3.4.7", "3.3.2 3.4.7"),
        // Across a major only from its last minor.
        ("crossplane", "1.19.0", "2.1.0", "1.20.3 2.0.2 2.1.0", "1.20.3 2.0.2 2.1.0"),
        // An exception that the vendor names.
        ("cert-manager", "1.12.1", "1.18.2", "1.12.9 1.13.3 1.17.4 1.18.2", "1.12.9 1.17.4 1.18.2"),
        // Calendar versions have no gaps.
        (
            "authentik", "2024.8.1", "2025.2.1", "2024.8.6 2024.10.5 2024.12.3 2025.2.1",
            "2024.8.6 2024.10.5 2024.12.3 2025.2.1"
        ),
        // At most three minors.
        ("cluster-api", "1.5.0", "1.10.0", "1.6.1 1.7.1 1.8.1 1.9.1 1.10.0", "1.8.1 1.10.0"),
        (
            "cluster-api", "1.5.0", "1.9.0", "1.9.0",
            "held: 1.6 has to be visited on the way to 1.9.0, and no usable patch of it is published."
        ),
        // Two, and never over a stop.
        ("consul", "1.9.0", "1.14.0", "1.10.12 1.11.3 1.12.9 1.13.9 1.14.0", "1.10.12 1.12.9 1.14.0"),
        // Within a major at once, and one major at a time.
        ("windlass", "0.1.0", "2.3.0", "0.9.4 1.0.0 1.7.2 2.0.0 2.3.0", "1.7.2 2.3.0"),
        ("windlass", "0.1.0", "0.9.4", "0.2.0 0.9.4", "0.9.4"),
        ("nextcloud", "27.0.1", "30.0.2", "28.0.14 29.0.9 30.0.2", "28.0.14 29.0.9 30.0.2"),
        ("mongodb", "4.2.1", "6.0.5", "4.4.9 5.0.9 6.0.5", "4.4.9 5.0.9 6.0.5"),
        (
            "teleport", "13.0.0", "15.1.0", "15.1.0",
            "held: 14 has to be visited on the way to 15.1.0, and no usable version of it is published."
        ),
        ("elasticsearch", "7.10.0", "9.0.1", "7.17.20 8.18.2 9.0.1", "7.17.20 8.18.2 9.0.1"),
        ("elasticsearch", "8.19.1", "9.0.1", "9.0.1", "9.0.1"),
        // Only steps that are named, the fewest of them.
        ("rabbitmq", "3.12.4", "4.3.0", "3.13.7 4.0.5 4.1.2 4.2.1 4.3.0", "3.13.7 4.2.1 4.3.0"),
        ("rabbitmq", "3.11.3", "3.12.4", "3.11.28 3.12.4", "3.11.28 3.12.4"),
        (
            "rabbitmq", "3.11.3", "3.12.4", "3.12.4",
            "held: 3.12 needs 3.11.18 or newer first, and no such patch is published."
        ),
        (
            "rabbitmq", "3.7.18", "4.9.0", "4.9.0",
            "held: No way from 3.7 to 4.9 over published versions is named by the vendor."
        ),
        ("postgresql", "16.1.0", "16.4.0", "16.4.0", "16.4.0"),
        ("grafana", "9.0.0", "12.1.0", "10.0.0 12.1.0", "12.1.0"),
        ("prometheus", "2.40.0", "3.1.0", "2.55.1 3.1.0", "2.55.1 3.1.0"),
        ("kafka", "3.4.0", "4.1.0", "3.9.1 4.1.0", "3.9.1 4.1.0"),
    ])
    func `Each rule has its own way`(
        id: String, from: String, to: String, published: String, expected: String
    ) throws {
        #expect(try hops(id, from, to, published) == expected)
    }

    @Test func `A major that needs a person is held, and so is what nobody maintains`() throws {
        #expect(
            try hops("postgresql", "16.1.0", "17.6.0", "17.6.0").hasPrefix(
                "held: PostgreSQL 17 is reached by hand only"))
        #expect(try hops("ingress-nginx", "1.11.0", "1.15.1", "1.15.1").contains("retired in March 2026"))
    }

    @Test func `What follows another component goes as far as that one is`() throws {
        let runner = try #require(all.named("gitlab-runner"))
        let published = Set(["18.2.1", "18.3.0", "18.5.2"].compactMap { ReleaseNumber($0) })
        func next(_ leader: String) throws -> NextHop {
            runner.nextHop(
                from: try number("18.0.1"), to: try number("18.5.2"), available: published, leader: try number(leader))
        }
        #expect(try next("18.5.7") == .hop(try number("18.5.2"), stop: nil))
        #expect(try next("18.3.6") == .hop(try number("18.3.0"), stop: nil))
        #expect(try next("18.0.6") == .held("18.5.2 waits for gitlab, which is at 18.0.6."))
        let agent = try #require(all.named("gitlab-agent"))
        let ahead = agent.nextHop(
            from: try number("18.0.1"), to: try number("18.5.2"), available: published, leader: try number("18.4.6"))
        #expect(ahead == .hop(try number("18.5.2"), stop: nil))
    }

    @Test func `An answered condition counts for every component`() throws {
        let kafka = try #require(all.named("kafka"))
        var stop = try #require(kafka.stops.first)
        stop.condition = "zookeeper"
        #expect(stop.isTaken([:]) && !stop.isTaken(["zookeeper": false]))
    }

    @Test func `Without a list of releases the minors are still named`() throws {
        let kubernetes = try #require(all.named("kubernetes"))
        let route = try #require(kubernetes.routeOfMinors(from: try number("1.28.3"), to: try number("1.31.2")))
        #expect(route.held == nil && route.hops.map(\.text) == ["1.29", "1.30", "1.31.2"])
        #expect(kubernetes.routeOfMinors(from: try number("1.28.3"), to: try number("2.0.0")) == nil)
    }

    @Test func `Stops behind the data are predicted, and say so`() throws {
        let gitLab = try #require(all.named("gitlab"))
        let stops = gitLab.predictedStops(to: try number("20.3.0"))
        #expect(stops.map(\.line.description) == ["19.5", "19.8", "19.11", "20.2"])
        #expect(!stops.contains { !$0.isPredicted })
        let published = Set(["19.3.1", "19.5.2", "19.6.0"].compactMap { ReleaseNumber($0) })
        let route = gitLab.route(from: try number("19.3.1"), to: try number("19.6.0"), available: published)
        #expect(route.hops.map(\.text) == ["19.5.2", "19.6.0"])
        #expect(route.hops.first?.reason.hasPrefix("predicted stop") == true)
    }

    @Test func `A newer path file adds stops, and takes none away`() throws {
        var all = all
        let before = try #require(all.named("gitlab")).stops
        let stop = RouteStop(line: ReleaseLine(19, 5), source: "https://example.com/path", date: "2026-11-20")
        all.add(stops: [stop], to: "gitlab")
        let after = try #require(all.named("gitlab"))
        #expect(after.stops.count == before.count + 1 && after.stops.last == stop)
        #expect(after.predictedStops(to: try number("19.9.0")).map(\.line.description) == ["19.8"])
    }

    @Test(arguments: [
        ("v1.30.1+k3s1", "1.30.1"), ("18.11.9-ee.0", "18.11.9"), ("16.4-alpine", "16.4.0"), ("2025.2.1", "2025.2.1"),
        ("v3.4.0-rc1", nil), ("8.18.0-SNAPSHOT", nil), ("17", nil), ("latest", nil), ("1.2.3.4", nil), ("1..2", nil),
    ])
    func `Tags are read as registries write them`(tag: String, expected: String?) {
        #expect(ReleaseNumber(tag: tag)?.description == expected)
    }
}
