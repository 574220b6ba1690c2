public import Domain
public import Foundation

/// The overview of the server as one HTML page: what is being worked on, and how the last runs went.
///
/// - Parameters:
///   - runs: newest first.
///   - time: when the page was made.
public func overviewPage(jobs: [JobStatus], runs: [RunRecord], version: String, at time: Date) -> String {
    let jobRows = jobs.map { job in
        row([
            job.forge + "/" + job.repository, job.state.rawValue, job.reason, shown(job.due),
            job.attempts == 0 ? "" : "\(job.attempts)", job.failure ?? "",
        ])
    }
    let runRows = runs.map { run in
        row([
            run.repository, shown(run.startedAt), run.endedAt.map(shown) ?? "not ended",
            run.outcome.map { "\($0.dependencies)" } ?? "", run.outcome.map { "\($0.updates)" } ?? "",
            run.outcome.map { "\($0.held)" } ?? "", run.outcome.map { "\($0.unknown)" } ?? "",
            run.outcome.map { "\($0.failures)" + ($0.hasToldOfSettings == true ? " (settings)" : "") } ?? "",
        ])
    }
    return """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
        <title>Windlass</title>
        <style>
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem; color: #1a1a1a; background: #fff; }
        table { border-collapse: collapse; margin-bottom: 2rem; }
        th, td { text-align: left; padding: .25rem .75rem; border-bottom: 1px solid #ddd; vertical-align: top; }
        p { color: #555; }
        </style></head><body>
        <h1>Windlass</h1>
        <h2>Work</h2>
        \(table(["Repository", "State", "Why", "Due", "Failures", "Last failure"], jobRows, empty: "Nothing to do."))
        <h2>Last runs</h2>
        \(table(
            ["Repository", "Began", "Ended", "Versions", "Updates", "Held", "Unknown", "Failures"], runRows,
            empty: "No run yet."))
        <p>Version \(escaped(version)), \(shown(time)).</p>
        </body></html>

        """
}

private func table(_ header: [String], _ rows: [String], empty: String) -> String {
    guard !rows.isEmpty else { return "<p>\(escaped(empty))</p>" }
    let head = header.map { "<th>\(escaped($0))</th>" }.joined()
    return "<table><thead><tr>\(head)</tr></thead><tbody>\n" + rows.joined(separator: "\n") + "\n</tbody></table>"
}

private func row(_ cells: [String]) -> String {
    "<tr>" + cells.map { "<td>\(escaped($0))</td>" }.joined() + "</tr>"
}

/// Text from outside as HTML shows it, and no more than a line of it.
private func escaped(_ text: String) -> String {
    String(text.prefix(500)).replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
        .replacing("\"", with: "&quot;")
}

private func shown(_ date: Date) -> String {
    date.formatted(
        Date.ISO8601FormatStyle(dateTimeSeparator: .space).year().month().day().time(includingFractionalSeconds: false))
        + " UTC"
}
