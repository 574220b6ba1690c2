import Domain
import Planning
import Testing
import TextEdits

@Suite struct BumpTargetTests {
    private func bumped(_ text: String, _ step: BumpStep = .patch, _ expressions: [String] = []) throws -> String {
        let bytes = Array(text.utf8)
        let edit = try BumpTarget(path: "Chart.yaml", step: step, expressions: expressions).edit(in: bytes)
        return String(decoding: try EditSet([edit]).applied(to: bytes), as: UTF8.self)
    }

    @Test(arguments: [
        ("name: a\nversion: 1.2.3\n", "name: a\nversion: 1.2.4\n"),
        ("version: \"1.2.3\"  # ours\r\nappVersion: 9\r\n", "version: \"1.2.4\"  # ours\r\nappVersion: 9\r\n"),
        ("version:   '1.2.3'", "version:   '1.2.4'"),
        ("version: 1.2.3 # 9.9.9\n", "version: 1.2.4 # 9.9.9\n"),
        (
            "dependencies:\n  - name: x\n    version: 7.0.0\nversion: 1.2.3\n",
            "dependencies:\n  - name: x\n    version: 7.0.0\nversion: 1.2.4\n"
        ),
    ])
    func `bumps the chart's own version and no other byte`(before: String, after: String) throws {
        #expect(try bumped(before) == after)
    }

    @Test(arguments: [
        "name: a\n", "version:\n", "version: \n", "version: \"1.2.3\n", " version: 1.2.3\n", "version: {{ x }}\n",
        "version: 1.2\n", "appVersion: 1.2.3\n", "",
    ])
    func `a chart without a version that has a next one is not bumped`(text: String) {
        #expect(throws: BumpError.self) { try bumped(text) }
    }

    @Test func `the first pattern that matches says where the version stands`() throws {
        #expect(
            try bumped("VERSION = 'v1.2.3'\nold = 1.0.0\n", .minor, ["none(?<version>x)", "'(?<version>[^']+)'"])
                == "VERSION = 'v1.3.0'\nold = 1.0.0\n")
        #expect(throws: BumpError.self) { try bumped("1.2.3", .minor, ["(?<version>"]) }
        #expect(throws: BumpError.self) { try bumped("1.2.3", .minor, ["1.2.3"]) }
    }

    private static let files = [
        "Chart.yaml", "shop/Chart.yaml", "shop/values.yaml", "shop/charts/api/Chart.yaml", "shop/templates/a.yaml",
        "apps/web.yaml", "VERSION",
    ]

    private func targets(_ bumps: [VersionBump], files: [String] = files) -> [BumpTarget] {
        var proposal = Proposal(branch: "b", target: "main", topic: "t", updates: [])
        proposal.bumps = bumps
        return bumpTargets(of: proposal, among: Dictionary(uniqueKeysWithValues: files.map { ($0, BlobID($0)) }))
    }

    @Test(arguments: [
        ("shop/values.yaml", "shop/Chart.yaml"), ("shop/values/prod/web.yaml", "shop/Chart.yaml"),
        ("shop/charts/api/values.yaml", "shop/charts/api/Chart.yaml"), ("apps/web.yaml", "Chart.yaml"),
        ("values.yaml", "Chart.yaml"),
    ])
    func `a file belongs to the nearest chart above it`(file: String, chart: String) {
        #expect(targets([VersionBump(.chart(of: file), by: .minor)]) == [BumpTarget(path: chart, step: .minor)])
    }

    @Test func `a file that belongs to no chart bumps nothing`() {
        #expect(targets([VersionBump(.chart(of: "apps/web.yaml"), by: .patch)], files: ["shop/Chart.yaml"]).isEmpty)
    }

    @Test func `each file is bumped once and by its largest step`() {
        let found = targets([
            VersionBump(.chart(of: "shop/values.yaml"), by: .patch), VersionBump(.chart(of: "shop/x.yaml"), by: .major),
            VersionBump(.files(patterns: ["**/Chart.yaml", "!shop/charts/**"], expressions: []), by: .minor),
            VersionBump(.files(patterns: ["/^VERSION$/"], expressions: ["(?<version>.+)"]), by: .prerelease),
        ])
        #expect(
            found == [
                BumpTarget(path: "Chart.yaml", step: .minor),
                BumpTarget(path: "VERSION", step: .prerelease, expressions: ["(?<version>.+)"]),
                BumpTarget(path: "shop/Chart.yaml", step: .major),
            ])
    }

    @Test func `no pattern is no file`() {
        #expect(targets([VersionBump(.files(patterns: [], expressions: []), by: .patch)]).isEmpty)
    }
}
