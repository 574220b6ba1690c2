/// The sections of Windlass' own runbook that a person works through.
///
/// Sources: docs/state.md, docs/serve.md and docs/install.md of this project.
func windlassSection(_ id: RunbookSectionID, _ hop: RunbookHop) -> String {
    switch id {
    case .before: before(hop)
    case .backup:
        box(
            "Nothing has to be kept: Git and the forge are the truth. With PostgreSQL, a dump spares the caches."
                + commands(
                    "pg_dump --schema=windlass \"$DATABASE\" > windlass-\(hop.from).sql", expect: "a file, or skip it"),
            hop)
    case .happens: happens(hop)
    case .after: after(hop)
    case .gate:
        hop.rest.first.map { "\($0.text) is opened when \(hop.to) answers." } ?? "This is the last hop."
    case .rollback: rollback(hop)
    default: ""
    }
}

private func before(_ hop: RunbookHop) -> String {
    [
        box(
            "\(hop.from) runs, and is ready. With several replicas it is a `deployment`, here and below."
                + commands(
                    "kubectl -n \(hop.namespace) exec \(workload(hop)) -- windlass --version", expect: "`\(hop.from)`"),
            .runningVersion, hop),
        box("The image of \(hop.to) is in the registry that the cluster pulls from.", .images, hop),
        box("The changes between the two were read: options that were renamed, and what the state gained.", hop),
        box("The settings are good for \(hop.to): run its `windlass config validate windlass.yaml`.", hop),
    ].joined(separator: "\n")
}

private func happens(_ hop: RunbookHop) -> String {
    [
        "The bot is replaced by the merge that it asked for. What it is doing then may end for 20 seconds, the rest is given back, and the new one goes on: what it knows stands in the merge requests.",
        "Webhooks that come meanwhile are refused, and their senders try again; what is lost, the schedule finds.",
        "The new one adds to the state what it needs. From then on \(hop.from) refuses that state.",
    ].map { "- " + $0 }.joined(separator: "\n")
}

private func after(_ hop: RunbookHop) -> String {
    [
        "- [ ] \(hop.to) runs, in every replica, and is ready."
            + commands(
                "kubectl -n \(hop.namespace) rollout status \(workload(hop)) --timeout 300s",
                "kubectl -n \(hop.namespace) exec \(workload(hop)) -- windlass --version", expect: "`\(hop.to)`"),
        "- [ ] Its state is sound, and nothing is parked."
            + commands(
                "kubectl -n \(hop.namespace) exec \(workload(hop)) -- windlass db check --config /etc/windlass/windlass.yaml",
                "kubectl -n \(hop.namespace) exec \(workload(hop)) -- windlass jobs --config /etc/windlass/windlass.yaml",
                expect: "sound, and no failures"),
        "- [ ] Merge requests that are open are as before: a first run by a new version may describe them anew, once.",
    ].joined(separator: "\n")
}

private func rollback(_ hop: RunbookHop) -> String {
    """
    Revert this change. When \(hop.from) then says that it does not know the state, give it a new one: losing it costs time, never a \
    merge request. With SQLite:

    ```sh
    kubectl -n \(hop.namespace) scale \(workload(hop)) --replicas 0
    kubectl -n \(hop.namespace) delete pvc \(hop.release)
    ```

    and sync or install again; with PostgreSQL `DROP SCHEMA windlass CASCADE`.
    """
}

/// One replica on SQLite; several are a Deployment of the same name.
private func workload(_ hop: RunbookHop) -> String { "statefulset/\(hop.release)" }
