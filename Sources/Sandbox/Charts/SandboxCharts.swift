import Foundation

/// Chart repositories: one `index.yaml` each.
///
/// - Source: helm.sh/docs/topics/chart_repository.
public final class SandboxCharts: Sendable {
    private struct Repository: Sendable {
        var charts: [String: Catalogue.Chart] = [:]
        /// Made when asked for, and dropped when a chart changes.
        var index: StoredContent?
    }

    private let repositories = Locked<[String: Repository]>([:])
    /// What repository names are appended to, such as `http://127.0.0.1:PORT/charts`.
    public let url: String

    init(url: String) { self.url = url }

    /// Publishes versions of a chart; home and source are only taken when the chart is new.
    public func addChart(
        _ name: String, to repository: String, versions: [Catalogue.Version], home: String? = nil, source: String? = nil
    ) {
        repositories.withLock { all in
            var entry = all[repository, default: Repository()]
            var chart = entry.charts[name] ?? Catalogue.Chart(name, home: home, source: source, versions: [])
            chart.versions += versions
            entry.charts[name] = chart
            entry.index = nil
            all[repository] = entry
        }
    }

    /// Removes a chart with all its versions.
    public func removeChart(_ name: String, from repository: String) {
        repositories.withLock {
            $0[repository]?.charts[name] = nil
            $0[repository]?.index = nil
        }
    }

    func add(_ catalogue: Catalogue) {
        for repository in catalogue.chartRepositories {
            for chart in repository.charts {
                addChart(
                    chart.name, to: repository.name, versions: chart.versions, home: chart.home, source: chart.source)
            }
        }
    }

    func reply(to request: ServedRequest) async -> Reply {
        guard request.method == "GET" || request.method == "HEAD" else { return .text(405, "method not allowed\n") }
        guard request.segments.count == 3, request.segments[0] == "charts", request.segments[2] == "index.yaml" else {
            return .text(404, "not found\n")
        }
        guard let (content, newest) = index(of: request.segments[1]) else { return .text(404, "not found\n") }
        let etag = "\"\(content.digest.dropFirst(7).prefix(32))\""
        let headers: [Reply.Header] = [
            .init("Content-Type", content.mediaType), .init("ETag", etag), .init("Last-Modified", httpTime(newest)),
        ]
        if isKnown(request, etag, newest) { return Reply(304, headers: headers) }
        return Reply(200, headers: headers, body: .bytes(content.bytes))
    }

    /// `If-None-Match` decides when it is there (RFC 9110, section 13.2.2).
    private func isKnown(_ request: ServedRequest, _ etag: String, _ newest: Date) -> Bool {
        if let list = request.header("If-None-Match") { return matches(list, etag) }
        guard let since = request.header("If-Modified-Since").flatMap(httpDate) else { return false }
        return newest <= since
    }

    private func index(of name: String) -> (StoredContent, Date)? {
        repositories.withLock { all in
            guard let repository = all[name] else { return nil }
            let charts = repository.charts.values.sorted { $0.name < $1.name }
            let newest = charts.flatMap(\.versions).map(\.released).max() ?? SeedCommit.firstTime
            if let index = repository.index { return (index, newest) }
            let text = ChartIndex(charts: charts, generated: newest).yaml
            let index = StoredContent("application/yaml; charset=utf-8", Array(text.utf8))
            all[name]?.index = index
            return (index, newest)
        }
    }
}
