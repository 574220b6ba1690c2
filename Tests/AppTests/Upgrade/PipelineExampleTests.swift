import ArgumentParser
import BotTestSupport
import Domain
import Foundation
import Managers
import Testing
import Yams

@testable import App

/// The scripts of config/gitlab-ci with a helm and a kubectl that only write down what they are asked.
@Suite("The pipeline half survives what it replaces", .timeLimit(.minutes(5))) struct PipelineExampleTests {
    private static let config = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../config").standardized

    /// A folder laid out as the repository of a platform, with the two programs in front of the path.
    private final class Place {
        let folder: TemporaryFolder

        init(version: String = "8.11.8") throws {
            folder = try TemporaryFolder()
            let source = PipelineExampleTests.config.appending(path: "gitlab-ci/upgrade").path
            try FileManager.default.copyItem(atPath: source, toPath: folder.path + "/upgrade")
            try folder.write("gitlab.version", "# The version.\n\(version)\n")
            try folder.write("values/gitlab.yaml", "global: {}\n")
            try folder.write("upgrade/values.yaml", "global: {}\n")
            try program(
                "helm",
                """
                echo "helm $*" >>"$STATE/calls"
                [ "$1" != list ] || cat "$STATE/installed" 2>/dev/null || true
                """)
            // `answers` holds what each look at the Job gives, one a line; the last one stays. `down` is an outage.
            try program(
                "kubectl",
                """
                echo "kubectl $*" >>"$STATE/calls"
                case "$*" in
                *"get job"*jsonpath*)
                    [ -e "$STATE/job" ] || exit 1
                    answer=$(head -n 1 "$STATE/answers")
                    [ "$(wc -l <"$STATE/answers")" -le 1 ] || sed -i 1d "$STATE/answers"
                    [ "$answer" != down ] || exit 1
                    echo "$answer" ;;
                *"get job"*) [ -e "$STATE/job" ] ;;
                *"delete job"*) rm "$STATE/job"; echo Complete >"$STATE/answers" ;;
                *"create --filename"*) cp job.yaml "$STATE/job" ;;
                *"--dry-run=client"*) echo "kind: ConfigMap" ;;
                *apply*) cat >/dev/null ;;
                esac
                """)
        }

        private func program(_ name: String, _ body: String) throws {
            let text = try folder.write("\(name).sh", "#!/bin/sh\n\(body)\n")
            // Written by a program of its own: a child that another test starts meanwhile would hold a file of ours open,
            // and what is open for writing cannot be executed.
            let script = #"mkdir -p "$2" && cp "$1" "$2/$3" && chmod 755 "$2/$3""#
            let copied = try run(
                ["/bin/sh", "-c", script, "sh", text, folder.path + "/bin", name],
                environment: ["PATH": "/usr/bin:/bin"],
                in: folder.path)
            #expect(copied.status == 0)
        }

        /// Runs a script, and gives its exit status.
        func sh(_ script: String) throws -> Int32 {
            let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
            return try run(
                ["/bin/sh", script],
                environment: [
                    "PATH": folder.path + "/bin:" + path, "STATE": folder.path, "POLL_SECONDS": "0",
                    "UPGRADE_NAMESPACE": "gitlab-upgrade", "RELEASE": "gitlab", "RELEASE_NAMESPACE": "gitlab",
                    "CHART": "gitlab", "CHART_REPOSITORY": "https://charts.gitlab.io", "VERSION": "8.11.8",
                    "TOOLS_IMAGE": "alpine/k8s:1.33.4",
                ], in: folder.path
            ).status
        }

        func calls(_ part: String) -> Int {
            let text = (try? String(contentsOfFile: folder.path + "/calls", encoding: .utf8)) ?? ""
            return text.split(separator: "\n").count { $0.contains(part) }
        }

        var result: String {
            ((try? String(contentsOfFile: folder.path + "/result.txt", encoding: .utf8)) ?? "")
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
    }

    // MARK: The runner's half

    @Test func `the Job is made once, whoever asks again, and an outage of the cluster is waited out`() throws {
        let place = try Place()
        try place.folder.write("answers", "\ndown\ndown\n\nSuccessCriteriaMet Complete\n")
        #expect(try place.sh("upgrade/apply.sh") == 0)
        #expect(place.result == "installed")
        #expect(try place.sh("upgrade/apply.sh") == 0)
        #expect(place.calls("create --filename") == 1)
        let job = try Yams.load(yaml: String(contentsOfFile: place.folder.path + "/job", encoding: .utf8))
        let spec = ChartValue(job)["spec"]["template"]["spec"]
        #expect(spec["restartPolicy"].text == "Never")
        #expect(spec["containers"][0]["image"].text == "alpine/k8s:1.33.4")
        let environment = spec["containers"][0]["env"].items
        #expect(environment.contains { $0["name"].text == "VERSION" && $0["value"].text == "8.11.8" })
        #expect(!ChartValue(job).printed.contains("@"))
    }

    @Test func `a runner that is replaced in the middle is followed by one that waits for the same Job`() throws {
        let place = try Place()
        try place.folder.write("answers", "Complete\n")
        // Somebody else made it, and was cut off while it waited.
        #expect(try place.sh("upgrade/apply.sh") == 0)
        try FileManager.default.removeItem(atPath: place.folder.path + "/result.txt")
        try place.folder.write("answers", "\n\nComplete\n")
        #expect(try place.sh("upgrade/apply.sh") == 0)
        #expect(place.calls("create --filename") == 1 && place.calls("delete job") == 0)
        #expect(place.result == "installed")
    }

    @Test func `a Job that fails fails the pipeline, and trying again makes a new one`() throws {
        let place = try Place()
        try place.folder.write("answers", "FailureTarget Failed\n")
        #expect(try place.sh("upgrade/apply.sh") != 0)
        #expect(place.result == "failed")
        #expect(try place.sh("upgrade/apply.sh") == 0)
        #expect(place.calls("delete job") == 1 && place.calls("create --filename") == 2)
        #expect(place.result == "installed")
    }

    // MARK: The Job's half

    private static func listed(_ status: String, _ chart: String) -> String {
        "gitlab\tgitlab  \t12      \t2026-11-20 03:12:44.123 +0000 UTC\t\(status)\tgitlab-\(chart)\tv17.11.8\n"
    }

    @Test(arguments: [nil, ("deployed", "8.10.2"), ("deployed", "8.11.8"), ("failed", "8.11.8")])
    func `the chart is installed over nothing, an older one, the same, or one that failed`(
        found: (status: String, chart: String)?
    ) throws {
        let place = try Place()
        if let found { try place.folder.write("installed", Self.listed(found.status, found.chart)) }
        #expect(try place.sh("upgrade/install.sh") == 0)
        #expect(place.calls("helm upgrade --install gitlab gitlab") == 1)
        #expect(place.calls("--version 8.11.8") == 1 && place.calls("--atomic") == 0)
        #expect(place.calls("delete secret") == 0)
    }

    @Test func `what was cut off is taken up again`() throws {
        let place = try Place()
        try place.folder.write("installed", Self.listed("pending-upgrade", "8.11.8"))
        #expect(try place.sh("upgrade/install.sh") == 0)
        #expect(place.calls("delete secret sh.helm.release.v1.gitlab.v12") == 1)
        #expect(place.calls("helm upgrade") == 1)
    }

    @Test(arguments: ["8.11.9", "8.12.0", "9.0.0", "8.100.0"])
    func `a pipeline of last month that is started again does not go back`(installed: String) throws {
        let place = try Place()
        try place.folder.write("installed", Self.listed("deployed", installed))
        #expect(try place.sh("upgrade/install.sh") == 1)
        #expect(place.calls("helm upgrade") == 0 && place.calls("delete secret") == 0)
    }

    // MARK: What an administrator copies

    @Test func `every example can be read, and every script`() throws {
        let files = try #require(FileManager.default.enumerator(atPath: Self.config.path))
        var count = 0
        for case let name as String in files {
            let path = Self.config.appending(path: name).path
            if name.hasSuffix(".sh") {
                #expect(try run(["/bin/sh", "-n", path]).status == 0, "\(name)")
            } else if name.hasSuffix(".yml") || name.hasSuffix(".yaml"), !name.hasSuffix("upgrade/job.yaml") {
                for document in try Yams.load_all(yaml: String(contentsOfFile: path, encoding: .utf8)) {
                    #expect(document is [AnyHashable: Any], "\(name)")
                }
            } else {
                continue
            }
            count += 1
        }
        #expect(count >= 13)
    }

    @Test func `what the pipeline calls is there, and its rules name the files that are pinned`() throws {
        let text = try String(
            contentsOf: Self.config.appending(path: "gitlab-ci/self-upgrade.gitlab-ci.yml"), encoding: .utf8)
        let pipeline = try ChartValue.reading(text)
        #expect(pipeline["upgrade"]["resource_group"].text == "platform")
        #expect(pipeline["upgrade"]["interruptible"] == .flag(false))
        for job in ["upgrade", "report"] {
            let script = try #require(pipeline[job]["script"][0].text)
            let path = try #require(script.split(separator: " ").last)
            #expect(FileManager.default.fileExists(atPath: Self.config.path + "/gitlab-ci/" + path), "\(script)")
            let rule = try #require(pipeline[job]["rules"].items.last)
            #expect(rule["changes"][0].text == "gitlab.version")
        }
        #expect(pipeline["route"]["image"].text?.hasSuffix("windlass/windlass:\(Version.current)") == true)
        let command = try WindlassCommand.parseAsRoot(["route", "--check", ".", "--base", "abc"])
        #expect(command is RouteCommand)
    }

    @Test func `the pins of the examples are found, and known as what they are`() async throws {
        let scan = try await scanDirectory(Self.config.path, options: .init(RepositoryOptions()))
        let found = scan.dependencies.map { "\($0.file) \($0.depName)" }
        for pin in [
            "gitlab-ci/gitlab.version gitlab", "argocd/apps/argo-cd.yaml argo-cd", "terraform/main.tf argo-cd",
            "argocd/apps/windlass.yaml windlass", "flux/windlass.yaml windlass",
        ] {
            #expect(found.contains(pin), "\(pin)")
        }
        let versions = scan.dependencies.filter { $0.depName == "argo-cd" }.compactMap(\.currentValue)
        #expect(Set(versions).count == 1, "the bootstrap and the root application pin the same")
    }
}
