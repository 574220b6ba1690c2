resource "helm_release" "queue" {
  repository = var.queue_repository
  chart      = "queue"
  version    = var.queue_version

  set {
    name  = "image.repository"
    value = "registry.example.com/shop/queue"
  }
  set {
    name  = "image.tag"
    value = "2.0.1"
  }
}

resource "kubernetes_deployment_v1" "web" {
  spec {
    template {
      spec {
        container {
          image = "registry.example.com/shop/web:${local.tags.web}"
        }
      }
    }
  }
}
