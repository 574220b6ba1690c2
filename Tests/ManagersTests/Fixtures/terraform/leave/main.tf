terraform {
  required_providers {
    tls = {
      source  = "hashicorp/tls"
      version = local.unknown
    }
    none = { source = "hashicorp/none" }
  }
}

module "here" {
  source = "../modules/queue"
}

module "open" {
  source  = "example/network/cloud"
  version = var.elsewhere
}

module "branch" {
  source = "github.com/example/module?ref=main"
}

resource "helm_release" "here" {
  chart   = "${path.module}/charts/shop"
  version = "1.0.0"
}

resource "docker_container" "proxy" {
  image = docker_image.proxy.image_id
}

resource "server" "vm" {
  image = "debian-12"
}

# version = "1.2.3"
resource "example" "text" {
  note = "image = \"registry.example.com/shop/api:1.0.0\""
}
