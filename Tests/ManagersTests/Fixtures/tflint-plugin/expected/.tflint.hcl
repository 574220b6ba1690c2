plugin "cloud" {
  enabled = true
  version = "99.9.9"
  source  = "github.com/example/tflint-ruleset-cloud"
}
