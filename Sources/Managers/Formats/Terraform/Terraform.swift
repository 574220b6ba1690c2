public import Domain

/// Providers, modules, charts and images of Terraform and OpenTofu.
///
/// **Files**: `*.tf`, `*.tofu` and their JSON forms `*.tf.json` and `*.tofu.json`; `*.tfvars`; `.terraform.lock.hcl`.
///
/// **Fields**: `required_version`; `required_providers` (`source` with `version`, or a version alone); `version` of provider
/// blocks; `source` of modules: registries with `version`, Git in all address forms with `?ref=`, OCI with `?tag=`; `helm_release` and
/// `helm_template` with `repository`, `chart` and `version`, and its `values` where they are a heredoc or `yamlencode`; `terraform_version` of
/// `tfe_workspace`; images of `docker_*` and `kubernetes_*` resources, nested blocks and manifests too, and elsewhere any
/// `image` with a tag or digest; `set` of `helm_release`; a chart's name, repository and version beside each other in any object; versions of
/// Kubernetes of EKS, AKS, GKE and Talos. `var.x` and `local.x` are followed to a default, value, `*.tfvars` of the same
/// folder or argument of a call of the module, in whichever file it stands, and edited there.
///
/// **Skipped, with a reason**: values that only Terraform knows (`contains-variable`), modules and charts in the same
/// repository (`local-chart`), what has no version (`unspecified-version`).
///
/// **Lock files**: when the version of a provider moves, the same commit rewrites its entry (`version`, `constraints`,
/// `hashes`) in every `.terraform.lock.hcl` that serves the file: the one in its folder, and those of folders that call it as a
/// module by a path, at any depth. Where that cannot be done in full, the provider is held with the reason `lock-file` and what
/// failed. An entry is a pin of its own (`lock`) that moves within what its constraints allow.
///
/// Source: https://developer.hashicorp.com/terraform/language, https://opentofu.org/docs/language/
public struct Terraform: Manager {
    public static let id: ManagerID = "terraform"
    public static let summary = "Providers, modules, Helm charts and images of Terraform and OpenTofu"
    public static let filePatterns = ["**/*.{tf,tofu,tf.json,tofu.json,tfvars}", "**/.terraform.lock.hcl"]
    public static let datasources: [DatasourceID] = [
        "docker", "endoflife-date", "git-tags", "github-releases", "github-tags", "gitlab-tags", "helm",
        "terraform-module", "terraform-provider",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        let name = file.traits.name
        return name == TerraformLock.fileName || [".tf", ".tofu"].contains(where: name.hasSuffix) || Self.isJSON(name)
            || name.hasSuffix(".tfvars")
    }

    public func extract(from file: SourceFile) -> Extraction {
        let name = file.traits.name
        let pins = PinBuilder(file, Self.id)
        guard let tree = Self.isJSON(name) ? HCLJSON.tree(of: file.yaml) : file.hcl else { return Extraction() }
        if name == TerraformLock.fileName {
            TerraformLock(tree).report(to: pins)
        } else if let root = tree.root {
            let reader = TerraformReader(pins: pins, root: root, isOpenTofu: name.contains(bytes: ".tofu"))
            if name.hasSuffix(".tfvars") {
                reader.readImages(of: root)
                TerraformCharts(pins: pins, scope: reader.scope).walk(root)
                reader.variables.reportArguments(of: root, folder: file.folder)
            } else {
                reader.read(root)
            }
        }
        return tree.failures.isEmpty ? pins.extraction : pins.extraction.adding(tree.diagnostics(file))
    }

    public func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        TerraformVariables.resolve(dependency, with: facts).map { TerraformLocks.resolved($0, by: facts) }
    }

    private static func isJSON(_ name: String) -> Bool { name.hasSuffix(".tf.json") || name.hasSuffix(".tofu.json") }
}

extension SourceFile {
    /// The parse of this file as HCL, made once for all managers.
    var hcl: HCLTree { memo(HCLTree.self) { HCLTree($0.bytes) } }
}

extension HCLTree {
    /// What could not be read, for people.
    func diagnostics(_ file: SourceFile) -> [Diagnostic] {
        failures.prefix(10).map { failure in
            Diagnostic(
                file: file.path, line: file.line(at: failure.offset), severity: .warning,
                message: "not read as HCL: \(failure.message); this part is not looked at")
        }
    }
}

extension Extraction {
    func adding(_ diagnostics: [Diagnostic]) -> Extraction {
        Extraction(dependencies: dependencies, facts: facts, diagnostics: self.diagnostics + diagnostics)
    }
}
