# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

provider "@TERRAFORM@/hashicorp/null" {
  version     = "3.2.4"
  constraints = "3.2.4"
  hashes = [
    @HASHES:hashicorp/null:3.2.4:linux_amd64@
  ]
}

provider "@TERRAFORM@/hashicorp/random" {
  version     = "3.6.3"
  constraints = "~> 3.6.0"
  hashes = [
    @HASHES:hashicorp/random:3.6.3:linux_amd64@
  ]
}
