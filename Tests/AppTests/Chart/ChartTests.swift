import ArgumentParser
import Domain
import Foundation
import Settings
import Testing

@testable import App

@Suite struct ChartTests {
    private static let project = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../..")
        .standardized
    private static let folder = project.appending(path: "charts/windlass")
    private static let image = ChartValue.map(["repository": .text("registry.example.com/windlass/windlass")])

    private func read(_ path: String) throws -> String {
        try String(contentsOf: Self.project.appending(path: path), encoding: .utf8)
    }

    private func schema() throws -> ChartSchema {
        ChartSchema(root: try ChartValue.reading(try read("charts/windlass/values.schema.json")))
    }

    /// The documents that the chart makes of `values`, by kind.
    private func render(_ values: String, release: String = "windlass") throws -> [String: ChartValue] {
        let overlay = ChartValue.map(["image": Self.image]).merged(with: try ChartValue.reading(values))
        return try documents(ChartRenderer(folder: Self.folder, values: overlay, release: release))
    }

    private func documents(_ renderer: ChartRenderer) throws -> [String: ChartValue] {
        #expect(try schema().problems(of: renderer.values) == [])
        var found: [String: ChartValue] = [:]
        for (name, text) in try renderer.render() where name != "NOTES.txt" {
            let document = try ChartValue.reading(text)
            let kind = try #require(document["kind"].text, "\(name)")
            #expect(found[kind] == nil, "\(kind) is made twice")
            #expect(document["metadata"]["name"].isTrue && document["apiVersion"].isTrue, "\(name)")
            found[kind] = document
        }
        return found
    }

    /// The pod that the chart makes, of whatever kind.
    private func pod(_ documents: [String: ChartValue]) throws -> ChartValue {
        if let job = documents["CronJob"] { return job["spec"]["jobTemplate"]["spec"]["template"]["spec"] }
        return try #require(documents["StatefulSet"] ?? documents["Deployment"])["spec"]["template"]["spec"]
    }

    private func settings(_ documents: [String: ChartValue]) throws -> BotSettings {
        let text = try #require(documents["ConfigMap"]?["data"]["windlass.yaml"].text)
        let reading = BotSettings.read(Array(text.utf8), file: "/etc/windlass/windlass.yaml")
        #expect(reading.diagnostics.map(\.message) == [])
        return try #require(reading.settings)
    }

    private static let forge = """
        settings:
          forges:
            - {name: company, kind: gitlab, url: "https://gitlab.example.com",
               token: "file:/run/secrets/windlass-gitlab/token", repositories: {groups: [platform]}}
        secrets: [windlass-gitlab]

        """

    @Test func `The chart is of the version of the program`() throws {
        let chart = try ChartValue.reading(try read("charts/windlass/Chart.yaml"))
        #expect(chart["version"].printed == Version.current && chart["appVersion"].printed == Version.current)
    }

    @Test func `Every value that a template reads is in the values, and every value is in the schema`() throws {
        let renderer = try ChartRenderer(folder: Self.folder)
        // They are the owner's to set.
        let unset: Set = ["settings.state", "settings.forges"]
        let missing = renderer.valuePaths().filter { renderer.values.at($0.split(separator: ".")) == nil }
        #expect(missing == unset)
        #expect(try schema().problems(of: renderer.values) == [])
        let properties = Set(try schema().root["properties"].keys)
        #expect(properties == Set(renderer.values.keys).union(["global"]))
        // Every value has an effect.
        let read = renderer.valuePaths().map { $0.prefix { $0 != "." } }
        #expect(Set(renderer.values.keys).subtracting(read.map(String.init)) == [])
    }

    @Test(arguments: [
        ("replicas: three", "$.replicas: not [\"integer\"]"), ("mode: daemon", "$.mode: not in enum"),
        ("settings: {server: {listen: \"127.0.0.1:8080\"}}", "$.settings.server.listen: refused"),
        ("image: {repository: \"https://x/y\"}", "$.image.repository: https://x/y does not match"),
        ("persistance: {}", "$.persistance: unknown"), ("{mode: cron, replicas: 2}", "$.replicas: too large"),
        ("env: [{name: HOME, value: x}]", "$.env[0].name: refused"), ("secrets: [a, a]", "$.secrets: twice"),
        ("persistence: {accessModes: []}", "$.persistence.accessModes: too few"),
    ])
    func `Values that cannot be are refused by the schema`(values: String, problem: String) throws {
        let renderer = try ChartRenderer(folder: Self.folder, values: try ChartValue.reading(values))
        #expect(try schema().problems(of: renderer.values) == [problem])
    }

