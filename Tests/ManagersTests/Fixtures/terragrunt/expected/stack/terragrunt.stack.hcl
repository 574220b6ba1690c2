unit "queue" {
  source = "tfr://registry.example.com/shop/queue/cloud?version=99.9.9"
  path   = "queue"
}
