import Domain

/// Where the tools of mise and asdf come from.
///
/// Sources: https://mise.jdx.dev/registry.html, https://mise.jdx.dev/dev-tools/backends/
enum ToolTable {
    struct Source: Hashable {
        var datasource: DatasourceID
        var packageName: String
        var extractVersion: String?
    }

    /// The source of a tool as a file names it, such as `helm` or `aqua:cli/cli`; nil for one that is not known.
    ///
    /// - Parameter version: as written; tags of GitHub often carry a `v` that it has not.
    static func source(of name: String, version: String) -> Source? {
        let bare = name.firstIndex(of: "[").map { String(name[..<$0]) } ?? name
        guard let colon = bare.firstIndex(of: ":") else {
            // `owner/repository`, as Atmos and aqua name tools of GitHub.
            return named(bare, version) ?? repository(bare, "github-releases", version)
        }
        let backend = String(bare[..<colon])
        let package = String(bare[bare.index(after: colon)...])
        switch backend {
        case "core", "asdf", "vfox": return named(package, version) ?? repository(package, "github-tags", version)
        case "aqua": return repository(package, "github-tags", version)
        case "ubi", "github": return repository(package, "github-releases", version)
        case "gitlab": return repository(package, "gitlab-releases", version)
        case "spm": return repository(address(package), "github-releases", version)
        case "pipx":
            if package.hasPrefix("git+") || package.contains("/") {
                return repository(address(package), "github-tags", version)
            }
            return Source(datasource: "pypi", packageName: package)
        default: return registries[backend].map { Source(datasource: $0, packageName: package) }
        }
    }

    private static let registries: [String: DatasourceID] = [
        "npm": "npm", "cargo": "crate", "gem": "rubygems", "go": "go", "dotnet": "nuget",
    ]

    private static func address(_ text: String) -> String {
        GitAddress(text.hasPrefix("git+") ? String(text.dropFirst(4)) : text)?.path ?? text
    }

    /// The first two parts of a path: `kubernetes/kubernetes/kubectl` is a tool of `kubernetes/kubernetes`.
    private static func repository(_ path: String, _ datasource: DatasourceID, _ version: String) -> Source? {
        let parts = path.split(separator: "/")
        guard parts.count >= 2 else { return nil }
        return Source(
            datasource: datasource, packageName: parts.prefix(2).joined(separator: "/"),
            extractVersion: prefixed("v", version))
    }

    private static func prefixed(_ prefix: String, _ version: String) -> String? {
        version.hasPrefix(prefix) ? nil : "^\(RegexText.escaped(prefix))?(?<version>.+)$"
    }

    private static func named(_ name: String, _ version: String) -> Source? {
        if let special = others[name] { return special }
        if let tags = tagged[name] {
            return Source(
                datasource: "github-releases", packageName: tags.repository,
                extractVersion: "^\(RegexText.escaped(tags.prefix))(?<version>.+)$")
        }
        return releases[name].flatMap { repository($0, "github-releases", version) }
    }

