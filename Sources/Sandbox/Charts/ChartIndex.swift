import Foundation

/// Writes the `index.yaml` of a chart repository.
struct ChartIndex {
    var charts: [Catalogue.Chart]
    var generated: Date

    var yaml: String {
        var lines = ["apiVersion: v1"]
        lines.append(charts.isEmpty ? "entries: {}" : "entries:")
        for chart in charts {
            lines.append("  \(quoted(chart.name)):")
            // Newest first, as `helm repo index` sorts them.
            for version in chart.versions.sorted(by: { $0.released > $1.released }) { lines += entry(chart, version) }
        }
        lines.append("generated: \(quoted(internetTime(generated)))")
        return lines.joined(separator: "\n") + "\n"
    }

    private func entry(_ chart: Catalogue.Chart, _ version: Catalogue.Version) -> [String] {
        var fields: [String] = []
        if let changes = version.changes {
            fields += ["annotations:", "  artifacthub.io/changes: |"]
            fields += changes.split(separator: "\n").map { "    " + $0 }
        }
        fields.append("apiVersion: v2")
        if let appVersion = version.appVersion { fields.append("appVersion: \(quoted(appVersion))") }
        fields.append("created: \(quoted(internetTime(version.released)))")
        if version.isDeprecated { fields.append("deprecated: true") }
        fields.append("description: \(quoted("The chart \(chart.name)."))")
        fields.append("digest: \(sha256(Array("\(chart.name) \(version.version)".utf8)))")
        if let home = chart.home { fields.append("home: \(quoted(home))") }
        fields.append("name: \(quoted(chart.name))")
        if let source = chart.source { fields += ["sources:", "  - \(quoted(source))"] }
        fields += ["type: application", "urls:", "  - \(quoted("\(chart.name)-\(version.version).tgz"))"]
        fields.append("version: \(quoted(version.version))")
        return fields.enumerated().map { ($0.offset == 0 ? "    - " : "      ") + $0.element }
    }

    private func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
    }
}
