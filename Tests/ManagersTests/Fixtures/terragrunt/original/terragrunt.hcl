terraform_version_constraint  = "~> 1.9.0"
terragrunt_version_constraint = ">= 0.60.0"

locals {
  release = "v1.4.0"
}

terraform {
  source = "git::ssh://git@git.example.com/shop/modules.git//queue?ref=${local.release}"
}

include "root" {
  path = find_in_parent_folders()
}

generate "versions" {
  path     = "versions.tf"
  contents = <<EOF
terraform {
  required_providers {
    dns = {
      source  = "registry.example.com/shop/dns"
      version = "2.4.0"
    }
  }
}
EOF
}
