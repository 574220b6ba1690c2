variable "queue_repository" {
  default = "https://charts.example.com"
}

variable "queue_version" {
  description = "Version 3.3.3 was the first"
  default     = "99.9.9"
}

locals {
  tags = { web = "99.9.9" }
  addon = {
    helm_chart_name    = "metrics"
    helm_chart_version = "99.9.9"
    helm_repo_url      = "https://charts.example.com"
  }
}
