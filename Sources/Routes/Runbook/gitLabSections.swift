/// The sections of GitLab's runbook that a person works through.
///
/// Sources: https://docs.gitlab.com/update/plan_your_upgrade/, https://docs.gitlab.com/update/background_migrations/,
/// https://docs.gitlab.com/charts/installation/upgrade/, https://docs.gitlab.com/charts/backup-restore/backup/
func gitLabSection(_ id: RunbookSectionID, _ hop: RunbookHop) -> String {
    switch id {
    case .before: before(hop)
    case .backup: backup(hop)
    case .database: database(hop)
    case .happens: happens(hop)
    case .after: after(hop)
    case .gate: gate(hop)
    case .rollback: rollback(hop)
    default: ""
    }
}

private let migrationQuery =
    "SELECT job_class_name, table_name FROM batched_background_migrations WHERE status NOT IN (3, 6);"

private func address(_ hop: RunbookHop) -> String { hop.address ?? "https://GITLAB_HOST" }

/// How a command of GitLab is run in this install.
private func inside(_ command: String, _ hop: RunbookHop) -> String {
    hop.install == .omnibus
        ? "sudo \(command)" : "kubectl -n \(hop.namespace) exec deploy/\(hop.release)-toolbox -- \(command)"
}

private func before(_ hop: RunbookHop) -> String {
    var lines = [
        box(
            "\(hop.from) runs."
                + commands(
                    "curl --fail --silent --header \"PRIVATE-TOKEN: $TOKEN\" \(address(hop))/api/v4/version",
                    expect: "`\"version\":\"\(hop.from)`, maybe with `-ee` behind it"), .runningVersion, hop),
        box(
            "No background migration is unfinished."
                + commands(
                    hop.install == .omnibus
                        ? "sudo gitlab-psql -c \"\(migrationQuery)\""
                        : inside("gitlab-rake gitlab:background_migrations:status", hop)
                            + " | grep --invert-match --extended-regexp '^(finished|finalized|Database:)'",
                    expect: "no line; the same for the database `ci` where there is one"), .backgroundMigrations, hop),
        box(
            "GitLab is well, and its secrets can be read."
                + commands(
                    inside("gitlab-rake gitlab:check", hop), inside("gitlab-rake gitlab:doctor:secrets", hop),
                    expect: "no failure"), hop),
    ]
    if hop.from.line <= ReleaseLine(15, 0) {
        lines.append(
            box(
                "No background migration of the older kind is left."
                    + commands(
                        inside("gitlab-rails runner 'puts Gitlab::BackgroundMigration.remaining'", hop), expect: "`0`"),
                hop))
    }
    if hop.from.major != hop.to.major {
        lines.append(
            box(
                "With advanced search: none of its migrations is pending."
                    + commands(
                        inside("gitlab-rake gitlab:elastic:list_pending_migrations", hop), expect: "an empty list"),
                hop))
    }
    if hop.install == .omnibus {
        let line = hop.to.line
        lines.append(
            box(
                "The settings suit the new version."
                    + commands("sudo gitlab-ctl check-config --version=\(line)", expect: "no removed setting"), hop))
        lines.append("In a container, `docker exec CONTAINER` or `kubectl exec POD --` takes the place of `sudo`.")
    } else {
        lines.append(box("The images of \(hop.to) are in the registry that the cluster pulls from.", .images, hop))
    }
    lines.append(box("Users know when it happens; maintenance mode is on, if you use it.", hop))
    return lines.joined(separator: "\n")
}

private func backup(_ hop: RunbookHop) -> String {
    if hop.install == .omnibus {
        return box(
            "Backup of today, with settings and secrets beside it."
                + commands(
                    "sudo gitlab-backup create", "sudo gitlab-ctl backup-etc",
                    expect: "an archive in `/var/opt/gitlab/backups`, another in `/etc/gitlab/config_backup`"), hop)
            + "\n- The package itself saves the database only, before it installs."
    }
    let secret =
        "kubectl -n \(hop.namespace) get secret \(hop.release)-rails-secret -o jsonpath=\"{.data['secrets\\.yml']}\" | base64 -d > gitlab-secrets.yaml"
    return [
        box(
            "Backup of today."
                + commands(
                    inside("backup-utility", hop), expect: "an archive in the bucket of backups, with the time of now"),
            hop),
        box(
            "The secrets of Rails are kept elsewhere; without them a backup cannot be read."
                + commands(secret, expect: "a file that is not empty, and never in Git"), hop),
    ].joined(separator: "\n")
}

