import Routes
import Testing

@Suite struct RunbookTests {
    private func hop(
        _ id: String, _ from: String, _ to: String, _ install: InstallKind, index: Int = 0
    ) throws -> RunbookHop {
        let catalogue = try #require(Catalogue.named(id))
        let route = catalogue.route(
            from: try #require(ReleaseNumber(from)), to: try #require(ReleaseNumber(to)),
            available: catalogue.knownVersions)
        return RunbookHop(route, index: index, of: catalogue, install: install)
    }

    @Test func `Every kind of install has every section that a person works through`() throws {
        let needed: [RunbookSectionID] = [
            .position, .reason, .moves, .before, .backup, .notes, .happens, .after, .gate, .rollback,
        ]
        for id in ["gitlab", "argo-cd"] {
            for install in InstallKind.allCases {
                let hop =
                    id == "gitlab"
                    ? try hop(id, "17.3.7", "18.2.8", install) : try hop(id, "2.14.21", "3.3.14", install)
                let text = runbook(hop)
                for section in needed {
                    #expect(text.contains("\n### \(section.title)\n"), "\(id) \(install) \(section)")
                }
            }
        }
    }

    @Test func `It says where the hop stands, and why it is not the newest`() throws {
        let text = runbook(try hop("gitlab", "17.3.7", "18.2.8", .chart, index: 1))
        #expect(text.hasPrefix("## GitLab 17.5.5 to 17.8.7\n"))
        #expect(text.contains("Hop 2 of 4 towards 18.2.8, with downtime: "))
        #expect(text.contains(": 17.3.7 > 17.5.5 > **17.8.7** > 17.11.7 > 18.2.8."))
        #expect(text.contains("The package of 18.2.8 itself refuses whatever is older than 17.11."))
        #expect(text.contains("17.11.7 is opened when 17.8.7 runs"))
    }

    @Test func `Commands suit the kind of install`() throws {
        let chart = runbook(try hop("gitlab", "17.3.7", "17.5.5", .chart))
        #expect(chart.contains("kubectl -n gitlab exec deploy/gitlab-toolbox -- gitlab-rake gitlab:check"))
        #expect(!chart.contains("sudo"))
        let package = runbook(try hop("gitlab", "17.3.7", "17.5.5", .omnibus))
        #expect(package.contains("sudo gitlab-rake gitlab:check") && !package.contains("kubectl -n"))
        #expect(!package.contains("Chart:"))
    }

    @Test func `Notes are those of this install, between the two versions`() throws {
        let chart = runbook(try hop("gitlab", "17.11.7", "18.2.8", .argocd))
        #expect(chart.contains("workloads of Prometheus 2") && !chart.contains("git_data_dirs"))
        let package = runbook(try hop("gitlab", "17.11.7", "18.2.8", .omnibus))
        #expect(package.contains("git_data_dirs") && !package.contains("Prometheus 2"))
        #expect(package.contains("raises the floor from 14 to 16"))
        let argoCD = runbook(try hop("argo-cd", "3.2.12", "3.3.14", .argocd))
        #expect(argoCD.contains("ServerSideApply=true") && !argoCD.contains("React"))
    }

    @Test func `What the bot saw itself is ticked, with the time; what was bad is not`() throws {
        var hop = try hop("gitlab", "17.3.7", "17.5.5", .chart)
        hop.checks = [
            RunbookCheck(.runningVersion, isGood: true, result: "17.3.7", time: "2026-11-20 03:00 UTC"),
            RunbookCheck(.backgroundMigrations, isGood: false, result: "one is active", time: "2026-11-20 03:01 UTC"),
        ]
        let text = runbook(hop)
        #expect(text.contains("- [x] 17.3.7 runs."))
        #expect(text.contains("Looked at 2026-11-20 03:00 UTC: 17.3.7."))
        #expect(text.contains("- [ ] No background migration is unfinished."))
        #expect(text.contains("Looked at 2026-11-20 03:01 UTC: one is active."))
    }

    @Test func `A revert is never called a rollback once migrations ran`() throws {
        for install in InstallKind.allCases {
            let text = runbookSection(.rollback, try hop("gitlab", "17.3.7", "17.5.5", install))
            #expect(text.contains("it is **no** rollback"))
        }
    }

    @Test func `An owner replaces a section, or puts something around it`() throws {
        let hop = try hop("gitlab", "17.3.7", "17.5.5", .chart)
        let templates = [
            RunbookTemplate(section: .backup, text: "Ask the storage team before {{to}} ({{chart}}). {{unknown}}"),
            RunbookTemplate(component: "gitlab", installs: [.chart], section: .gate, text: "{{ default }}\nTell #ops."),
            RunbookTemplate(component: "argo-cd", section: .rollback, text: "never"),
            RunbookTemplate(installs: [.omnibus], section: .rollback, text: "never"),
        ]
        let text = runbook(hop, templates: templates, level: 3)
        #expect(text.contains("#### Backup\n\nAsk the storage team before 17.5.5 (8.5.5). {{unknown}}\n"))
        #expect(text.contains("This is the last hop.") && text.contains("Tell #ops."))
        #expect(!text.contains("never\n") && !text.contains("backup-utility"))
    }

    @Test func `A text of an owner cannot bring in names a second time`() throws {
        var hop = try hop("gitlab", "17.3.7", "17.5.5", .chart)
        hop.namespace = "{{to}}"
        let text = runbook(hop, templates: [RunbookTemplate(section: .backup, text: "{{namespace}} {{ {{to")])
        #expect(text.contains("\n{{to}} {{ {{to\n"))
    }

    @Test func `Components without texts of their own have the common ones`() throws {
        let catalogue = try #require(Catalogue.named("longhorn"))
        let route = try #require(
            catalogue.routeOfMinors(from: ReleaseNumber(1, 5, 3), to: ReleaseNumber(1, 7, 2)))
        let text = runbook(RunbookHop(route, index: 0, of: catalogue, install: .chart))
        #expect(text.contains("A job before the upgrade refuses jumps"))
        #expect(text.contains("### Rollback"))
    }
}