    /// Languages, which have lists of their own.
    private static let others: [String: Source] = [
        "node": Source(datasource: "node-version", packageName: "node"),
        "nodejs": Source(datasource: "node-version", packageName: "nodejs"),
        "python": Source(
            datasource: "github-tags", packageName: "python/cpython", extractVersion: "^v(?<version>\\S+)"),
        "go": Source(datasource: "golang-version", packageName: "golang"),
        "golang": Source(datasource: "golang-version", packageName: "golang"),
        "ruby": Source(datasource: "ruby-version", packageName: "ruby-version"),
        "java": Source(datasource: "java-version", packageName: "java-jre"),
        "dart": Source(datasource: "dart-version", packageName: "dart"),
        "flutter": Source(datasource: "flutter-version", packageName: "flutter"),
        "rust": Source(datasource: "github-tags", packageName: "rust-lang/rust"),
        "zig": Source(datasource: "github-tags", packageName: "ziglang/zig"),
        "npm": Source(datasource: "npm", packageName: "npm"),
        "pnpm": Source(datasource: "npm", packageName: "pnpm"),
        "yarn": Source(datasource: "npm", packageName: "yarn"),
        "prettier": Source(datasource: "npm", packageName: "prettier"),
        "poetry": Source(datasource: "pypi", packageName: "poetry"),
        "pdm": Source(datasource: "pypi", packageName: "pdm"),
        "yamllint": Source(datasource: "pypi", packageName: "yamllint"),
        "ansible": Source(datasource: "pypi", packageName: "ansible"),
        "ansible-base": Source(datasource: "pypi", packageName: "ansible-core"),
        "awscli": Source(datasource: "github-tags", packageName: "aws/aws-cli"),
        "aws-cli": Source(datasource: "github-tags", packageName: "aws/aws-cli"),
        "azure-cli": Source(
            datasource: "github-releases", packageName: "Azure/azure-cli", extractVersion: "^azure-cli-(?<version>.+)$"),
        "gitlab-runner": Source(datasource: "gitlab-releases", packageName: "gitlab-org/gitlab-runner"),
        "glab": Source(
            datasource: "gitlab-releases", packageName: "gitlab-org/cli", extractVersion: "^v(?<version>.+)$"),
        "erlang": Source(
            datasource: "github-tags", packageName: "erlang/otp", extractVersion: "^OTP-(?<version>\\S+)"),
    ]

    /// Tools whose tags begin with a word.
    private static let tagged: [String: (repository: String, prefix: String)] = [
        "bun": ("oven-sh/bun", "bun-v"), "jq": ("jqlang/jq", "jq-"),
        "kustomize": ("kubernetes-sigs/kustomize", "kustomize/v"),
        "oxfmt": ("oxc-project/oxc", "oxfmt_v"), "oxlint": ("oxc-project/oxc", "oxlint_v"),
        "maven": ("apache/maven", "maven-"), "k3s": ("k3s-io/k3s", "v"),
    ]

