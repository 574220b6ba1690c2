terraform {
  required_version = "1.9.2" # the runner has it
  required_providers {
    dns = {
      source  = "registry.example.com/shop/dns"
      version = "~> 2.4"
    }
    local = "2.5.1"
    random = { source = "hashicorp/random", version = ">= 3.1, < 4" }
  }
}

provider "old" {
  version = "1.4.0"
}

locals {
  chart = "4.11.0"
  tags = {
    api = "2.0.1"
  }
}

variable "worker_version" {
  default = "0.9.3"
}

/* modules
   in all forms */
module "network" {
  source  = "example/network/cloud//modules/subnet"
  version = "3.2.1"
}

module "private" {
  source  = "registry.example.com/shop/queue/cloud"
  version = "1.0.0"
}

module "git" {
  source = "git::https://git.example.com/shop/modules.git//queue?depth=1&ref=v1.2.0"
}

module "short" {
  source = "github.com/example/module//part?ref=v2.0.0"
}

module "ssh" {
  source = "git@github.com:example/other.git?ref=0123456789abcdef0123456789abcdef01234567"
}

module "oci" {
  source = "oci://registry.example.com/modules/cache?tag=1.1.0"
}

resource "helm_release" "gateway" {
  name       = "gateway"
  repository = "https://charts.example.com/"
  chart      = "gateway"
  version    = local.chart

  set {
    name  = "image.tag"
    value = "9.9"
  }
  values = [
    <<-EOT
      image:
        repository: registry.example.com/shop/gateway
        tag: 1.10
      name: ${var.name}
    EOT
    ,
    yamlencode({
      sidecar = { image = { repository = "registry.example.com/shop/sidecar", tag = "3.0.0" } }
    }),
  ]
}

resource "helm_release" "cache" {
  chart   = "oci://registry.example.com/charts/cache"
  version = "2.1.0"
}

resource "helm_release" "archive" {
  chart = "https://charts.example.com/stable/queue-1.5.0.tgz"
}

resource "kubernetes_deployment_v1" "api" {
  spec {
    template {
      spec {
        init_container {
          image = "registry.example.com/shop/migrate:1.0.0@sha256:0000000000000000000000000000000000000000000000000000000000000000"
        }
        container {
          image = "registry.example.com/shop/api:${local.tags.api}"
          args  = ["--x=$${HOME}", "}"]
        }
        container {
          image = "registry.example.com/shop/worker:${var.worker_version}"
        }
      }
    }
  }
}

resource "docker_image" "proxy" {
  name = "registry.example.com/shop/proxy:1.27"
}

resource "kubectl_manifest" "job" {
  yaml_body = <<EOF
apiVersion: v1
kind: Pod
spec:
  containers:
    - name: job
      image: registry.example.com/shop/job:5.0.0
EOF
}

resource "tfe_workspace" "shop" {
  terraform_version = "1.8.0"
}