private func database(_ hop: RunbookHop) -> String {
    guard let floor = hop.catalogue.databaseFloor(for: hop.to) else { return "" }
    let old = hop.catalogue.databaseFloor(for: hop.from)
    let query =
        hop.install == .omnibus
        ? "sudo gitlab-psql -c 'SHOW server_version;'"
        : inside("gitlab-rails runner \"puts ApplicationRecord.connection.select_value('SHOW server_version')\"", hop)
    var lines = [
        box(
            "PostgreSQL is \(floor.version) or newer."
                + commands(query, expect: "\(floor.version) or a greater number"), .databaseVersion, hop)
    ]
    if let old, old.version != floor.version {
        lines.append(
            "- This hop raises the floor from \(old.version) to \(floor.version). A database outside of GitLab, Geo and Patroni are moved by hand, before."
        )
    }
    if hop.install == .omnibus, hop.to.minor == 11, hop.to.major >= 16 {
        lines.append(
            "- A single node may move its PostgreSQL in this hop: have room for two copies. `/etc/gitlab/disable-postgresql-upgrade` keeps it from doing so."
        )
    }
    return lines.joined(separator: "\n")
}

private func happens(_ hop: RunbookHop) -> String {
    var lines: [String]
    switch hop.install {
    case .omnibus:
        lines = [
            "The package checks the jump, saves the database, installs, and migrates. GitLab does not answer meanwhile.",
            "As an image the check comes at the start of the container: a jump that is not allowed shows as restarts without end.",
        ]
    case .chart:
        lines = [
            "The check job runs first, then migrations, then web and Sidekiq pods are replaced. Never `--reuse-values`."
        ]
    case .argocd:
        lines = [
            "Argo CD runs the check job before the sync, then migrations; pods are replaced. Where `upgradeCheck.enabled` is false nothing but this merge request guards the jump.",
            "While GitLab does not answer, Argo CD cannot read this repository, if it is kept there: it goes on by itself afterwards.",
        ]
    case .flux:
        lines = [
            "The Helm controller upgrades: check job, migrations, then pods are replaced. Its timeout has to be longer than the migrations.",
            "While GitLab does not answer, Flux cannot read this repository, if it is kept there: it goes on by itself afterwards.",
        ]
    }
    switch hop.mode {
    case .downtime:
        lines.append(
            "Downtime: from the first replaced pod or the stop of the service until migrations are done; minutes on a small instance, hours on a large one."
        )
    case .zeroDowntime, .operator:
        lines.append(
            "Without downtime: migrations after deployment run as a step of their own, several web nodes take turns, and Gitaly in Kubernetes still restarts."
        )
    }
    lines.append("This bot may be unreachable meanwhile when it runs on this GitLab; nothing of the chain is lost.")
    return lines.map { "- " + $0 }.joined(separator: "\n")
}

private func after(_ hop: RunbookHop) -> String {
    var lines = [
        "- [ ] \(hop.to) runs."
            + commands(
                "curl --fail --silent --header \"PRIVATE-TOKEN: $TOKEN\" \(address(hop))/api/v4/version",
                expect: "`\"version\":\"\(hop.to)`")
    ]
    switch hop.install {
    case .omnibus:
        lines.append("- [ ] All services run." + commands("sudo gitlab-ctl status", expect: "`run:` on every line"))
    case .chart, .argocd, .flux:
        lines.append(
            "- [ ] The migrations job is done."
                + commands(
                    "kubectl -n \(hop.namespace) get jobs --selector release=\(hop.release)",
                    expect: "`1/1` for migrations"))
        if hop.install == .argocd {
            lines.append(
                "- [ ] Argo CD is in sync."
                    + commands(
                        "argocd app wait \(hop.release) --sync --health --timeout 900", expect: "`Synced` and `Healthy`"
                    ))
        }
        if hop.install == .flux {
            lines.append(
                "- [ ] Flux is ready."
                    + commands(
                        "kubectl -n \(hop.namespace) get helmrelease \(hop.release)", expect: "`True` below READY"))
        }
    }
    lines.append(
        "- [ ] GitLab is well."
            + commands(
                inside("gitlab-rake gitlab:check", hop), inside("gitlab-rake gitlab:doctor:secrets", hop),
                expect: "no failure"))
    lines.append("- [ ] Somebody cloned, pushed, ran a pipeline, and pulled an image from the registry.")
    lines.append("- [ ] Maintenance mode is off.")
    return lines.joined(separator: "\n")
}

private func gate(_ hop: RunbookHop) -> String {
    let condition = "when \(hop.to) runs, no background migration is unfinished or failed, and the soak time is over"
    guard let next = hop.rest.first else {
        return "This is the last hop. The chain ends \(condition)."
    }
    return
        "\(next.text) is opened \(condition). A migration that failed holds the chain: it is retried below Admin, Monitoring, Background migrations, never skipped."
}

private func rollback(_ hop: RunbookHop) -> String {
    let way =
        hop.install == .omnibus ? "Install the package or image of \(hop.from)" : "Install the chart of \(hop.from)"
    return """
        Before migrations have begun, a revert of this change is enough. After that it is **no** rollback: the database \
        has the shape of \(hop.to), and \(hop.from) does not know it.
        \(way), restore the backup that \(hop.from) made, with its secrets, and then revert this change. What was written since the backup is lost.
        """
}
