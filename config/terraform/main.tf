# Installs Argo CD on a new cluster, once. From then on Argo CD keeps itself, from the root application.
#
# The chart's version stands twice: here, for clusters to come, and in the GitOps repository, for those that run. Windlass
# knows both as one installation: name both repositories in its settings, and the two merge requests link to each other.

terraform {
  required_version = ">= 1.9"

  required_providers {
    helm = {
      source  = "hashicorp/helm"
      version = "3.0.2"
    }
  }

  # Without a state that outlives the agent, every run would install again. The rest of it comes with `init -backend-config`.
  backend "azurerm" {}
}

variable "kubeconfig" {
  description = "The file that leads to the cluster."
  type        = string
}

provider "helm" {
  kubernetes = {
    config_path = var.kubeconfig
  }
}

# Argo CD takes over its own release: what Terraform would change of it later is ignored, so that one owner is left. A merge
# that moves this version changes no cluster that runs.
resource "helm_release" "argo_cd" {
  name             = "argo-cd"
  namespace        = "argocd"
  create_namespace = true
  repository       = "https://argoproj.github.io/argo-helm"
  chart            = "argo-cd"
  version          = "8.3.0"
  wait             = true
  timeout          = 900

  lifecycle {
    ignore_changes = all
  }
}
