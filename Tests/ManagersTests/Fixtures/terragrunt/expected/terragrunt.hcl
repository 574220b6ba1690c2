terraform_version_constraint  = "99.9.9"
terragrunt_version_constraint = "99.9.9"

locals {
  release = "99.9.9"
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
      version = "99.9.9"
    }
  }
}
EOF
}
