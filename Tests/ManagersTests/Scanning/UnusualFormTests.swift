import Domain
import Testing
import TextEdits

@testable import Managers

/// Forms that formats allow and few files use.
@Suite struct UnusualFormTests {
    private static func found(_ path: String, _ text: String) -> [String] {
        let scanner = FileScanner()
        return scanner.resolve([scanner.scan(path: path, bytes: Array(text.utf8))]).dependencies
            .map { "\($0.depName) \($0.currentValue ?? "-")" + ($0.skipReason.map { " \($0.rawValue)" } ?? "") }
    }

    @Test("A reference of GitLab is no image")
    func reference() {
        let text = "a:\n  image: !reference [.x, image]\n  services: !reference [.x, services]\n  script: [x]\n"
        #expect(Self.found(".gitlab-ci.yml", text).isEmpty)
    }

    @Test("A tag beside an image name with a version of its own is of something else")
    func ownVersion() {
        let text = "imageName: acme/named\nimageVersion: 2.2.2\nhub: docker.io/istio\ntag: 1.20.0\n"
        #expect(Self.found("values.yaml", text) == ["acme/named 2.2.2"])
    }

    @Test("The registry and the tag of all of Istio's images are those of its control plane")
    func hub() {
        let text = "global: {hub: docker.io/istio, tag: 1.24.1}\nother: {hub: registry.example.com, tag: 1.0.0}\n"
        #expect(Self.found("values.yaml", text) == ["docker.io/istio/pilot 1.24.1"])
    }

    @Test("Manifests in the text of values are read, with spans in the file")
    func textInValues() throws {
        let text = """
            extraObjects:
              - |
                apiVersion: v1
                kind: Pod
                spec:
                  containers:
                    - {name: c, image: "alpine:3.19"}
            """
        let scanner = FileScanner()
        let pins = scanner.resolve([scanner.scan(path: "values.yaml", bytes: Array(text.utf8))]).dependencies
        let span = try #require(pins.first?.spans.first?.span)
        #expect(pins.count == 1)
        #expect(String(decoding: Array(text.utf8)[span.start..<span.end], as: UTF8.self) == "3.19")
    }

    @Test(
        "Unusual forms are found",
        arguments: [
            ("values.yaml", "images:\n  list:\n    - {name: ghcr.io/acme/a, tag: 2.0.0}\n", "ghcr.io/acme/a 2.0.0"),
            (
                "compose.yaml", "include:\n  - oci://ghcr.io/acme/a:1.0.0\n  - x.yaml\nname: image\n",
                "ghcr.io/acme/a 1.0.0"
            ),
            ("compose.yaml", "include: [{path: [oci://ghcr.io/acme/a:1.0.0]}]\nname: image\n", "ghcr.io/acme/a 1.0.0"),
            (
                "lint.cloudbuild.yaml",
                "steps: [{name: 'gcr.io/acme/$_I:$_T'}]\nsubstitutions: {_I: dev, _T: '1.18'}\n",
                "gcr.io/acme/dev 1.18"
            ),
            (
                "t.yaml",
                "apiVersion: tekton.dev/v1\nkind: Task\nspec:\n  params: [{name: BUILDER_IMAGE, default: 'ghcr.io/acme/a:1.1.0'}]\n",
                "ghcr.io/acme/a 1.1.0"
            ),
            (
                "c.yaml",
                "apiVersion: meta.pkg.crossplane.io/v1\nkind: Configuration\nspec:\n  dependsOn: [{provider: xpkg.io/a/b, version: '>=v0.4.1'}]\n",
                "xpkg.io/a/b >=v0.4.1"
            ),
            (
                "Dockerfile", "FROM scratch\nADD https://github.com/acme/r/releases/download/v1.0.0/x.tgz /\n",
                "acme/r v1.0.0"
            ),
            (
                "Dockerfile",
                "ARG V=v1.0.0\nFROM scratch\nADD https://github.com/acme/r/releases/download/${V}/x.tgz /\n",
                "acme/r v1.0.0"
            ),
            (
                "tasks/main.yml",
                "- kubernetes.core.helm: {name: x, chart_ref: b/redis, chart_version: 17.0.0, chart_repo_url: 'https://c.example.com'}\n",
                "redis 17.0.0"
            ),
            (
                "tasks/main.yml", "- git: {repo: 'https://github.com/acme/g.git', version: v1.0.0}\n",
                "acme/g v1.0.0"
            ),
            (
                "values.yaml",
                "applications: [{source: {repoURL: 'https://c.example.com', chart: shop, targetRevision: 1.4.0}}]\n",
                "shop 1.4.0"
            ),
            (
                "set.yaml",
                "apiVersion: argoproj.io/v1alpha1\nkind: ApplicationSet\nspec:\n  generators: [{clusters: {values: {v: 3.0.0}}}]\n"
                    + "  template: {spec: {source: {repoURL: 'https://c.example.com', chart: shop, targetRevision: '{{values.v}}'}}}\n",
                "shop 3.0.0"
            ),
            (
                "set.yaml",
                "apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nspec:\n  resources:\n"
                    + "    - apiVersion: source.toolkit.fluxcd.io/v1\n      kind: OCIRepository\n"
                    + "      spec: {url: oci://ghcr.io/acme/rs, ref: {tag: 2.2.2}}\n",
                "ghcr.io/acme/rs 2.2.2"
            ),
            (
                "flux.yaml",
                "apiVersion: fluxcd.controlplane.io/v1\nkind: FluxInstance\nspec: {distribution: {artifact: 'oci://ghcr.io/acme/fi:v0.12.0'}}\n",
                "ghcr.io/acme/fi v0.12.0"
            ),
            (
                "helmfile.yaml", "helmfiles:\n  - path: git::https://github.com/acme/hf.git@helmfile.yaml?ref=v0.1.0\n",
                "acme/hf v0.1.0"
            ),
        ])
    func unusual(path: String, text: String, expected: String) {
        #expect(Self.found(path, text) == [expected])
    }

    @Test("A function that leaves a version as it is does not hide a parameter of a template")
    func formattedParameter() {
        #expect(ArgoParameters.key(in: "{{ .chart.version | quote }}") == "chart.version")
        #expect(ArgoParameters.key(in: "{{ .a | toString | trim }}") == "a")
        #expect(ArgoParameters.key(in: "{{- .a -}}") == "a")
        #expect(ArgoParameters.key(in: "{{-.a | quote -}}") == "a")
        #expect(ArgoParameters.key(in: "{{app-version}}") == "app-version")
        #expect(ArgoParameters.key(in: "{{ .a | default \"1.0\" }}") == nil)
        #expect(ArgoParameters.key(in: "{{ index .a 0 }}") == nil)
    }
}
