import Domain
import Testing

@testable import Managers

/// Values that stand in another file than their use.
@Suite("Variables of Terraform")
struct TerraformVariablesTests {
    private func found(_ files: [String: String]) -> [String] {
        let tree = FixtureTree(files)
        return tree.scan().dependencies.filter { $0.skipReason?.rawValue != "local-chart" }.map { pin in
            let reason = pin.skipReason.map { " \($0)" } ?? ""
            let texts = tree.texts(of: pin).joined(separator: "@")
            return "\(pin.file):\(pin.line) \(pin.datasource) \(pin.packageName) \(texts)\(reason)"
        }
    }

    private let release = """
        resource "helm_release" "a" {
          repository = "https://c.example.com"
          chart      = "shop"
          version    = var.shop_version
        }
        """

    @Test(
        "a use finds its value in the other files of the folder",
        arguments: [
            ("m/variables.tf", "variable \"shop_version\" {\n  default = \"1.2.3\"\n}\n", "m/variables.tf:2"),
            ("m/prod.tfvars", "shop_version = \"1.2.3\"\n", "m/prod.tfvars:1"),
            ("main.tf", "module \"a\" {\n  source = \"./m\"\n  shop_version = \"1.2.3\"\n}\n", "main.tf:3"),
            (
                "live/terragrunt.hcl",
                "terraform {\n  source = \"${get_repo_root()}//m\"\n}\ninputs = {\n  shop_version = \"1.2.3\"\n}\n",
                "live/terragrunt.hcl:5"
            ),
        ])
    func places(_ path: String, _ text: String, _ place: String) {
        let other = "variable \"other_version\" {\n  default = \"7.8.9\"\n}\n"
        #expect(found(["m/main.tf": release, path: text, "m/other.tf": other]) == ["\(place) helm shop 1.2.3"])
        guard !path.hasPrefix("live") else { return }
        #expect(
            found(["m/main.tf": release, "n/" + path: text]).first
                == "m/main.tf:4 helm shop var.shop_version contains-variable")
    }

    @Test("names and addresses may stand elsewhere, too")
    func names() {
        let main = """
            resource "helm_release" "a" {
              repository = var.repository
              chart      = local.charts.name
              version    = local.charts.version
            }
            """
        let other = """
            variable "repository" { default = "oci://r.example.com/charts" }
            locals {
              charts = {
                name    = "shop"
                version = "1.2.3"
              }
            }
            """
        #expect(found(["main.tf": main, "other.tf": other]) == ["other.tf:5 docker r.example.com/charts/shop 1.2.3"])
        #expect(
            found(["main.tf": main, "other.tf": String(other.dropFirst(66))]).last?.hasSuffix("contains-variable")
                == true)
    }

    @Test("images take their tag, or all of it, from elsewhere")
    func images() {
        let main = """
            resource "kubernetes_pod" "a" {
              spec {
                container { image = "shop/api:${var.api_tag}" }
                container { image = "${var.host}/shop/web:${var.web_tag}" }
                container { image = var.worker }
              }
            }
            """
        let other = """
            variable "api_tag" { default = "1.2.3" }
            variable "web_tag" { default = "2.3.4" }
            variable "host" { default = "r.example.com" }
            variable "worker" { default = "shop/worker:3.4.5" }
            """
        #expect(
            found(["main.tf": main, "other.tf": other]) == [
                "other.tf:1 docker shop/api 1.2.3", "other.tf:2 docker r.example.com/shop/web 2.3.4",
                "other.tf:4 docker shop/worker 3.4.5",
            ])
    }

    @Test("a version of Kubernetes that nobody says more about is shown")
    func clusters() {
        #expect(
            found(["prod.tfvars": "clusters = {\n  a = { kubernetes_version = \"1.30\" }\n}\n"])
                == ["prod.tfvars:2 endoflife-date kubernetes 1.30 unsupported-datasource"])
    }

    @Test("one value for several things follows none of them")
    func several() {
        let second = release.replacing("\"shop\"", with: "\"other\"").replacing("\"a\"", with: "\"b\"")
        let value = "variable \"shop_version\" { default = \"1.2.3\" }"
        #expect(
            found(["main.tf": release + "\n" + second, "v.tf": value]).filter { $0.hasPrefix("v.tf") }.map {
                $0.hasSuffix("contains-variable")
            } == [true])
    }

    @Test(
        "locals of Terragrunt come from the files that it reads",
        arguments: [
            ("read_terragrunt_config(find_in_parent_folders(\"env.hcl\"))", "local.env.locals.versions.queue"),
            ("read_terragrunt_config(\"${get_repo_root()}/live/env.hcl\").locals", "local.env.versions.queue"),
        ])
    func terragrunt(_ read: String, _ name: String) {
        let unit = """
            locals {
              env = \(read)
            }
            terraform {
              source = "github.com/shop/modules//queue?ref=${\(name)}"
            }
            """
        let values = "locals {\n  versions = {\n    queue = \"v1.2.3\"\n    other = \"v4.5.6\"\n  }\n}\n"
        let pins = found(["live/queue/terragrunt.hcl": unit, "live/env.hcl": values, "other/env.hcl": values])
        #expect(pins.first == "live/env.hcl:3 github-tags shop/modules v1.2.3" && pins.count == 2)
    }
}

