public import Domain

/// Modules of Terragrunt, and the versions it asks for.
///
/// **Files**: `terragrunt.hcl`, `root.hcl`, `terragrunt.stack.hcl`, and any `*.hcl` that mentions `terraform` or `terragrunt`,
/// but no lock file, tflint or Packer file.
///
/// **Fields**: `source` of `terraform` blocks, and of `unit` and `stack` blocks: `tfr://` with `?version=`, Git in all address
/// forms with `?ref=`, OCI with `?tag=`; `terraform_version_constraint` and `terragrunt_version_constraint`; in the `contents` of
/// `generate` blocks what a Terraform file may hold; images and charts in `inputs`. `local.x` is followed to a value in the same file
/// or in one that `read_terragrunt_config` reads, `inputs` of a module of this repository into it, and edited there.
///
/// **Skipped, with a reason**: addresses and revisions put together by functions or of other files (`contains-variable`),
/// folders (`local-chart`), Git without a revision (`unspecified-version`).
///
/// Source: https://terragrunt.gruntwork.io/docs/reference/hcl/blocks/
public struct Terragrunt: Manager {
    public static let id: ManagerID = "terragrunt"
    public static let summary = "Module sources and version constraints of Terragrunt"
    public static let filePatterns = ["**/*.hcl"]
    public static let datasources: [DatasourceID] = [
        "docker", "endoflife-date", "git-tags", "github-releases", "github-tags", "gitlab-tags", "helm",
        "terraform-module",
        "terraform-provider",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        let name = file.traits.name
        guard name.hasSuffix(".hcl"), name != TerraformLock.fileName, !name.hasSuffix(".tflint.hcl"),
            !name.hasSuffix(".pkr.hcl")
        else { return false }
        return file.mentions("terragrunt") || file.mentions("terraform") || file.mentions("locals")
            || name == "terragrunt.stack.hcl"
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        guard let root = file.hcl.root else { return Extraction() }
        var reader = TerraformReader(pins: pins, root: root, isOpenTofu: false)
        reader.variables.files = otherFiles(of: root)
        for block in root.entries {
            if block.isCalled("terraform") || block.isCalled("unit") || block.isCalled("stack"), block.hasEntries {
                if let source = block["source"] { reader.readSource(source, version: nil, of: block) }
            } else if block.isCalled("terraform_version_constraint") {
                addProgram("hashicorp/terraform", block, reader)
            } else if block.isCalled("terragrunt_version_constraint") {
                addProgram("gruntwork-io/terragrunt", block, reader)
            } else if block.isCalled("generate"), let contents = block["contents"] {
                readGenerated(contents, pins)
            }
        }
        readInputs(of: root, reader)
        reader.variables.reportValues(of: root)
        return pins.extraction.adding(file.hcl.diagnostics(file))
    }

    private func addProgram(_ name: String, _ node: HCLNode, _ reader: TerraformReader) {
        let depType = node.key
        reader.add(node, depType: depType) { value in
            var pin = reader.pins.pin(
                name, value, datasource: "github-releases", versioning: "hashicorp", depType: depType)
            pin.extractVersion = "^v(?<version>.+)$"
            return pin
        }
    }

    public func resolve(_ dependency: Dependency, with facts: RepositoryFacts) -> Dependency? {
        TerraformVariables.resolve(dependency, with: facts)
    }

    /// Locals that `read_terragrunt_config` fills: `find_in_parent_folders("env.hcl")`, with `.locals` behind it or not.
    private func otherFiles(of root: HCLNode) -> [String: TerraformVariables.OtherFile] {
        var files: [String: TerraformVariables.OtherFile] = [:]
        for block in root.children where block.isCalled("locals") {
            for entry in block.entries where entry.range.count < 500 {
                let line = entry.tree.bytes[entry.range.lowerBound...].prefix { $0 != ByteText.lineFeed }.prefix(500)
                let text = String(decoding: line, as: UTF8.self)
                guard text.hasPrefix("read_terragrunt_config("), let end = text.firstRange(of: ".hcl\"") else {
                    continue
                }
                let name = text[..<end.lowerBound].split { $0 == "/" || $0 == "\"" }.last.map { $0 + ".hcl" } ?? ""
                files[entry.key] = .init(name: name, isLocals: text[end.upperBound...].contains(bytes: ").locals"))
            }
        }
        return files
    }

    /// `inputs` are the variables of a module in the same repository; charts among them stand for themselves.
    private func readInputs(of root: HCLNode, _ reader: TerraformReader) {
        guard let inputs = root["inputs"], inputs.hasEntries else { return }
        TerraformCharts(pins: reader.pins, scope: reader.scope).walk(inputs)
        reader.readImages(of: inputs)
        guard let source = root["terraform"]?["source"].map({ reader.scope.value(of: $0).text }) else { return }
        let path = source.replacing("${get_repo_root()}/", with: "/").replacing("//", with: "/")
        guard path.hasPrefix(".") || path.hasPrefix("/"), !HCLValue.hasTemplate(path),
            let folder = resolvedPath(path, in: reader.pins.file.folder)
        else { return }
        reader.variables.reportArguments(of: inputs, folder: folder)
    }

    /// A Terraform file in a heredoc; its spans point into this one.
    private func readGenerated(_ node: HCLNode, _ pins: PinBuilder) {
        guard node.kind == .heredoc, let (bytes, map) = HCLText.decoded(node) else { return }
        guard let root = HCLTree(bytes, map: map).root else { return }
        TerraformReader(pins: pins, root: root, isOpenTofu: false).read(root)
    }
}
