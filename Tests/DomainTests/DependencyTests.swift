import Domain
import Testing
import TextEdits

@Suite("Dependencies")
struct DependencyTests {
    private let value = ByteSpan(start: 6, end: 11)
    private let digest = ByteSpan(start: 12, end: 20)

    private func dependency(_ spans: [DependencySpan]) -> Dependency {
        Dependency(
            file: "a.yaml", line: 1, manager: "kubernetes", depName: "nginx", datasource: "docker",
            versioning: "docker",
            currentValue: "1.2.3", spans: spans)
    }

    @Test("edits value and digest where they stand")
    func edits() {
        let dependency = dependency([.init(.value, value), .init(.digest, digest)])
        #expect(
            dependency.edits(value: "1.2.4", digest: "sha256:x") == [
                TextEdit(value, "1.2.4"), TextEdit(digest, "sha256:x"),
            ])
        #expect(dependency.edits(value: "1.2.4", digest: nil) == [TextEdit(value, "1.2.4")])
        #expect(dependency.edits(value: nil, digest: "sha256:x") == [TextEdit(digest, "sha256:x")])
        #expect(dependency.edits(value: nil, digest: nil).isEmpty)
    }

    @Test("edits every place that holds the same pin")
    func severalPlaces() {
        let second = ByteSpan(start: 30, end: 35)
        let edits = dependency([.init(.value, value), .init(.value, second)]).edits(value: "2", digest: "sha256:x")
        #expect(edits == [TextEdit(value, "2"), TextEdit(second, "2")])
    }

    @Test("a pin without spans has no edits")
    func noSpans() {
        #expect(dependency([]).edits(value: "2", digest: "x").isEmpty)
    }

    @Test("is looked up under its package name, which is its own name when none is given")
    func package() {
        #expect(dependency([]).package == Package(datasource: "docker", name: "nginx"))
        let mirrored = Dependency(
            file: "a.yaml", line: 1, manager: "helm", depName: "web", packageName: "nginx", datasource: "helm",
            registryURLs: ["https://charts.example.com"], versioning: "helm")
        #expect(
            mirrored.package == Package(datasource: "helm", name: "nginx", registryURLs: ["https://charts.example.com"])
        )
        #expect(mirrored.package != dependency([]).package)
    }
}
