unit "queue" {
  source = "tfr://registry.example.com/shop/queue/cloud?version=1.0.0"
  path   = "queue"
}
