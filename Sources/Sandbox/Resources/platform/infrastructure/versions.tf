# The names of buckets and databases; everything else is made by Argo CD.
terraform {
  required_providers {
    null = {
      source  = "@TERRAFORM@/hashicorp/null"
      version = "3.2.4"
    }
    random = {
      source  = "@TERRAFORM@/hashicorp/random"
      version = "~> 3.6.0"
    }
  }
}
