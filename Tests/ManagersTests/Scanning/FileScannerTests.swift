import Domain
import Testing

@testable import Managers

/// What the scanner makes of the managers' findings.
@Suite struct FileScannerTests {
    private func pod(_ image: String) -> String {
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - {name: a, image: \"\(image)\"}\n"
    }

    @Test("a place that two managers report is kept once, for the one that knows more")
    func oneOfTwo() {
        let text = "services:\n  web:\n    image: nginx:1.27.1\n"
        let pins = FixtureTree(["docker-compose.values.yaml": text]).pins()
        #expect(pins.map(\.manager) == ["docker-compose"])
    }

    @Test("sorts by file and place, whatever the order of the files was")
    func order() {
        let scanner = FileScanner()
        let files = ["b.yaml": pod("b:2"), "a.yaml": pod("a:1") + "---\n" + pod("a:2"), "c/a.yaml": pod("c:3")]
        let extractions = files.map { scanner.scan(path: $0.key, bytes: Array($0.value.utf8)) }
        let expected = ["a a:1", "a a:2", "b b:2", "c c:3"].map { $0.split(separator: " ")[1] }
        for shuffled in [extractions, extractions.reversed()] {
            let found = scanner.resolve(shuffled).dependencies.map { "\($0.depName):\($0.currentValue ?? "")" }
            #expect(found == expected.map(String.init))
        }
    }

    @Test("reads only with the managers that are enabled")
    func enabledManagers() {
        let tree = FixtureTree(["Dockerfile": "FROM alpine:3.20\n", "pod.yaml": pod("a:1")])
        #expect(tree.pins(ScanOptions(enabledManagers: ["dockerfile"])).map(\.depName) == ["alpine"])
        #expect(tree.pins(ScanOptions(enabledManagers: [])).isEmpty)
    }

    @Test("wants the paths that are included and not ignored")
    func paths() {
        let scanner = FileScanner(options: ScanOptions(ignorePaths: ["**/old/**"], includePaths: ["apps/**"]))
        #expect(scanner.wants(path: "apps/a.yaml"))
        #expect(!scanner.wants(path: "apps/old/a.yaml"))
        #expect(!scanner.wants(path: "a.yaml"))
    }

    @Test(
        "an alias stands for a registry, a variable or the name of a chart repository",
        arguments: [
            ("$REGISTRY", "registry.example.com", "$REGISTRY/team/app:1.0.0", "registry.example.com/team/app"),
            ("${REGISTRY}", "registry.example.com/team", "${REGISTRY}/app:1.0.0", "registry.example.com/team/app"),
            ("mirror.example.com", "docker.io", "mirror.example.com/library/redis:7.2", "docker.io/library/redis"),
            ("mirror", "docker.io", "mirrored/redis:7.2", "mirrored/redis"),
        ])
    func aliases(_ name: String, _ value: String, _ image: String, _ expected: String) throws {
        let tree = FixtureTree(["pod.yaml": pod(image)])
        let pin = try #require(tree.pins(ScanOptions(registryAliases: [name: value])).first)
        #expect(pin.packageName == expected)
        #expect(pin.depName == image.split(separator: ":")[0])
        #expect(tree.texts(of: pin) == [pin.currentValue])
    }

    @Test("an alias of a chart repository gives the chart its place", arguments: ["@team", "alias:team"])
    func chartAlias(_ repository: String) throws {
        let text = "dependencies: [{name: a, version: 1.0.0, repository: '\(repository)'}]\n"
        let tree = FixtureTree(["Chart.yaml": text])
        #expect(tree.scan().dependencies.first?.skipReason == .unknownRegistry)
        let options = ScanOptions(registryAliases: ["team": "https://charts.example.org"])
        #expect(tree.pins(options).first?.registryURLs == ["https://charts.example.org"])
    }

    @Test("a document that cannot be read is told, with its line")
    func brokenDocument() {
        let result = FixtureTree(["a.yaml": pod("a:1") + "---\nkind: [image\n---\n" + pod("b:2")]).scan()
        #expect(result.dependencies.map(\.depName) == ["a", "b"])
        #expect(result.diagnostics.map(\.severity) == [.warning])
        #expect((7...9).contains(result.diagnostics.first?.line ?? 0))
    }

    @Test("a broken document in which an image was found line by line needs no word")
    func lineByLine() {
        let text = "apiVersion: v1\nkind: Pod\nspec: <% if x %>]\n  image: \"nginx:1.27.1\" # kept\n"
        let result = FixtureTree(["a.yaml": text]).scan()
        #expect(result.dependencies.map(\.currentValue) == ["1.27.1"])
        #expect(result.diagnostics.isEmpty)
    }

    @Test("files that hold nothing for a manager are not parsed, however broken")
    func untouched() {
        #expect(FixtureTree(["a.yaml": "a: [", "b.txt": "image: nginx:1", "c.yaml": ""]).scan().diagnostics.isEmpty)
    }

    @Test(
        "a tag that is written as a number stays as written",
        arguments: ["1.10", "1.0", "010", "1e3", "0x10", "1_000", "20240101", "3.10"])
    func numbers(_ tag: String) {
        let pins = FixtureTree(["values.yaml": "image: {repository: a/b, tag: \(tag)}"]).pins()
        #expect(pins.map(\.currentValue) == [tag])
    }

    @Test("a version that is a template stays one when another file explains its repository")
    func templatedVersion() {
        let tree = FixtureTree([
            "helmfile.yaml.gotmpl":
                "releases:\n  - {name: a, chart: shop/api, version: '{{ .Values.versions.api | quote }}'}\n",
            "bases/repositories.yaml":
                "repositories:\n  - {name: shop, url: 'https://charts.example.org'}\nreleases: []\n",
        ])
        let found = tree.scan().dependencies.filter { $0.depName == "api" }
        #expect(found.map(\.skipReason) == [.containsVariable])
    }
}
