terraform {
  required_version = ">= 1.9"

  required_providers {
    helm = {
      source  = "hashicorp/helm"
      version = "3.0.2"
    }
  }
}

# Installed once. Argo CD then takes over its own release from the root application, so that later versions come from Git:
# what Terraform would change of it is ignored.
resource "helm_release" "argo_cd" {
  name             = "argo-cd"
  namespace        = "argocd"
  create_namespace = true
  repository       = "https://argoproj.github.io/argo-helm"
  chart            = "argo-cd"
  version          = "8.3.0"

  lifecycle {
    ignore_changes = [version, values]
  }
}
