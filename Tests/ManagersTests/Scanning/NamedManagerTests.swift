import Domain
import Testing

@testable import Managers

@Suite("Managers that know their files by their path")
struct NamedManagerTests {
    private static let named = builtInManagers.compactMap { $0 as? any NamedManager.Type }
    private static let ids: [String] = named.map { $0.id.rawValue }

    @Test("claim no golden file without one of their words", arguments: ids)
    func words(of id: String) throws {
        let type = try #require(Self.named.first { $0.id.rawValue == id })
        let manager = type.init()
        for kind in ["original", "leave"] {
            for (path, bytes) in try FixtureTree(fixture: "\(id)/\(kind)").files
            where manager.claims(SourceFile(path: path, bytes: bytes)) {
                #expect(PathWords(path).mayHold(type.words), "\(path)")
            }
        }
    }

    @Test(
        "claim no path of any case without one of their words",
        arguments: [
            "DOCKERFILE", "build/Api.Dockerfile", "Containerfile-dev", ".GITHUB/workflows/A.YML",
            ".github/workflows/a.yml",
            "x/action.yaml", ".gitea/workflow-templates/a.yml", ".nvmrc", ".java-version", ".Terraform-Version",
            ".terraform.lock.hcl", "a.tf.json", "prod.tfvars", "main.tofu", "x.tflint.hcl", "terragrunt.hcl",
            "mise.toml",
            ".config/mise/conf.d/a.toml", ".tool-versions", "a.container", "b.image", "c.volume",
            ".circleci/config.yml",
            ".drone.yml", ".woodpecker/a.yaml", ".buildkite/pipeline.yml", "bitbucket-pipelines.yml",
            "x.cloudbuild.yaml",
            ".devcontainer/devcontainer.json", ".pre-commit-config.yaml", "renovate.json5", ".renovaterc",
            "devbox.json",
            "requirements.yml", "galaxy.yaml", "jsonnetfile.json", "devspace.yaml", "vcluster.yaml", "values.yaml",
        ])
    func anyCase(path: String) {
        let text = "image: plugins: terraform Image= extends # { dependencies: }"
        let file = SourceFile(path: path, bytes: Array(text.utf8))
        for type in Self.named where type.init().claims(file) {
            #expect(PathWords(path).mayHold(type.words), "\(type.id.rawValue)")
        }
    }

    @Test("A path with other letters is left to the managers themselves")
    func otherLetters() {
        #expect(PathWords("Größe/values.yaml").mayHold(["dockerfile"]))
        #expect(!PathWords("values.yaml").mayHold(["dockerfile"]))
        #expect(PathWords("DockerFile").mayHold(["dockerfile"]))
    }
}
