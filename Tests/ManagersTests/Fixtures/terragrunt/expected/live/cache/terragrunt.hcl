locals {
  env = read_terragrunt_config(find_in_parent_folders("env.hcl"))
}

terraform {
  source = "git::https://git.example.com/shop/modules.git//cache?ref=${local.env.locals.versions.cache}"
}