    /// Tools that are releases of a repository of GitHub.
    private static let releases: [String: String] = [
        "act": "nektos/act", "actionlint": "rhysd/actionlint", "age": "FiloSottile/age", "aqua": "aquaproj/aqua",
        "argo": "argoproj/argo-workflows", "argo-rollouts": "argoproj/argo-rollouts", "argocd": "argoproj/argo-cd",
        "atlas": "ariga/atlas", "atmos": "cloudposse/atmos", "bat": "sharkdp/bat", "bats": "bats-core/bats-core",
        "biome": "biomejs/biome", "buf": "bufbuild/buf", "caddy": "caddyserver/caddy",
        "cargo-binstall": "cargo-bins/cargo-binstall",
        "checkov": "bridgecrewio/checkov", "chezmoi": "twpayne/chezmoi", "cilium-cli": "cilium/cilium-cli",
        "cilium-hubble": "cilium/hubble", "cloudflared": "cloudflare/cloudflared",
        "clusterctl": "kubernetes-sigs/cluster-api",
        "cmctl": "cert-manager/cmctl", "conftest": "open-policy-agent/conftest", "consul": "hashicorp/consul",
        "container-structure-test": "GoogleContainerTools/container-structure-test", "copier": "copier-org/copier",
        "cosign": "sigstore/cosign", "crane": "google/go-containerregistry", "crossplane-cli": "crossplane/crossplane",
        "ctlptl": "tilt-dev/ctlptl", "cue": "cue-lang/cue", "dagger": "dagger/dagger", "delta": "dandavison/delta",
        "deno": "denoland/deno", "direnv": "direnv/direnv", "dive": "wagoodman/dive",
        "docker-compose": "docker/compose",
        "doctl": "digitalocean/doctl", "dprint": "dprint/dprint", "earthly": "earthly/earthly",
        "editorconfig-checker": "editorconfig-checker/editorconfig-checker", "eksctl": "eksctl-io/eksctl",
        "elixir": "elixir-lang/elixir",
        "envsubst": "a8m/envsubst", "eza": "eza-community/eza", "fd": "sharkdp/fd", "flux2": "fluxcd/flux2",
        "flux": "fluxcd/flux2",
        "flyctl": "superfly/flyctl", "fzf": "junegunn/fzf", "gh": "cli/cli",
        "github-cli": "cli/cli", "git-cliff": "orhun/git-cliff", "gitleaks": "gitleaks/gitleaks",
        "golangci-lint": "golangci/golangci-lint",
        "gomplate": "hairyhenderson/gomplate", "goreleaser": "goreleaser/goreleaser", "grpcurl": "fullstorydev/grpcurl",
        "gum": "charmbracelet/gum",
        "hadolint": "hadolint/hadolint", "hcloud": "hetznercloud/cli", "helm": "helm/helm",
        "helm-cr": "helm/chart-testing",
        "helm-ct": "helm/chart-testing", "helm-docs": "norwoodj/helm-docs", "helm-diff": "databus23/helm-diff",
        "helmfile": "helmfile/helmfile",
        "helmsman": "mkubaczyk/helmsman", "hk": "jdx/hk", "hugo": "gohugoio/hugo", "hurl": "Orange-OpenSource/hurl",
        "infracost": "infracost/infracost", "istioctl": "istio/istio", "jb": "jsonnet-bundler/jsonnet-bundler",
        "jless": "PaulJuliusMartinez/jless",
        "jq-lsp": "wader/jq-lsp", "jsonnet": "google/go-jsonnet", "just": "casey/just", "k0sctl": "k0sproject/k0sctl",
        "k3d": "k3d-io/k3d",
        "k3sup": "alexellis/k3sup", "k6": "grafana/k6", "k9s": "derailed/k9s", "kind": "kubernetes-sigs/kind",
        "kcl": "kcl-lang/cli",
        "ko": "ko-build/ko", "kompose": "kubernetes/kompose", "kops": "kubernetes/kops", "krew": "kubernetes-sigs/krew",
        "kubebuilder": "kubernetes-sigs/kubebuilder", "kubecm": "sunny0826/kubecm", "kubecolor": "kubecolor/kubecolor",
        "kubeconform": "yannh/kubeconform", "kubectl": "kubernetes/kubernetes",
        "kubectl-cnpg": "cloudnative-pg/cloudnative-pg",
        "kubectx": "ahmetb/kubectx", "kubens": "ahmetb/kubectx", "kubelogin": "int128/kubelogin",
        "kubeseal": "bitnami-labs/sealed-secrets",
        "kubespy": "pulumi/kubespy", "kubeval": "instrumenta/kubeval", "kube-linter": "stackrox/kube-linter",
        "kube-score": "zegl/kube-score",
        "kubetail": "johanhaleby/kubetail", "kustomize-sops": "viaduct-ai/kustomize-sops", "kyverno": "kyverno/kyverno",
        "lazydocker": "jesseduffield/lazydocker", "lazygit": "jesseduffield/lazygit",
        "lefthook": "evilmartians/lefthook",
        "linkerd": "linkerd/linkerd2", "lychee": "lycheeverse/lychee",
        "markdownlint-cli2": "DavidAnson/markdownlint-cli2",
        "mc": "minio/mc", "minijinja": "mitsuhiko/minijinja", "minikube": "kubernetes/minikube", "mise": "jdx/mise",
        "mkcert": "FiloSottile/mkcert",
        "nats": "nats-io/natscli", "nomad": "hashicorp/nomad", "nova": "FairwindsOps/nova", "okteto": "okteto/okteto",
        "opa": "open-policy-agent/opa",
        "openshift-install": "openshift/installer", "opentofu": "opentofu/opentofu",
        "operator-sdk": "operator-framework/operator-sdk",
        "oras": "oras-project/oras", "packer": "hashicorp/packer", "pack": "buildpacks/pack", "php": "php/php-src",
        "pipx": "pypa/pipx",
        "pluto": "FairwindsOps/pluto", "popeye": "derailed/popeye", "pre-commit": "pre-commit/pre-commit",
        "prek": "j178/prek",
        "promtool": "prometheus/prometheus", "protoc": "protocolbuffers/protobuf",
        "protobuf": "protocolbuffers/protobuf", "pulumi": "pulumi/pulumi",
        "rclone": "rclone/rclone", "regctl": "regclient/regclient", "restic": "restic/restic",
        "ripgrep": "BurntSushi/ripgrep", "ruff": "astral-sh/ruff",
        "sccache": "mozilla/sccache", "scorecard": "ossf/scorecard", "shellcheck": "koalaman/shellcheck",
        "shfmt": "mvdan/sh",
        "skaffold": "GoogleContainerTools/skaffold", "skopeo": "containers/skopeo", "sonobuoy": "vmware-tanzu/sonobuoy",
        "sops": "getsops/sops",
        "starship": "starship/starship", "step": "smallstep/cli", "stern": "stern/stern",
        "stylua": "JohnnyMorganz/StyLua", "syft": "anchore/syft",
        "grype": "anchore/grype", "taplo": "tamasfe/taplo", "talhelper": "budimanjojo/talhelper",
        "talosctl": "siderolabs/talos",
        "tanka": "grafana/tanka", "task": "go-task/task", "tekton-cli": "tektoncd/cli",
        "teleport-ent": "gravitational/teleport",
        "terraform": "hashicorp/terraform", "terraform-docs": "terraform-docs/terraform-docs",
        "terraformer": "GoogleCloudPlatform/terraformer",
        "terragrunt": "gruntwork-io/terragrunt", "terramate": "terramate-io/terramate",
        "terrascan": "tenable/terrascan",
        "tflint": "terraform-linters/tflint", "tfsec": "aquasecurity/tfsec", "tfupdate": "minamijoyo/tfupdate",
        "tilt": "tilt-dev/tilt",
        "timoni": "stefanprodan/timoni", "tofu": "opentofu/opentofu", "trivy": "aquasecurity/trivy",
        "ty": "astral-sh/ty", "typos": "crate-ci/typos",
        "updatecli": "updatecli/updatecli", "upctl": "UpCloudLtd/upcloud-cli", "uv": "astral-sh/uv",
        "vale": "errata-ai/vale", "vault": "hashicorp/vault",
        "vals": "helmfile/vals", "vcluster": "loft-sh/vcluster", "velero": "vmware-tanzu/velero",
        "vendir": "carvel-dev/vendir", "viddy": "sachaos/viddy",
        "watchexec": "watchexec/watchexec", "waypoint": "hashicorp/waypoint", "yamlfmt": "google/yamlfmt",
        "yamlscript": "yaml/yamlscript", "yq": "mikefarah/yq",
        "ytt": "carvel-dev/ytt", "kapp": "carvel-dev/kapp", "kbld": "carvel-dev/kbld", "imgpkg": "carvel-dev/imgpkg",
        "yj": "sclevine/yj",
        "zellij": "zellij-org/zellij", "zizmor": "zizmorcore/zizmor", "zola": "getzola/zola",
        "zoxide": "ajeetdsouza/zoxide", "usage": "jdx/usage",
        "vim": "vim/vim", "neovim": "neovim/neovim", "scala": "scala/scala", "perl": "Perl/perl5",
        "gradle": "gradle/gradle", "swift": "swiftlang/swift",
        "sqlc": "sqlc-dev/sqlc", "goose": "pressly/goose", "dbmate": "amacneil/dbmate", "air": "air-verse/air",
        "mockery": "vektra/mockery", "gotestsum": "gotestyourself/gotestsum",
        "golang-migrate": "golang-migrate/migrate", "cfssl": "cloudflare/cfssl",
        "sd": "chmln/sd", "xh": "ducaale/xh", "hyperfine": "sharkdp/hyperfine", "tokei": "XAMPPRocky/tokei",
        "just-lsp": "terror/just-lsp",
        "aws-vault": "99designs/aws-vault", "bazel": "bazelbuild/bazel", "bazelisk": "bazelbuild/bazelisk",
        "bottom": "ClementTsang/bottom", "btop": "aristocratos/btop", "crystal": "crystal-lang/crystal",
        "ctop": "bcicen/ctop", "duf": "muesli/duf", "ejson": "Shopify/ejson", "fnox": "jdx/fnox",
        "git-chglog": "git-chglog/git-chglog", "git-lfs": "git-lfs/git-lfs", "gitsign": "sigstore/gitsign",
        "gitui": "gitui-org/gitui", "gleam": "gleam-lang/gleam", "glow": "charmbracelet/glow",
        "gofumpt": "mvdan/gofumpt", "hledger": "simonmichael/hledger", "hub": "mislav/hub",
        "hubble": "cilium/hubble", "jj": "jj-vcs/jj", "jujutsu": "jj-vcs/jj", "julia": "JuliaLang/julia",
        "k0s": "k0sproject/k0s", "kotlin": "JetBrains/kotlin", "ktlint": "pinterest/ktlint",
        "kubeone": "kubermatic/kubeone", "kubescape": "kubescape/kubescape", "kubie": "sbstp/kubie",
        "kyverno-cli": "kyverno/kyverno", "lua-language-server": "LuaLS/lua-language-server",
        "mdbook": "rust-lang/mdBook", "meson": "mesonbuild/meson", "mprocs": "pvolok/mprocs",
        "nerdctl": "containerd/nerdctl", "ninja": "ninja-build/ninja", "nushell": "nushell/nushell",
        "ocaml": "ocaml/ocaml", "ollama": "ollama/ollama", "osv-scanner": "google/osv-scanner",
        "pandoc": "jgm/pandoc", "peco": "peco/peco", "pixi": "prefix-dev/pixi", "pkl": "apple/pkl",
        "polaris": "FairwindsOps/polaris", "process-compose": "F1bonacc1/process-compose",
        "protolint": "yoheimuta/protolint", "redis": "redis/redis", "reviewdog": "reviewdog/reviewdog",
        "rke": "rancher/rke", "saml2aws": "Versent/saml2aws", "sbt": "sbt/sbt", "semgrep": "semgrep/semgrep",
        "sentry-cli": "getsentry/sentry-cli", "shellspec": "shellspec/shellspec", "steampipe": "turbot/steampipe",
        "powerpipe": "turbot/powerpipe", "supabase": "supabase/cli", "svu": "caarlos0/svu", "swag": "swaggo/swag",
        "swiftformat": "nicklockwood/SwiftFormat", "swiftlint": "realm/SwiftLint",
        "telepresence": "telepresenceio/telepresence", "templ": "a-h/templ", "tenv": "tofuutils/tenv",
        "terraform-ls": "hashicorp/terraform-ls", "tfmigrate": "minamijoyo/tfmigrate",
        "tinygo": "tinygo-org/tinygo", "tinymist": "Myriad-Dreamin/tinymist", "tofuenv": "tofuutils/tofuenv",
        "trufflehog": "trufflesecurity/trufflehog", "tuist": "tuist/tuist", "turso": "tursodatabase/turso-cli",
        "typst": "typst/typst", "upx": "upx/upx", "vhs": "charmbracelet/vhs", "wasmer": "wasmerio/wasmer",
        "wasmtime": "bytecodealliance/wasmtime", "websocat": "vi/websocat", "xcbeautify": "cpisciotta/xcbeautify",
        "xcodegen": "yonaskolb/XcodeGen", "xcodes": "XcodesOrg/xcodes", "yazi": "sxyazi/yazi",
        "yt-dlp": "yt-dlp/yt-dlp", "zls": "zigtools/zls", "committed": "crate-ci/committed",
        "cocogitto": "cocogitto/cocogitto", "convco": "convco/convco", "dyff": "homeport/dyff",
        "go-task": "go-task/task", "gosec": "securego/gosec", "aws-sam-cli": "aws/aws-sam-cli",
        "aws-nuke": "ekristen/aws-nuke", "cloud-nuke": "gruntwork-io/cloud-nuke", "driftctl": "snyk/driftctl",
        "spacectl": "spacelift-io/spacectl", "doppler": "DopplerHQ/cli", "chamber": "segmentio/chamber",
        "cmake": "Kitware/CMake", "fish": "fish-shell/fish-shell", "watchman": "facebook/watchman",
        "powershell": "PowerShell/PowerShell", "powershell-core": "PowerShell/PowerShell",
        "allure": "allure-framework/allure2", "railway": "railwayapp/cli",
    ]
}
