locals {
  environment = "test"
  versions = {
    cache = "v1.2.0"
  }
}
