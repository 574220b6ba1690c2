import Domain
import Foundation
import Settings
import Testing

@testable import App

@Suite struct EventMeaningTests {
    private let shop = RepositoryName(id: "7", path: "platform/gitops")

    private func paths(_ event: Event) -> [String] {
        meanings(of: event).compactMap { if case .repository(let path, _, _) = $0 { path } else { nil } }
    }

    @Test("what changes what should be open is looked at; what does not, and our own pushes, are not")
    func repositories() {
        let looked: [Event] = [
            .branchPushed(shop, branch: "main", isDefault: true, paths: ["a.yaml"]),
            .branchPushed(shop, branch: "release/1", isDefault: false, paths: nil),
            .mergeRequest(shop, number: 3, .merged), .mergeRequest(shop, number: 3, .closed),
            .mergeRequest(shop, number: 3, .reopened), .mergeRequest(shop, number: 3, .edited),
            .mergeRequest(shop, number: 3, .labelled), .mergeRequest(shop, number: 3, .approved),
            .command(shop, number: 3, author: "ada", .landed), .repository(shop, .added),
            .pipelineFinished(shop, commit: "ab"), .issueEdited(shop, number: 1),
            .repository(shop, .renamed), .repository(shop, .changed),
        ]
        for event in looked { #expect(paths(event) == ["platform/gitops"], "\(event)") }
        let passed: [Event] = [
            .branchPushed(shop, branch: "windlass/web-1.x", isDefault: false, paths: nil),
            .mergeRequest(shop, number: 3, .opened), .mergeRequest(shop, number: 3, .updated),
            .rollout(RolloutEvent(name: "x", state: .running)),
        ]
        for event in passed { #expect(meanings(of: event).isEmpty, "\(event)") }
        let order = Event.command(shop, number: 3, author: "ada", .rebase)
        #expect(
            meanings(of: order) == [.command(.rebase, repository: "platform/gitops", number: 3, author: "ada")])
        let rollout = Event.rollout(RolloutEvent(name: "gitlab", state: .succeeded))
        #expect(meanings(of: rollout) == [.chains(reason: "gitlab: succeeded")])
        #expect(meanings(of: .repository(shop, .archived)) == [.gone("platform/gitops")])
        #expect(meanings(of: .repository(shop, .removed)) == [.gone("platform/gitops")])
    }

    @Test("a tag wakes those who pin it, by name or by address")
    func tags() {
        let found = meanings(of: .tagPublished(shop, tag: "v1"), addresses: ["https://gitlab.example.com"])
        guard case .packages(let pins, _)? = found.first else { return #expect(Bool(false), "\(found)") }
        #expect(pins.contains { $0.datasources.contains("gitlab-tags") && $0.names == ["platform/gitops"] })
        #expect(
            pins.contains {
                $0.datasources == ["git-tags"]
                    && $0.names == [
                        "https://gitlab.example.com/platform/gitops", "https://gitlab.example.com/platform/gitops.git",
                    ]
            })
    }

    @Test(
        "a pushed image has the names that pins give it",
        arguments: [
            (
                "docker.io", "library/nginx",
                ["docker.io/library/nginx", "index.docker.io/library/nginx", "library/nginx", "nginx"]
            ),
            ("docker.io", "grafana/loki", ["docker.io/grafana/loki", "grafana/loki", "index.docker.io/grafana/loki"]),
            ("registry.example.com", "api", ["registry.example.com/api"]),
            (
                "registry.example.com", "docker/shop/api",
                ["registry.example.com/docker/shop/api", "registry.example.com/shop/api"]
            ),
        ])
    func images(registry: String, repository: String, names: [String]) {
        let pins = pinnedNames(PackagePush(registry: registry, repository: repository, tag: "1"))
        #expect(pins.first { $0.datasources == ["docker"] }?.names == names)
    }

    @Test("of a push, texts and pictures do not matter, unless a pin was found in one")
    func relevantPaths() {
        let paths = RelevantPaths(filesWithPins: ["docs/install.md"])
        #expect(!paths.contain(any: ["README.md", "logo.SVG", "docs/a.adoc"]))
        #expect(!paths.contain(any: []))
        #expect(paths.contain(any: ["README.md", "docs/install.md"]))
        #expect(paths.contain(any: ["README.md", "apps/a.yaml"]))
        #expect(paths.contain(any: [".windlass.yaml"]))
        #expect(paths.contain(any: ["main.go"]))
    }

    @Test("the settings say whose events a sender's are, and what a registry is called")
    func targets() {
        let settings = BotSettings(
            forges: [
                ForgeSettings(name: "a", kind: "gitlab"), ForgeSettings(name: "a/b", kind: "gitlab"),
                ForgeSettings(name: "hub", kind: "github"),
            ],
            server: ServerSettings(webhooks: [
                WebhookSettings(sender: "gitlab", forge: "a/b"),
                WebhookSettings(sender: "registry/nexus", registry: "nexus.example.com"),
            ]))
        let targets = EventTargets(settings)
        #expect(targets.forges(of: "gitlab").map(\.name) == ["a/b"])
        #expect(targets.forges(of: "github").map(\.name) == ["hub"])
        #expect(targets.forges(of: "generic").count == 3)
        #expect(targets.split("a/b/c/d")?.path == "c/d")
        #expect(targets.split("other/c") == nil)
        #expect(targets.registry(of: "registry/nexus", said: nil) == "nexus.example.com")
        #expect(targets.registry(of: "registry/oci", said: "registry:5000") == "registry:5000")
    }
}
