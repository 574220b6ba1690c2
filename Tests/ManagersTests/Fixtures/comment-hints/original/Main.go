package main

// renovate: datasource=docker depName=registry.example.com/shop/job
const image = "registry.example.com/shop/job:7.8.9"
