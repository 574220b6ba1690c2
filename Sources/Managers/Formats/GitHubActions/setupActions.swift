import Domain

/// Actions that install a tool, by the path of their repository in lower case.
let setupActions: [String: [ToolInput]] = [
    "actions/setup-go": [.go("go-version")],
    "actions/setup-node": [.node("node-version")],
    "actions/setup-python": [.python("python-version")],
    "ruby/setup-ruby": [
        ToolInput(input: "ruby-version", name: "ruby", datasource: "ruby-version", versioning: "ruby")
    ],
    "pnpm/action-setup": [.npm("version", "pnpm")],
    "oven-sh/setup-bun": [.npm("bun-version", "bun")],
    "denoland/setup-deno": [.npm("deno-version", "deno")],
    "anchore/sbom-action": [.release("syft-version", "anchore/syft")],
    "aquasecurity/setup-trivy": [.release("version", "aquasecurity/trivy")],
    "aquasecurity/trivy-action": [.release("version", "aquasecurity/trivy")],
    "arduino/setup-task": [.release("version", "go-task/task")],
    "astral-sh/ruff-action": [.release("version", "astral-sh/ruff")],
    "astral-sh/setup-uv": [.release("version", "astral-sh/uv")],
    "azure/setup-helm": [.release("version", "helm/helm")],
    "azure/setup-kubectl": [.release("version", "kubernetes/kubernetes")],
    "docker/setup-buildx-action": [.release("version", "docker/buildx")],
    "fluxcd/flux2": [.release("version", "fluxcd/flux2")],
    "go-task/setup-task": [.release("version", "go-task/task")],
    "golangci/golangci-lint-action": [.release("version", "golangci/golangci-lint")],
    "goreleaser/goreleaser-action": [.release("version", "goreleaser/goreleaser")],
    "gruntwork-io/terragrunt-action": [.release("tg_version", "gruntwork-io/terragrunt")],
    "hashicorp/setup-packer": [.release("version", "hashicorp/packer")],
    "hashicorp/setup-terraform": [.release("terraform_version", "hashicorp/terraform")],
    "helm/chart-releaser-action": [.release("version", "helm/chart-releaser")],
    "helm/chart-testing-action": [.release("version", "helm/chart-testing")],
    "helm/kind-action": [
        .release("version", "kubernetes-sigs/kind"), .release("kubectl_version", "kubernetes/kubernetes"),
    ],
    "jdx/mise-action": [.release("version", "jdx/mise")],
    "opentofu/setup-opentofu": [.release("tofu_version", "opentofu/opentofu")],
    "prefix-dev/setup-pixi": [.release("pixi-version", "prefix-dev/pixi")],
    "siderolabs/setup-talosctl": [.release("version", "siderolabs/talos")],
    "sigstore/cosign-installer": [.release("cosign-release", "sigstore/cosign")],
    "terraform-linters/setup-tflint": [.release("tflint_version", "terraform-linters/tflint")],
    "updatecli/updatecli-action": [.release("version", "updatecli/updatecli")],
    "zizmorcore/zizmor-action": [.release("version", "zizmorcore/zizmor")],
]
