#!/bin/sh
# Says in the pull request what became of it. Saying it twice is avoided: a thread with the same words stays the only one.
set -eu
api="${SYSTEM_COLLECTIONURI}${SYSTEM_TEAMPROJECTID}/_apis/git/repositories/${BUILD_REPOSITORY_ID}"
call() {
    curl --fail --silent --show-error --retry 10 --retry-delay 10 --retry-all-errors \
        --header "Authorization: Bearer $SYSTEM_ACCESSTOKEN" --header "Content-Type: application/json" "$@"
}
page="${SYSTEM_COLLECTIONURI}${SYSTEM_TEAMPROJECTID}/_build/results?buildId=${BUILD_BUILDID}"
case "$AGENT_JOBSTATUS" in
Succeeded) text="The bootstrap was applied: $page" ;;
*) text="The bootstrap was not applied ($AGENT_JOBSTATUS); start the pipeline again, it goes on where it was: $page" ;;
esac

# The pull request that this commit came from.
query=$(jq --null-input --arg commit "$BUILD_SOURCEVERSION" '{queries: [{type: "lastMergeCommit", items: [$commit]}]}')
number=$(call --data "$query" "$api/pullrequestquery?api-version=7.1" | jq --raw-output '[.results[][][].pullRequestId][0] // empty')
[ -n "$number" ] || exit 0
threads="$api/pullRequests/$number/threads?api-version=7.1"
said=$(call "$threads" | jq --arg text "$text" 'any(.value[].comments[]; .content == $text)')
[ "$said" = true ] && exit 0
# closed: nobody has to answer it.
thread=$(jq --null-input --arg text "$text" '{comments: [{content: $text, commentType: "text"}], status: "closed"}')
call --data "$thread" "$threads" >/dev/null
