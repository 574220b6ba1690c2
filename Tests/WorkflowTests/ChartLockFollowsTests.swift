import Domain
import Foundation
import Managers
import Signing
import Testing
import TextEdits

@testable import Workflow

@Suite struct ChartLockFollowsTests {
    private static let chart = """
        apiVersion: v2
        name: shop
        version: 0.1.0
        dependencies:
          - name: api # ours
            version: "1.4.0"
            repository: https://charts.example.com

        """

    private static func lock(_ version: String, digest: String, time: String) -> String {
        """
        dependencies:
        - name: api
          repository: https://charts.example.com
          version: \(version)
        digest: \(digest)
        generated: "\(time)"

        """
    }

    /// Helm hashes the JSON of requirements and locked versions.
    private static func digest(_ version: String) throws -> String {
        let entry = #"{"name":"api","version":"\#(version)","repository":"https://charts.example.com"}"#
        return "sha256:" + (try HashFunction.sha256.hexDigest(of: Array("[[\(entry)],[\(entry)]]".utf8)))
    }

    private func build(_ files: [String: String]) async throws -> [FileChange] {
        let git = MemoryRepository(files: files)
        let scanner = FileScanner()
        let chart = scanner.scan(path: "shop/Chart.yaml", bytes: Array(Self.chart.utf8)).dependencies
        let update = Update(
            dependency: try #require(chart.first), type: .minor, currentVersion: "1.4.0", newVersion: "1.5.0",
            newValue: "1.5.0")
        let builder = BranchBuilder(
            git: git, base: MemoryRepository.base,
            blobs: Dictionary(uniqueKeysWithValues: files.keys.map { ($0, BlobID($0)) }),
            author: ("Bot", "bot@example.org"),
            sha256: { (try? HashFunction.sha256.hexDigest(of: $0)) ?? "" },
            extract: { scanner.scan(path: $0, bytes: $1).dependencies })
        _ = try await builder.build(
            Proposal(branch: "windlass/api-1.x", target: "main", topic: "api", updates: [update]))
        return try #require(await git.drafts.first).changes
    }

    @Test("the lock file beside a chart follows in the same commit, as Helm would write it")
    func follows() async throws {
        let changes = try await build([
            "shop/Chart.yaml": Self.chart,
            "shop/Chart.lock": Self.lock(
                "1.4.0", digest: Self.digest("1.4.0"), time: "2024-05-01T10:00:00.123456789+02:00"),
        ])
        #expect(changes.map(\.path) == ["shop/Chart.yaml", "shop/Chart.lock"])
        let expected = Self.lock("1.5.0", digest: try Self.digest("1.5.0"), time: "2023-11-14T22:13:20Z")
        #expect(String(decoding: changes[1].content, as: UTF8.self) == expected)
    }

    @Test("a lock file that did not belong to its chart stays as it was, and none is made")
    func stays() async throws {
        let stale = Self.lock("1.3.0", digest: "sha256:00", time: "2024-05-01T10:00:00Z")
        #expect(
            try await build(["shop/Chart.yaml": Self.chart, "shop/Chart.lock": stale]).map(\.path) == [
                "shop/Chart.yaml"
            ])
        #expect(try await build(["shop/Chart.yaml": Self.chart]).map(\.path) == ["shop/Chart.yaml"])
        #expect(
            try await build(["shop/Chart.yaml": Self.chart, "other/Chart.lock": stale]).map(\.path) == [
                "shop/Chart.yaml"
            ])
    }
}
