variable "queue_repository" {
  default = "https://charts.example.com"
}

variable "queue_version" {
  description = "Version 3.3.3 was the first"
  default     = "1.4.0"
}

locals {
  tags = { web = "2.0.1" }
  addon = {
    helm_chart_name    = "metrics"
    helm_chart_version = "1.4.0"
    helm_repo_url      = "https://charts.example.com"
  }
}
