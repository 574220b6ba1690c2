package main

// renovate: datasource=docker depName=registry.example.com/shop/job
const image = "registry.example.com/shop/job:99.9.9"
