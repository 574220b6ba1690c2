public import Domain

/// Images and features of development containers.
///
/// **Files**: `devcontainer.json` (JSON with comments), also `.devcontainer.json` and with a name before the ending.
///
/// **Fields**: `image`; the keys of `features`, which are OCI artifacts with a version; and versions in the options of features that
/// install a well-known tool.
///
/// **Skipped, with a reason**: images and features without a version (`unspecified-version`), variables (`contains-variable`). Local features (`./path`)
/// pin nothing; neither does `dockerFile`, whose images are those of the Dockerfile.
/// Source: https://containers.dev/implementors/json_reference/
public struct Devcontainer: Manager {
    public static let id: ManagerID = "devcontainer"
    public static let summary = "Images and features of development containers"
    public static let filePatterns = ["**/{.,}devcontainer*.json"]
    public static let datasources: [DatasourceID] = [
        "docker", "github-releases", "golang-version", "node-version", "npm", "python-version", "ruby-version",
    ]

    public init() {}

    public func claims(_ file: SourceFile) -> Bool {
        let name = file.traits.name
        guard name.hasSuffix(".json") || name.hasSuffix(".jsonc") else { return false }
        return name.hasPrefix("devcontainer.") || name.hasPrefix(".devcontainer.")
    }

    public func extract(from file: SourceFile) -> Extraction {
        let pins = PinBuilder(file, Self.id)
        for root in file.yaml.roots where root.isMapping {
            if let image = root["image"]?.scalar, !image.text.isEmpty { pins.addImage(image) }
            for (feature, options) in root["features"]?.entries ?? .none {
                addFeature(feature, pins)
                addTools(of: feature, options.resolved, pins)
            }
        }
        return pins.extraction
    }

    /// Versions in the options of features that install a well-known tool.
    private func addTools(of feature: YAMLNode, _ options: YAMLNode, _ pins: PinBuilder) {
        guard options.isMapping, let image = feature.text.flatMap(ImageText.init), !image.hasVariable else { return }
        for tool in Self.tools[image.name] ?? [] {
            // Words such as `latest` and `none` choose, they do not pin.
            guard let version = options[tool.input]?.text, version.contains(where: \.isNumber) else { continue }
            tool.read(options, depType: "feature-option", pins)
        }
    }

    /// Source: https://github.com/devcontainers/features
    private static let tools: [String: [ToolInput]] = [
        "ghcr.io/devcontainers/features/github-cli": [.release("version", "cli/cli")],
        "ghcr.io/devcontainers/features/go": [
            .go("version"), .release("golangciLintVersion", "golangci/golangci-lint"),
        ],
        "ghcr.io/devcontainers/features/kubectl-helm-minikube": [
            .release("version", "kubernetes/kubernetes"), .release("helm", "helm/helm"),
            .release("minikube", "kubernetes/minikube"),
        ],
        "ghcr.io/devcontainers/features/node": [.node("version"), .npm("pnpmVersion", "pnpm")],
        "ghcr.io/devcontainers/features/python": [.python("version")],
        "ghcr.io/devcontainers/features/ruby": [.ruby("version")],
        "ghcr.io/devcontainers/features/terraform": [
            .release("version", "hashicorp/terraform"), .release("tflint", "terraform-linters/tflint"),
            .release("terragrunt", "gruntwork-io/terragrunt"),
        ],
    ]

    private func addFeature(_ node: YAMLNode, _ pins: PinBuilder) {
        guard let feature = node.scalar, feature.text.contains(bytes: "/"), !feature.text.hasPrefix("."),
            !feature.text.contains(bytes: "://")
        else { return }
        pins.addImage(feature, depType: "feature", digests: .nowhere)
    }
}
