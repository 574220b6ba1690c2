#!/bin/sh
# Has one version of the chart installed by a Job of the cluster, and waits for it. Run by the pipeline, in the top folder.
#
# The Job is named by what it installs: a pipeline that is started again, on whatever runner, finds it and waits for it
# instead of starting a second one. A Job that failed is taken away by the next run, so that "retry" in GitLab tries again.
set -eu
here=$(dirname "$0")
version=$(grep -v '^#' gitlab.version | tr -d '[:space:]')
content=$(cat values/gitlab.yaml "$here/install.sh" | sha256sum | cut -c1-8)
job="gitlab-$(echo "$version" | sed 's|[.+]|-|g')-$content"
on_cluster() { kubectl --namespace "$UPGRADE_NAMESPACE" "$@"; }
# Complete, Failed, or nothing while it runs; also when the cluster does not answer for a while.
ending() {
    on_cluster get job "$job" --output=jsonpath='{range .status.conditions[?(@.status=="True")]}{.type}{" "}{end}' \
        2>/dev/null | tr ' ' '\n' | grep -x -e Complete -e Failed || true
}

echo unknown >result.txt
if [ "$(ending)" = Failed ]; then on_cluster delete job "$job" --wait; fi
on_cluster create configmap "$job" --from-file=values.yaml=values/gitlab.yaml --from-file=install.sh="$here/install.sh" \
    --dry-run=client --output=yaml | on_cluster apply --filename=-
sed -e "s|@JOB@|$job|g" -e "s|@VERSION@|$version|g" -e "s|@TOOLS@|$TOOLS_IMAGE|g" -e "s|@RELEASE@|$RELEASE|g" \
    -e "s|@RELEASE_NAMESPACE@|$RELEASE_NAMESPACE|g" -e "s|@CHART_REPOSITORY@|$CHART_REPOSITORY|g" "$here/job.yaml" >job.yaml
# One that is there already stays as it is.
on_cluster get job "$job" >/dev/null 2>&1 || on_cluster create --filename=job.yaml || on_cluster get job "$job"

while [ -z "$(ending)" ]; do sleep "${POLL_SECONDS:-10}"; done
on_cluster logs "job/$job" --tail=200 || true
if [ "$(ending)" = Complete ]; then echo installed >result.txt; else echo failed >result.txt; fi
[ "$(cat result.txt)" = installed ]
