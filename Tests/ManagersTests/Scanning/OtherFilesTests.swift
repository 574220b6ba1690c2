import Domain
import Testing

@testable import Managers

@Suite("What one file says about another")
struct OtherFilesTests {
    private func found(_ files: [(path: String, text: String)]) -> [String] {
        let scanner = FileScanner()
        return scanner.resolve(files.map { scanner.scan(path: $0.path, bytes: Array($0.text.utf8)) }).dependencies
            .map { dependency in
                let value = dependency.currentValue ?? "-"
                let reason = dependency.skipReason.map { " \($0.rawValue)" } ?? ""
                return "\(dependency.file) \(dependency.depName) \(value)\(reason)"
            }
    }

    private let job = "build:\n  image: registry.example.com/ci/build:1.0.0\n  script: make\n"

    @Test("A file is a pipeline when a pipeline includes it, by path or by glob", arguments: ["/ci/a.yml", "ci/*.yml"])
    func localInclude(_ path: String) {
        let pipeline = "include:\n- local: \(path)\n"
        #expect(
            found([(".gitlab-ci.yml", pipeline), ("ci/a.yml", job)])
                == ["ci/a.yml registry.example.com/ci/build 1.0.0"])
    }

    @Test("A file with a script that no pipeline includes is no pipeline")
    func notIncluded() {
        #expect(found([(".gitlab-ci.yml", "include: /ci/b.yml\n"), ("ci/a.yml", job)]).isEmpty)
    }

    @Test("Charts that a lock file of Helmfile lists are held, with the lock's own entries")
    func helmfileLock() {
        let helmfile = """
            repositories: [{name: shop, url: https://charts.example.com}]
            releases:
            - {name: a, chart: shop/api, version: 1.0.0}
            - {name: b, chart: shop/web, version: 2.0.0}

            """
        let lock = "dependencies:\n- {name: api, repository: https://charts.example.com, version: 1.0.0}\n"
        #expect(
            found([("helmfile.yaml", helmfile), ("helmfile.lock", lock)])
                == [
                    "helmfile.lock api 1.0.0 lock-file", "helmfile.yaml api 1.0.0 lock-file",
                    "helmfile.yaml web 2.0.0",
                ])
        #expect(
            found([("a/helmfile.yaml", helmfile), ("b/helmfile.lock", lock)])
                .contains("a/helmfile.yaml api 1.0.0"))
    }

    @Test("A parameter that a list sets in one place and files in another is pinned in both")
    func listAndFiles() {
        let set = """
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            spec:
              goTemplate: true
              generators:
              - git: {files: [{path: "envs/*/config.json"}]}
              - list: {elements: [{chartRevision: 5.0.0}]}
              template:
                spec:
                  source:
                    repoURL: https://charts.example.com
                    chart: api
                    targetRevision: '{{ .chartRevision }}'

            """
        let pins = found([("set.yaml", set), ("envs/dev/config.json", #"{"chartRevision": "4.0.0"}"#)])
        #expect(pins.contains("set.yaml api 5.0.0"))
        #expect(pins.contains("envs/dev/config.json api 4.0.0"))
    }
}

@Suite("Places that are easily overlooked")
struct OverlookedPlacesTests {
    private func found(_ path: String, _ text: String) -> [String] {
        let scanner = FileScanner()
        return scanner.resolve([scanner.scan(path: path, bytes: Array(text.utf8))]).dependencies.map { dependency in
            let value = dependency.currentValue ?? "-"
            let reason = dependency.skipReason.map { " \($0.rawValue)" } ?? ""
            return "\(dependency.datasource.rawValue) \(dependency.depName) \(value)\(reason)"
        }
    }

    @Test(
        "Resources pin what their reference says",
        arguments: [
            (
                "apiVersion: upgrade.cattle.io/v1\nkind: Plan\nspec: {channel: https://update.k3s.io/v1-release/channels/v1.30}",
                ["github-releases k3s-io/k3s v1.30"]
            ),
            (
                "apiVersion: upgrade.cattle.io/v1\nkind: Plan\nspec: {channel: https://update.k3s.io/v1-release/channels/stable}",
                []
            ),
            (
                "apiVersion: addons.cluster.x-k8s.io/v1alpha1\nkind: HelmChartProxy\nspec: {chartName: cni, repoURL: https://charts.example.com, version: 1.0.0}",
                ["helm cni 1.0.0"]
            ),
            (
                "apiVersion: helm.crossplane.io/v1beta1\nkind: Release\nspec: {forProvider: {chart: {name: db, repository: https://charts.example.com, version: 1.0.0}}}",
                ["helm db 1.0.0"]
            ),
            (
                "apiVersion: cdi.kubevirt.io/v1beta1\nkind: DataVolume\nspec: {source: {registry: {url: docker://registry.example.com/disks/base:1.0.0}}}",
                ["docker registry.example.com/disks/base 1.0.0"]
            ),
            (
                "apiVersion: tekton.dev/v1\nkind: TaskRun\nspec: {taskRef: {resolver: hub, params: [{name: name, value: git-clone}, {name: version, value: '0.9'}]}}",
                ["tekton-hub git-clone 0.9 unsupported-datasource"]
            ),
            (
                "apiVersion: v1\nkind: ConfigMap\ndata: {WORKER_IMAGE: registry.example.com/worker:1.0.0, IMAGE: not an image, LOGO_IMAGE: a/b.png}",
                ["docker registry.example.com/worker 1.0.0"]
            ),
        ])
    func resources(_ text: String, _ expected: [String]) { #expect(found("a.yaml", text + "\n") == expected) }

    @Test("A JSON patch in a file of its own sets an image, as YAML and as JSON")
    func patchFile() {
        let yaml = """
            - op: replace
              path: /spec/template/spec/containers/0/image
              value: registry.example.com/shop/api:1.0.0

            """
        let json = #"[{"op":"add","path":"/spec/image","value":"registry.example.com/shop/api:1.0.0"}]"#
        #expect(found("patch.yaml", yaml) == ["docker registry.example.com/shop/api 1.0.0"])
        #expect(found("patch.json", json) == ["docker registry.example.com/shop/api 1.0.0"])
        #expect(found("list.yaml", "- op: x\n- path: /image\n  value: registry.example.com/a:1.0.0\n").isEmpty)
    }

    @Test("An installer of the factory is a release of Talos, whatever the schematic")
    func factory() {
        let text = "machine:\n  install:\n    image: factory.talos.dev/metal-installer/{{ ENV.SCHEMATIC }}:v1.7.0\n"
        #expect(found("machine.yaml.j2", text) == ["github-releases siderolabs/talos v1.7.0"])
        let open = text.replacing("v1.7.0", with: "{{ ENV.VERSION }}")
        #expect(found("machine.yaml.j2", open).allSatisfy { $0.hasSuffix("contains-variable") })
    }

    @Test("Variables of Ansible name files of a release or at a tag")
    func ansibleFiles() {
        let text = """
            manifests:
            - url: https://raw.githubusercontent.com/example/operator/v0.70.0/crds/a.yaml
            - https://github.com/example/tool/releases/download/v1.2.3/tool.yaml
            - https://github.com/example/tool/blob/main/README.md

            """
        #expect(
            found("group_vars/all.yml", text)
                == ["github-tags example/operator v0.70.0", "github-releases example/tool v1.2.3"])
    }

    @Test("The release that wrote the components of Flux is shown and held")
    func fluxComponents() {
        let text = "---\n# This manifest was generated by flux. DO NOT EDIT.\n# Flux Version: v2.1.2\n"
        #expect(
            found("flux-system/gotk-components.yaml", text + "a: b\n")
                == ["github-releases fluxcd/flux2 v2.1.2 generated-file"])
        #expect(found("other.yaml", text + "a: b\n").isEmpty)
    }
}
