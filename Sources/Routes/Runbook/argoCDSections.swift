/// The sections of Argo CD's runbook that a person works through.
///
/// Sources: https://argo-cd.readthedocs.io/en/stable/operator-manual/upgrading/overview/,
/// https://argo-cd.readthedocs.io/en/stable/operator-manual/disaster_recovery/
func argoCDSection(_ id: RunbookSectionID, _ hop: RunbookHop) -> String {
    switch id {
    case .before: before(hop)
    case .backup:
        box(
            "Everything that Argo CD knows is exported, with the version that runs now."
                + commands(
                    "argocd admin export -n \(hop.namespace) > argocd-\(hop.from).yaml",
                    expect: "a file that is not empty; a wrong namespace gives an empty one without an error"), hop)
    case .happens: happens(hop)
    case .after: after(hop)
    case .gate:
        hop.rest.first.map {
            "\($0.text) is opened when \(hop.to) runs in every pod and all applications are as before."
        }
            ?? "This is the last hop."
    case .rollback: rollback(hop)
    default: ""
    }
}

private func before(_ hop: RunbookHop) -> String {
    var lines = [
        box(
            "\(hop.from) runs." + commands("argocd version --short", expect: "`argocd-server: v\(hop.from)`"),
            .runningVersion, hop),
        box(
            "What is in sync and healthy now is written down."
                + commands("argocd app list --output wide", expect: "no surprise, and the list kept"), hop),
        box("Images of Argo CD, Redis and Dex are in the registry that the cluster pulls from.", .images, hop),
        box("No sync window denies the sync, and nobody else syncs meanwhile.", hop),
    ]
    if hop.to.line >= ReleaseLine(3, 3) {
        let text =
            "The Application of Argo CD itself has `ServerSideApply=true` and no `Replace=true` in `syncPolicy.syncOptions`; a plain `helm upgrade` does not need it."
        lines.append(box(text, .serverSideApply, hop))
    }
    if let tested = testedKubernetes(hop) {
        lines.append(box("The cluster runs a Kubernetes that \(hop.to.line) was tested with: \(tested).", hop))
    }
    return lines.joined(separator: "\n")
}

/// The minors of Kubernetes that this minor was tested with, as its documentation says.
private func testedKubernetes(_ hop: RunbookHop) -> String? {
    let rows = CatalogueTable.rows("argo-cd-minors") ?? []
    let row = rows.first { row in row.first.flatMap { ReleaseNumber($0) }?.line == hop.to.line }
    guard let row, row.count == 3, row[2] != "-" else { return nil }
    return row[2]
}

private func happens(_ hop: RunbookHop) -> String {
    var lines: [String]
    switch hop.install {
    case .argocd:
        lines = [
            "Argo CD replaces itself: the controller stops in the middle of its own sync, and the new one goes on with it."
        ]
    case .flux: lines = ["The Helm controller replaces every part; Argo CD does not reconcile meanwhile."]
    case .chart, .omnibus: lines = ["Every part is replaced; Argo CD does not reconcile meanwhile."]
    }
    lines.append("What Argo CD deploys keeps running. Expect some minutes without user interface and syncs.")
    lines.append("All parts have to be of one version: mixed ones fail in ways that are hard to read.")
    return lines.map { "- " + $0 }.joined(separator: "\n")
}

private func after(_ hop: RunbookHop) -> String {
    let pods =
        "kubectl -n \(hop.namespace) get pods -o jsonpath='{range .items[*]}{.spec.containers[*].image}{\"\\n\"}{end}' | sort | uniq -c"
    var lines = [
        "- [ ] \(hop.to) runs." + commands("argocd version --short", expect: "`argocd-server: v\(hop.to)`"),
        "- [ ] All pods have it." + commands(pods, expect: "one image of Argo CD only"),
        "- [ ] The definitions are there."
            + commands(
                "kubectl get crd applications.argoproj.io applicationsets.argoproj.io appprojects.argoproj.io",
                expect: "three lines"),
        "- [ ] A refresh of an application works, and so does signing in.",
    ]
    if hop.install == .argocd {
        lines.insert(
            "- [ ] Its own application is in sync."
                + commands(
                    "argocd app wait \(hop.release) --sync --health --timeout 900", expect: "`Synced` and `Healthy`"),
            at: 0)
    }
    if hop.from.line < ReleaseLine(3, 0), hop.to.line >= ReleaseLine(3, 0) {
        lines.append(
            "- [ ] Every application was synced once, without `ApplyOutOfSyncOnly`, so that it is tracked anew.")
    }
    return lines.joined(separator: "\n")
}

private func rollback(_ hop: RunbookHop) -> String {
    """
    Revert this change. An Argo CD that still works goes back by itself.
    If its controller does not work any more: turn automatic sync of `\(hop.release)` off, apply the manifests of \(hop.from) by hand, and turn it on again.

    ```sh
    kubectl -n \(hop.namespace) patch application \(hop.release) --type merge --patch '{"spec":{"syncPolicy":{"automated":null}}}'
    kubectl apply -n \(hop.namespace) --server-side --force-conflicts -f https://raw.githubusercontent.com/argoproj/argo-cd/v\(hop.from)/manifests/install.yaml
    ```

    The definitions of \(hop.to) may stay. Lost objects come back with `argocd admin import - < argocd-\(hop.from).yaml`.
    """
}