/// What stands beside each other in objects and resources.
@Suite("Charts and clusters of Terraform")
struct TerraformChartsTests {
    private func found(_ text: String) -> [String] {
        let tree = FixtureTree(["main.tf": text])
        return tree.scan().dependencies.map { pin in
            let reason = pin.skipReason.map { " \($0)" } ?? ""
            return "\(pin.datasource) \(pin.packageName) \(tree.texts(of: pin).joined(separator: "@"))\(reason)"
        }
    }

    @Test(
        "a name, a repository and a version make a chart",
        arguments: [
            "a = {\n chart = \"shop\"\n repository = \"https://c.example.com\"\n version = \"1.2.3\"\n}",
            "a = {\n helm_chart_name = \"shop\"\n helm_repo_url = \"https://c.example.com\"\n helm_chart_version = \"1.2.3\"\n}",
            "x_chart = \"shop\"\n x_chart_repository = \"https://c.example.com\"\n x_chart_version = \"1.2.3\"",
            "a = [{ repoURL = \"https://c.example.com\", chart = \"shop\", targetRevision = \"1.2.3\" }]",
        ])
    func charts(_ fields: String) {
        #expect(found("locals {\n \(fields)\n}\n") == ["helm shop 1.2.3"])
        #expect(found("module \"a\" {\n \(fields)\n}\n") == ["helm shop 1.2.3"])
    }

    @Test("variables of a module describe its chart together")
    func variables() {
        let text = ["chart_name": "shop", "chart_repository": "https://c.example.com", "chart_version": "1.2.3"]
            .sorted { $0.key < $1.key }.map { "variable \"\($0.key)\" {\n  default = \"\($0.value)\"\n}\n" }.joined()
        #expect(found(text) == ["helm shop 1.2.3"])
    }

    @Test(
        "fields that do not belong together make none",
        arguments: [
            "a_chart = \"shop\"\n b_repository = \"https://c.example.com\"\n version = \"1.2.3\"",
            "chart = \"shop\"\n repository = \"shop\"\n version = \"1.2.3\"",
            "chart = \"shop\"\n repository = \"https://c.example.com\"\n version = \"latest\"",
        ])
    func others(_ fields: String) {
        #expect(found("locals {\n \(fields)\n}\n") == [])
    }

    @Test("the version of a module is not that of a chart")
    func moduleVersion() {
        let fields = "chart = \"shop\"\n repository = \"https://c.example.com\"\n version = \"1.2.3\""
        #expect(
            found("module \"a\" {\n source = \"shop/chart/helm\"\n \(fields)\n}\n") == [
                "terraform-module shop/chart/helm 1.2.3"
            ])
    }

    @Test(
        "values that a release sets name images",
        arguments: [
            (
                "set {\n name = \"image.repository\"\n value = \"shop/api\"\n}\nset {\n name = \"image.tag\"\n value = \"1.2\"\n}",
                "docker shop/api 1.2"
            ),
            (
                "set = [{ name = \"a.registry\", value = \"r.example.com\" }, { name = \"a.repository\", value = \"shop/api\" }, { name = \"a.tag\", value = \"1.2\" }]",
                "docker r.example.com/shop/api 1.2"
            ),
            ("set {\n name = \"sidecar.image\"\n value = \"shop/api:1.2\"\n}", "docker shop/api 1.2"),
            ("set {\n name = \"image.tag\"\n value = \"1.2\"\n}", "docker image.tag 1.2 invalid-name"),
        ])
    func sets(_ fields: String, _ pin: String) {
        #expect(found("resource \"helm_release\" \"a\" {\n chart = \"./a\"\n \(fields)\n}\n").first == pin)
    }

    @Test(
        "clusters ask for a version of Kubernetes",
        arguments: [
            ("resource \"aws_eks_cluster\" \"a\" {\n version = \"1.30\"\n}", "endoflife-date amazon-eks 1.30"),
            (
                "resource \"azurerm_kubernetes_cluster\" \"a\" {\n default_node_pool {\n orchestrator_version = \"1.30.4\"\n}\n}",
                "endoflife-date azure-kubernetes-service 1.30.4 unsupported-datasource"
            ),
            (
                "data \"talos_machine_configuration\" \"a\" {\n talos_version = \"v1.8.0\"\n}",
                "github-releases siderolabs/talos v1.8.0"
            ),
            (
                "module \"a\" {\n source = \"terraform-aws-modules/eks/aws\"\n cluster_version = \"1.30\"\n}",
                "endoflife-date amazon-eks 1.30"
            ),
        ])
    func clusters(_ text: String, _ pin: String) {
        #expect(found(text + "\n").contains(pin))
    }

    @Test(
        "images stand under many names",
        arguments: [
            "resource \"aws_lambda_function\" \"a\" {\n image_uri = \"shop/api:1.2\"\n}",
            "module \"a\" {\n app_image = \"shop/api\"\n app_image_tag = \"1.2\"\n}",
            "resource \"nomad_job\" \"a\" {\n jobspec = <<EOT\njob \"a\" {\n config {\n image = \"shop/api:1.2\"\n }\n}\nEOT\n}",
        ])
    func images(_ text: String) {
        #expect(found(text + "\n") == ["docker shop/api 1.2"])
    }

    @Test("repositories of the old Helm provider have names of their own")
    func oldRepositories() {
        let text =
            "data \"helm_repository\" \"a\" {\n url = \"https://c.example.com\"\n}\nresource \"helm_release\" \"b\" {\n"
            + " repository = \"${data.helm_repository.a.metadata[0].name}\"\n chart = \"shop\"\n version = \"1.2.3\"\n}\n"
        #expect(found(text) == ["helm shop 1.2.3"])
    }
}
