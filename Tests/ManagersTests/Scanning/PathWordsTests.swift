import Domain
import Testing

@testable import Managers

@Suite("Managers that know their files by their path")
struct PathWordsTests {
    private static let named = builtInManagers.filter { $0.pathWords != nil }
    private static let ids: [String] = named.map { $0.id.rawValue }

    @Test("claim no golden file without one of their words", arguments: ids)
    func words(of id: String) throws {
        let type = try #require(Self.named.first { $0.id.rawValue == id })
        let manager = type.init()
        for kind in ["original", "leave"] {
            for (path, bytes) in try FixtureTree(fixture: "\(id)/\(kind)").files
            where manager.claims(SourceFile(path: path, bytes: bytes)) {
                #expect(PathWords(path).mayHold(type.pathWords), "\(path)")
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
            #expect(PathWords(path).mayHold(type.pathWords), "\(type.id.rawValue)")
        }
    }

    @Test("A word is found wherever it stands, and no other")
    func places() {
        for path in ["x.tf", ".tf", "a/b.tf.json", "a.TF"] { #expect(PathWords(path).mayHold([".tf"]), "\(path)") }
        for path in ["", "t", "x.t/f", "ft.", "xtf"] { #expect(!PathWords(path).mayHold([".tf"]), "\(path)") }
    }

    @Test("A path with other letters is left to the managers themselves")
    func otherLetters() {
        #expect(PathWords("Größe/values.yaml").mayHold(["dockerfile"]))
        #expect(!PathWords("values.yaml").mayHold(["dockerfile"]))
        #expect(PathWords("DockerFile").mayHold(["dockerfile"]))
    }
}

extension PathWords {
    fileprivate func mayHold(_ words: [StaticString]?) -> Bool {
        words?.contains { mayHold(Word($0)) } ?? true
    }
}
