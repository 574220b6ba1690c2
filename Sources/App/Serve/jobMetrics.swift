import Domain

/// Jobs and deliveries in Prometheus' text format.
func jobMetrics(_ jobs: [JobStatus], deliveries: [String: Int]) -> String {
    var lines = [
        "# HELP windlass_jobs Repositories that are to be looked at.", "# TYPE windlass_jobs gauge",
    ]
    for state in JobStatus.State.allCases {
        lines.append("windlass_jobs{state=\"\(state.rawValue)\"} \(jobs.filter { $0.state == state }.count)")
    }
    lines += [
        "# HELP windlass_deliveries Webhooks in the inbox.", "# TYPE windlass_deliveries gauge",
    ]
    for state in ["waiting", "done", "failed"] {
        lines.append("windlass_deliveries{state=\"\(state)\"} \(deliveries[state] ?? 0)")
    }
    return lines.map { $0 + "\n" }.joined()
}
