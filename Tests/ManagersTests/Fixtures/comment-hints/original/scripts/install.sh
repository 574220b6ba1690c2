#!/bin/sh
# renovate: datasource=github-releases depName=example/tool extractVersion=^v(?<version>.*)$
TOOL_VERSION=1.12.3
run() {
    # renovate: datasource=pypi depName=example-lint
    lint --quiet --version 3.4.5 "$@"
}