    @Test(arguments: [
        ("image: {repository: \"\"}", "image.repository: name the image"),
        ("replicas: 2", "replicas: more than one needs database.secret"),
        ("persistence: {enabled: false}", "persistence.enabled: SQLite needs a volume"),
        ("httpRoute: {enabled: true}", "httpRoute.parentRefs: name the gateway"),
    ])
    func `What cannot work is refused before anything is applied`(values: String, problem: String) throws {
        let error = try #require(throws: ChartTemplate.Problem.self) { try render(values) }
        #expect(error.description.hasPrefix(problem))
    }

    @Test func `One replica keeps its state on a volume, by a set that starts one pod only`() throws {
        let documents = try render(Self.forge)
        #expect(
            Set(documents.keys) == ["ConfigMap", "PersistentVolumeClaim", "Service", "ServiceAccount", "StatefulSet"])
        let settings = try settings(documents)
        #expect(settings.state.description == "sqlite:/var/lib/windlass/state.sqlite")
        #expect(settings.forges.map(\.name) == ["company"])
        let pod = try pod(documents)
        let claim = pod["volumes"].items.first { $0["name"].text == "data" }
        #expect(
            claim?["persistentVolumeClaim"]["claimName"].text
                == documents["PersistentVolumeClaim"]?["metadata"]["name"].text)
        let mounts = pod["containers"][0]["volumeMounts"].items.compactMap { $0["mountPath"].text }
        #expect(mounts.contains("/run/secrets/windlass-gitlab"))
        for path in [settings.git.cacheDirectory, settings.report.folder].compactMap(\.self) {
            #expect(mounts.contains { path.hasPrefix($0 + "/") }, "\(path) can be written")
        }
    }

    @Test func `Several replicas share a database, and may be disturbed one by one`() throws {
        let documents = try render(Self.forge + "replicas: 3\ndatabase: {secret: windlass-database}\n")
        let deployment = try #require(documents["Deployment"])
        #expect(deployment["spec"]["replicas"] == .number(3))
        #expect(deployment["spec"]["strategy"]["type"].text == "Recreate")
        #expect(documents["StatefulSet"] == nil && documents["PersistentVolumeClaim"] == nil)
        let labels = deployment["spec"]["template"]["metadata"]["labels"]
        for kind in ["Service", "PodDisruptionBudget"] {
            let spec = try #require(documents[kind])["spec"]["selector"]
            let selector = kind == "Service" ? spec : spec["matchLabels"]
            #expect(!selector.keys.isEmpty && selector.keys.allSatisfy { labels[$0] == selector[$0] }, "\(kind)")
        }
        #expect(try settings(documents).state.description == "file:/run/secrets/windlass-database/address")
        let mounts = try pod(documents)["containers"][0]["volumeMounts"].items.compactMap { $0["mountPath"].text }
        #expect(mounts.contains("/run/secrets/windlass-database"))
    }

    @Test func `As a cron job it runs the nightly job, one at a time`() throws {
        let documents = try render(Self.forge + "mode: cron\n")
        #expect(documents["CronJob"]?["spec"]["concurrencyPolicy"].text == "Forbid")
        #expect(documents["Service"] == nil && documents["StatefulSet"] == nil)
        #expect(try pod(documents)["restartPolicy"].text == "Never")
        #expect(try pod(documents)["containers"][0]["ports"] == .null)
        _ = try settings(documents)
    }

    @Test(arguments: ["serve", "cron"])
    func `The program takes the arguments that the pod gives it`(mode: String) throws {
        let container = try pod(try render(Self.forge + "mode: \(mode)\nlog: {verbose: true}\n"))["containers"][0]
        #expect(container["command"].items == [.text("windlass")])
        let arguments = container["args"].items.compactMap(\.text)
        let command = try WindlassCommand.parseAsRoot(arguments)
        switch mode {
        case "serve": #expect((command as? ServeCommand)?.config == "/etc/windlass/windlass.yaml")
        default: #expect((command as? RunCommand)?.config == "/etc/windlass/windlass.yaml")
        }
    }

    @Test(arguments: ["mode: serve", "mode: cron", "database: {secret: db}"])
    func `No pod has more rights than it needs`(values: String) throws {
        let documents = try render(Self.forge + values)
        let pod = try pod(documents)
        #expect(pod["automountServiceAccountToken"] == .flag(false))
        #expect(documents["ServiceAccount"]?["automountServiceAccountToken"] == .flag(false))
        #expect(pod["securityContext"]["runAsNonRoot"] == .flag(true))
        #expect(pod["securityContext"]["seccompProfile"]["type"].text == "RuntimeDefault")
        let container = pod["containers"][0]
        #expect(container["securityContext"]["readOnlyRootFilesystem"] == .flag(true))
        #expect(container["securityContext"]["allowPrivilegeEscalation"] == .flag(false))
        #expect(container["securityContext"]["capabilities"]["drop"].items == [.text("ALL")])
        #expect(
            container["resources"]["limits"]["memory"].isTrue && container["resources"]["requests"]["memory"].isTrue)
        // The user of the image.
        let user = pod["securityContext"]["runAsUser"].printed
        #expect(try read("config/container/Dockerfile").contains("USER \(user):\(user)"))
    }

    @Test func `Other settings start other pods`() throws {
        func checksum(_ values: String) throws -> ChartValue {
            let documents = try render(values)
            return documents["StatefulSet"]?["spec"]["template"]["metadata"]["annotations"]["checksum/settings"]
                ?? .null
        }
        let one = try checksum(Self.forge)
        #expect(one.text?.count == 64)
        #expect(try checksum(Self.forge) == one)
        #expect(try checksum("settings: {server: {workers: 8}}") != one)
    }

    @Test func `The port of the settings is that of the pod, the service and the policy`() throws {
        let documents = try render(
            Self.forge.replacingOccurrences(of: "settings:", with: "settings:\n  server: {listen: \"[::]:9090\"}")
                + "networkPolicy: {enabled: true}\n")
        #expect(try pod(documents)["containers"][0]["ports"][0]["containerPort"] == .number(9090))
        #expect(documents["Service"]?["spec"]["ports"][0]["targetPort"].text == "http")
        #expect(documents["NetworkPolicy"]?["spec"]["ingress"][0]["ports"][0]["port"].text == "http")
        #expect(try settings(documents).server.listen.port == 9090)
    }

    @Test func `Only webhooks are reachable from outside`() throws {
        let documents = try render(
            "ingress: {enabled: true}\nhttpRoute: {enabled: true, parentRefs: [{name: public}]}\n")
        let paths = documents["Ingress"]?["spec"]["rules"][0]["http"]["paths"].items.map { $0["path"].text }
        #expect(paths == ["/webhooks"])
        let matches = documents["HTTPRoute"]?["spec"]["rules"][0]["matches"].items.map { $0["path"]["value"].text }
        #expect(matches == ["/webhooks"])
    }

    @Test func `Names are derived from the release, and short enough for a cron job`() throws {
        let long = String(repeating: "a", count: 53)
        for (release, name) in [("windlass", "windlass"), ("bot", "bot-windlass"), (long, String(long.prefix(52)))] {
            #expect(try render("mode: cron", release: release)["CronJob"]?["metadata"]["name"].text == name)
        }
    }

    @Test func `The examples for Argo CD and Flux fit the chart`() throws {
        let application = try ChartValue.reading(try read("config/argocd/apps/windlass.yaml"))["spec"]["source"]
        let release = try #require(
            try read("config/flux/windlass.yaml").components(separatedBy: "\n---\n").map { try ChartValue.reading($0) }
                .first { $0["kind"].text == "HelmRelease" })["spec"]
        #expect(application["targetRevision"].text == Version.current)
        #expect(release["chart"]["spec"]["version"].text == Version.current)
        for values in [application["helm"]["valuesObject"], release["values"]] {
            let documents = try documents(ChartRenderer(folder: Self.folder, values: values))
            let settings = try settings(documents)
            let mounts = try pod(documents)["containers"][0]["volumeMounts"].items.compactMap { $0["mountPath"].text }
            for (option, reference) in settings.secretReferences {
                guard case .file(let path) = reference else { continue }
                #expect(mounts.contains { path.hasPrefix($0 + "/") }, "\(option): \(path) is mounted")
            }
        }
    }

    @Test func `The image has what the binary needs from Debian`() throws {
        let file = try read("config/container/Dockerfile")
        let runtime = try #require(file.components(separatedBy: "\nFROM ").last)
        for package in ["ca-certificates", "libcurl4", "libgit2-1.5", "libpq5", "libsqlite3-0", "libssl3", "tzdata"] {
            #expect(runtime.contains(package), "\(package)")
        }
        // One Debian on both sides, as the binary takes its libraries from there.
        #expect(file.contains("FROM swift:6.2-bookworm AS build") && runtime.hasPrefix("debian:bookworm-slim"))
        #expect(file.contains("*.resources /opt/windlass/"))
        #expect(file.contains("windlass/windlass:\(Version.current)"))
    }
}
