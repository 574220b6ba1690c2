terraform {
  required_version = "99.9.9" # the runner has it
  required_providers {
    dns = {
      source  = "registry.example.com/shop/dns"
      version = "99.9.9"
    }
    local = "99.9.9"
    random = { source = "hashicorp/random", version = "99.9.9" }
  }
}

provider "old" {
  version = "99.9.9"
}

locals {
  chart = "99.9.9"
  tags = {
    api = "99.9.9"
  }
}

variable "worker_version" {
  default = "99.9.9"
}

/* modules
   in all forms */
module "network" {
  source  = "example/network/cloud//modules/subnet"
  version = "99.9.9"
}

module "private" {
  source  = "registry.example.com/shop/queue/cloud"
  version = "99.9.9"
}

module "git" {
  source = "git::https://git.example.com/shop/modules.git//queue?depth=1&ref=99.9.9"
}

module "short" {
  source = "github.com/example/module//part?ref=99.9.9"
}

module "ssh" {
  source = "git@github.com:example/other.git?ref=9999999999999999999999999999999999999999"
}

module "oci" {
  source = "oci://registry.example.com/modules/cache?tag=99.9.9"
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
        tag: 99.9.9
      name: ${var.name}
    EOT
    ,
    yamlencode({
      sidecar = { image = { repository = "registry.example.com/shop/sidecar", tag = "99.9.9" } }
    }),
  ]
}

resource "helm_release" "cache" {
  chart   = "oci://registry.example.com/charts/cache"
  version = "99.9.9"
}

resource "helm_release" "archive" {
  chart = "https://charts.example.com/stable/queue-99.9.9.tgz"
}

resource "kubernetes_deployment_v1" "api" {
  spec {
    template {
      spec {
        init_container {
          image = "registry.example.com/shop/migrate:99.9.9@sha256:9999999999999999999999999999999999999999999999999999999999999999"
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
  name = "registry.example.com/shop/proxy:99.9.9"
}

resource "kubectl_manifest" "job" {
  yaml_body = <<EOF
apiVersion: v1
kind: Pod
spec:
  containers:
    - name: job
      image: registry.example.com/shop/job:99.9.9
EOF
}

resource "tfe_workspace" "shop" {
  terraform_version = "99.9.9"
}
