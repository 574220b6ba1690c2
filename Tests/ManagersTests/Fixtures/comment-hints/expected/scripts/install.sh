#!/bin/sh
# renovate: datasource=github-releases depName=example/tool extractVersion=^v(?<version>.*)$
TOOL_VERSION=99.9.9
run() {
    # renovate: datasource=pypi depName=example-lint
    lint --quiet --version 99.9.9 "$@"
}
