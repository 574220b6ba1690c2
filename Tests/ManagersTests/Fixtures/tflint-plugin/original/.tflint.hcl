plugin "cloud" {
  enabled = true
  version = "0.30.0"
  source  = "github.com/example/tflint-ruleset-cloud"
}
