#!/bin/sh
# Installs one version of the chart. It runs in a Job of the cluster, so that nothing that GitLab replaces ends it.
#
# RELEASE, RELEASE_NAMESPACE, CHART, CHART_REPOSITORY and VERSION say what; values.yaml lies beside this file.
# It may be cut off at any point and run again: the node went, the Job was given to another one.
set -eu
here=$(dirname "$0")

# Whether version $1 is older than $2, by its three numbers.
older() {
    awk -v a="$1" -v b="$2" 'BEGIN {
        split(a, x, /[.+-]/); split(b, y, /[.+-]/)
        for (i = 1; i <= 3; i++) { if (x[i] + 0 < y[i] + 0) exit 0; if (x[i] + 0 > y[i] + 0) exit 1 }
        exit 1
    }'
}

# Name, namespace, revision, four words of time, status, chart with version, version of the application.
found=$(helm list --namespace "$RELEASE_NAMESPACE" --filter "^$RELEASE\$" --all --no-headers)
if [ -n "$found" ]; then
    revision=$(echo "$found" | awk '{print $3}')
    status=$(echo "$found" | awk '{print $(NF - 2)}')
    installed=$(echo "$found" | awk -v name="$CHART-" '{print substr($(NF - 1), length(name) + 1)}')
    if older "$VERSION" "$installed"; then
        echo "$RELEASE is at $installed, and $VERSION is older. After migrations old code does not go with the new database:" >&2
        echo "restore a backup, or pin $installed again. Nothing was done." >&2
        exit 1
    fi
    case "$status" in
    pending-*)
        # A helm that was cut off left its mark, and every later one would refuse to work. None is running: there is one
        # Job for each version, one pod for each Job, and the pipelines take turns.
        echo "$RELEASE was left in $status by revision $revision; taking it up again."
        kubectl --namespace "$RELEASE_NAMESPACE" delete secret "sh.helm.release.v1.$RELEASE.v$revision"
        ;;
    esac
fi

# Without --atomic: after migrations an automatic rollback would run old code on a new database.
# Without --reuse-values: it would keep what a new chart has renamed.
helm upgrade --install "$RELEASE" "$CHART" --repo "$CHART_REPOSITORY" --version "$VERSION" \
    --namespace "$RELEASE_NAMESPACE" --values "$here/values.yaml" --wait --timeout 2h
