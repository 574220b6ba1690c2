import Routes
import Testing

/// A way that GitLab's documentation or its upgrade path tool gives, and what was known to whoever asked.
struct UpgradePath: Sendable, CustomTestStringConvertible {
    var from: String
    var to: String
    var hops: String
    var mode: RouteMode
    var conditions: [String: Bool]
    /// All versions that are published; empty for what the data has.
    var published: String
    /// The day that the question was asked on.
    var day: String

    init(
        _ from: String, _ to: String, _ hops: String, mode: RouteMode = .downtime, conditions: [String: Bool] = [:],
        published: String = "", asOf day: String = "9999"
    ) {
        self.from = from
        self.to = to
        self.hops = hops
        self.mode = mode
        self.conditions = conditions
        self.published = published
        self.day = day
    }

    var testDescription: String { "\(from) to \(to), \(mode.rawValue)" }

    /// Sources: doc/update/upgrade_paths.md, doc/update/zero_downtime.md and config/upgrade_path.yml of GitLab.
    static let known = [
        UpgradePath("11.3.4", "12.10.14", "11.11.8 12.0.12 12.1.17 12.10.14"),
        UpgradePath("13.9.2", "14.1.8", "13.12.15 14.0.12 14.1.8"),
        UpgradePath("14.6.2", "15.1.0", "14.9.5 14.10.5 15.0.2 15.1.0", published: "14.9.5 14.10.5 15.0.2 15.1.0"),
        UpgradePath(
            "14.0.12", "16.1.8", "14.3.6 14.9.5 14.10.5 15.0.5 15.1.6 15.4.6 15.11.11 16.1.8",
            conditions: ["multi-web-nodes": true], asOf: "2023-07-10"),
        UpgradePath("18.4.1", "18.5.5", "18.5.5"),
        UpgradePath(
            "13.12.15", "18.11.11",
            "14.0.12 14.3.6 14.9.5 14.10.5 15.0.5 15.4.6 15.11.13 16.3.9 16.7.10 16.11.10 17.1.8 17.3.7 17.5.5 17.8.7 17.11.7 18.2.8 18.5.7 18.8.11 18.11.11"
        ),
        UpgradePath("15.0.0", "16.11.10", "15.0.5 15.4.6 15.11.13 16.3.9 16.7.10 16.11.10"),
        UpgradePath("15.7.9", "16.11.10", "15.11.13 16.3.9 16.7.10 16.11.10"),
        UpgradePath("15.11.13", "18.2.8", "16.3.9 16.7.10 16.11.10 17.1.8 17.3.7 17.5.5 17.8.7 17.11.7 18.2.8"),
        UpgradePath("16.8.10", "17.5.5", "16.11.10 17.1.8 17.3.7 17.5.5"),
        UpgradePath("16.11.10", "17.11.7", "17.1.8 17.3.7 17.5.5 17.8.7 17.11.7"),
        UpgradePath("16.11.10", "18.11.11", "17.1.8 17.3.7 17.5.5 17.8.7 17.11.7 18.2.8 18.5.7 18.8.11 18.11.11"),
        UpgradePath("17.0.8", "17.6.5", "17.1.8 17.3.7 17.5.5 17.6.5"),
        UpgradePath("17.2.9", "17.11.7", "17.3.7 17.5.5 17.8.7 17.11.7"),
        UpgradePath("17.5.5", "18.0.6", "17.8.7 17.11.7 18.0.6"),
        UpgradePath("17.11.7", "19.2.4", "18.2.8 18.5.7 18.8.11 18.11.11 19.2.4"),
        UpgradePath("18.0.6", "18.4.6", "18.2.8 18.4.6"),
        UpgradePath("18.2.8", "18.5.7", "18.5.7"),
        UpgradePath("18.3.6", "18.11.11", "18.5.7 18.8.11 18.11.11"),
        UpgradePath("18.6.8", "19.1.6", "18.8.11 18.11.11 19.1.6"),
        UpgradePath("18.9.8", "19.3.0", "18.11.11 19.2.4 19.3.0"),
        UpgradePath("19.0.8", "19.3.0", "19.2.4 19.3.0"),
        UpgradePath("19.1.6", "19.2.4", "19.2.4"),
        UpgradePath("19.2.0", "19.3.0", "19.2.4 19.3.0"),
        UpgradePath(
            "16.11.10", "17.11.7", "17.3.7 17.5.5 17.8.7 17.11.7", conditions: ["large-ci-pipeline-messages": false]),
        UpgradePath("14.10.5", "15.11.13", "15.0.5 15.1.6 15.4.6 15.11.13", conditions: ["multi-web-nodes": true]),
        UpgradePath("18.0.6", "18.5.7", "18.1.6 18.2.8 18.3.6 18.4.6 18.5.7", mode: .zeroDowntime),
        UpgradePath("17.11.7", "18.2.8", "18.0.6 18.1.6 18.2.8", mode: .zeroDowntime),
        UpgradePath("16.3.9", "16.7.10", "16.4.7 16.5.10 16.6.10 16.7.10", mode: .zeroDowntime),
    ]
}

