import Datasources
import Domain
import Foundation
import HTTPTransport
import Sandbox

extension Bench {
    /// Memory and time for one chart index of 100 MB, over HTTP from a server of its own.
    func measureChartIndex() async throws {
        let path = folder + "/index.yaml"
        let size = try Self.writeIndex(path, bytes: 100_000_000)
        let server = try ChartFile(path)
        defer { server.stop() }
        let first = try run([windlass + "-bench", "chart-index", server.url])
        Row(name: "helm_index_100mb_mb", value: Double(size) / 1e6, unit: "MB").print()
        Row(name: "helm_index_100mb_s", value: first.seconds, unit: "s").print()
        // What the kernel says to us of the process would count our own memory, which it was made from.
        guard let peak = Double(String(decoding: first.output, as: UTF8.self)) else {
            throw ChildFailure(description: "the reader of the index printed no peak")
        }
        Row(name: "helm_index_100mb_peak_rss_mb", value: peak / 1e6, unit: "MB").print()
    }

    /// What the process does: prints the most memory that was resident in it at once, in bytes.
    static func readChartIndexOnce(_ url: String) async throws {
        let datasource = HelmDatasource(DatasourceContext(http: CurlClient()))
        let package = Package(datasource: "helm", name: "chart-7", registryURLs: [url])
        let list = try await datasource.fetchReleases(of: package, from: nil)
        guard list.releases.count == 100 else { throw ChildFailure(description: "versions are missing") }
        let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        guard let kilobytes = line.flatMap({ Int($0.filter(\.isNumber)) }) else {
            throw ChildFailure(description: "the kernel tells no peak of memory")
        }
        print(kilobytes * 1024, terminator: "")
    }

    /// Writes an index as Helm does, about 700 bytes a version, 100 versions a chart; returns its size.
    private static func writeIndex(_ path: String, bytes: Int) throws -> Int {
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
        defer { try? file.close() }
        var size = 0
        func write(_ text: String) throws {
            let data = Data(text.utf8)
            size += data.count
            try file.write(contentsOf: data)
        }
        try write("apiVersion: v1\nentries:\n")
        var chart = 0
        while size < bytes {
            var text = "  chart-\(chart):\n"
            for version in 0..<100 { text += entry(chart, version) }
            try write(text)
            chart += 1
        }
        try write("generated: \"2026-05-16T09:20:30Z\"\n")
        return size
    }

    private static func entry(_ chart: Int, _ version: Int) -> String {
        """
          - annotations:
              artifacthub.io/changes: |
                - kind: fixed
                  description: "The number \(version) is right now"
            apiVersion: v2
            appVersion: 2.\(version).0
            created: "2026-05-16T09:20:30.123456789Z"
            description: A chart that does what chart \(chart) of a platform does, at some
              length over two lines
            digest: 3f1d2c4b5a69788796a5b4c3d2e1f00112233445566778899aabbccddeeff001
            home: https://charts.example/chart-\(chart)
            maintainers:
            - email: someone@charts.example
              name: Someone
            name: chart-\(chart)
            sources:
            - https://git.example/charts/chart-\(chart)
            urls:
            - https://charts.example/packages/chart-\(chart)-1.\(version).0.tgz
            version: 1.\(version).0

        """
    }
}

/// nginx, serving one folder.
private struct ChartFile {
    let url: String
    private let nginx: Process

    init(_ path: String) throws {
        let port = Int.random(in: 20_000..<30_000)
        url = "http://127.0.0.1:\(port)"
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(folder)/\($0);" }.joined(separator: " ")
        let configuration = """
            daemon off; pid \(folder)/pid; error_log /dev/null; worker_processes 1; \(getuid() == 0 ? "user root;" : "")
            events { worker_connections 64; }
            http { access_log off; \(temporary) server { listen 127.0.0.1:\(port); root \(folder); } }
            """
        try Data(configuration.utf8).write(to: URL(fileURLWithPath: folder + "/nginx.conf"))
        nginx = Process()
        nginx.executableURL = URL(fileURLWithPath: "/usr/sbin/nginx")
        nginx.arguments = ["-c", folder + "/nginx.conf", "-p", folder, "-e", "/dev/null"]
        try nginx.run()
        Thread.sleep(forTimeInterval: 0.5)
    }

    func stop() {
        nginx.terminate()
        nginx.waitUntilExit()
    }
}
