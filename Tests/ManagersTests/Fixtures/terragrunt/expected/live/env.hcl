locals {
  environment = "test"
  versions = {
    cache = "99.9.9"
  }
}