@Suite struct UpgradePathTests {
    private let catalogue: Catalogue

    init() throws { catalogue = try #require(Catalogue.gitLab()) }

    private func hops(_ path: UpgradePath) throws -> String {
        let goal = try #require(ReleaseNumber(path.to))
        var published = catalogue.knownVersions.filter { (catalogue.packages[$0]?.day ?? "") <= path.day }
        if !path.published.isEmpty {
            published = Set(path.published.split(separator: " ").compactMap { ReleaseNumber($0) })
        }
        let route = catalogue.route(
            from: try #require(ReleaseNumber(path.from)), to: goal, mode: path.mode, conditions: path.conditions,
            available: published.union([goal]))
        #expect(route.held == nil)
        return route.hops.map(\.text).joined(separator: " ")
    }

    @Test(arguments: UpgradePath.known)
    func `The route is the one that the vendor gives`(path: UpgradePath) throws {
        #expect(try hops(path) == path.hops)
    }

    /// These were right when they were written: the stops 10.0, 11.0 and 13.1 were declared later.
    @Test(arguments: [
        UpgradePath("11.5.0", "13.2.10", "11.11.8 12.0.12 12.1.17 12.10.14 13.0.14 13.1.11 13.2.10"),
        UpgradePath("9.2.6", "12.2.5", "9.5.10 10.0.7 10.8.7 11.0.6 11.11.8 12.0.12 12.1.17 12.2.5"),
        UpgradePath("17.11.2", "18.2.8", "17.11.7 18.2.8"),
    ])
    func `A stop that was declared later is taken, and a minor that is none is not`(path: UpgradePath) throws {
        #expect(try hops(path) == path.hops)
    }

    @Test(arguments: [
        ("18.10.8", "19.0.8", "18.11"), ("17.4.6", "17.6.5", "17.5"), ("16.6.10", "16.8.10", "16.7"),
        ("16.10.10", "17.0.8", "16.11"),
    ])
    func `A package refuses to be installed over what is too old, and so does a route`(
        from: String, to: String, minimum: String
    ) throws {
        let old = try #require(ReleaseNumber(from))
        let new = try #require(ReleaseNumber(to))
        let package = try #require(catalogue.packageMinimum(of: new))
        #expect(package.line?.description == minimum && !package.accepts(old))
        guard case .illegal(let reason, let route) = catalogue.judgeMove(from: old, to: new) else {
            Issue.record("\(old) to \(new) is judged legal")
            return
        }
        #expect(reason.hasPrefix("\(minimum) is passed over"))
        #expect(route.hops.count == 2)
    }

    @Test(arguments: [
        ("15.0.5", "15.11.13", "15.4.6 15.11.13"), ("13.0.14", "13.12.15", "13.1.11 13.8.8 13.12.15"),
    ])
    func `What a package lets pass is still held to the declared stops`(
        from: String, to: String, path: String
    ) throws {
        let old = try #require(ReleaseNumber(from))
        let new = try #require(ReleaseNumber(to))
        #expect(try #require(catalogue.packageMinimum(of: new)).accepts(old))
        guard case .illegal(_, let route) = catalogue.judgeMove(from: old, to: new) else {
            Issue.record("\(old) to \(new) is judged legal")
            return
        }
        #expect(route.hops.map(\.text).joined(separator: " ") == path)
    }
}
