variable "elsewhere" {
  default = "latest"
}

variable "unused_version" {
  default = "1.2.3"
}
