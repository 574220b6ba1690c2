import Domain
import Managers
import Testing

@Suite("What stands around the pins of a component") struct SurroundingsTests {
    private static let question = SurroundingsQuestion(
        fields: ["upgradeCheck.enabled", "global.gitlabVersion", "postgresql.install"], flags: ["--reuse-values"])

    private func found(_ text: String, _ path: String) -> UpgradeSurroundings {
        readSurroundings(of: path, bytes: Array(text.utf8), Self.question)
    }

    private func lines(_ text: String, _ path: String = "values.yaml") -> [String] {
        let found = found(text, path)
        return found.fields.map { "\($0.line) \($0.name)=\($0.value)" }.sorted()
    }

    @Test func `fields of a values file, below the name of a chart too`() {
        #expect(
            lines("upgradeCheck: {enabled: false}\nglobal:\n  gitlabVersion: \"16.11.4\" # kept\n")
                == ["1 upgradeCheck.enabled=false", "3 global.gitlabVersion=16.11.4"])
        #expect(lines("gitlab:\n  upgradeCheck:\n    enabled: false\n") == ["3 upgradeCheck.enabled=false"])
        #expect(lines("upgradeCheck:\n  other: 1\n").isEmpty)
        #expect(lines("# upgradeCheck:\n#   enabled: false\n").isEmpty)
        #expect(lines("upgradeCheck.enabled: false\n").isEmpty)
    }

    @Test func `values inside of an Application, in each of their forms, with the chart that they are for`() {
        let text = """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: gitlab}
            spec:
              source:
                chart: gitlab
                helm:
                  parameters:
                    - name: global.gitlabVersion
                      value: "16.11.4"
                  values: |
                    upgradeCheck:
                      enabled: false
                  valuesObject:
                    postgresql:
                      install: true

            """
        #expect(
            lines(text, "apps/gitlab.yaml") == [
                "10 global.gitlabVersion=16.11.4", "13 upgradeCheck.enabled=false", "16 postgresql.install=true",
            ])
        #expect(found(text, "apps/gitlab.yaml").fields.allSatisfy { $0.charts == ["gitlab"] })
        #expect(found(text, "apps/gitlab.yaml").applications.first?.charts == ["gitlab"])
    }

    @Test func `a HelmRelease of Flux`() {
        let text =
            "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  chart:\n    spec:\n      chart: gitlab\n  values:\n    upgradeCheck:\n      enabled: false\n"
        #expect(found(text, "a.yaml").fields.map(\.charts) == [["gitlab"]])
    }

    @Test func `flags and assignments in scripts of pipelines, and in nothing else`() {
        let text =
            "deploy:\n  script:\n    # helm upgrade --reuse-values\n    - helm upgrade gitlab gitlab/gitlab --reuse-values\n    - |\n      helm upgrade x \\\n        --reuse-values=true --set global.gitlabVersion=16.1.2,a=b \\\n        --set=upgradeCheck.enabled=false\n    - helm upgrade --reset-then-reuse-values # --reuse-values\n    - helm upgrade --reuse-values=false\n"
        let all = found(text, ".gitlab-ci.yml")
        #expect(all.flags.map(\.line) == [4, 7])
        #expect(
            all.fields.map { "\($0.line) \($0.name)=\($0.value)" } == [
                "7 global.gitlabVersion=16.1.2", "8 upgradeCheck.enabled=false",
            ])
        #expect(found(text, "docs/example.yaml").flags.isEmpty)
        #expect(found("helm upgrade --reuse-values\n", "scripts/deploy.sh").flags.map(\.line) == [1])
        #expect(found("helm upgrade --reuse-values\n", "README.md").flags.isEmpty)
    }

    @Test func `where an Application finds its folders and values`() {
        let text = """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: argocd}
            spec:
              sources:
                - repoURL: https://git.example.com/platform/gitops.git
                  path: ./platform/argocd/
                  directory: {recurse: true}
                - chart: argo-cd
                  helm:
                    valueFiles: ["$own/platform/argocd/values.yaml", /all.yaml]
                - path: charts/argocd
                  helm: {valueFiles: [../common.yaml, values.yaml]}

            """
        let application = found(text, "a.yaml").applications.first
        #expect(application?.folders.map(\.path) == ["platform/argocd", "charts/argocd"])
        #expect(application?.folders.map(\.isDeep) == [true, false])
        #expect(
            application?.valueFiles == [
                "platform/argocd/values.yaml", "all.yaml", "charts/common.yaml", "charts/argocd/values.yaml",
            ])
    }

    @Test(
        "hostile files end",
        arguments: [
            String(repeating: "upgradeCheck: ", count: 10_000), String(repeating: "  - enabled", count: 20_000),
            "upgradeCheck: &a\n  enabled: *a\n", "upgradeCheck: {enabled: [",
            "a: |\n" + String(repeating: "  a: |\n", count: 2_000),
            "upgradeCheck: &a {<<: *a, enabled: no}\n",
        ])
    func hostile(_ text: String) {
        #expect(found(text, "values.yaml").fields.count < 3)
        #expect(found(text, ".gitlab-ci.yml").flags.isEmpty)
    }
}
