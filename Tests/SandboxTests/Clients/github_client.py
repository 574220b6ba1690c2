"""Drives a GitHub with PyGithub: python github_client.py URL TOKEN PROJECT COUNT."""
import sys

import github

url, token, path, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
api = github.Github(
    base_url=url + "/api/v3", auth=github.Auth.Token(token), per_page=100, seconds_between_requests=0,
    seconds_between_writes=0, retry=None, timeout=120)
assert api.get_user().login == "windlass"
assert api.get_user("alice").name

repository = api.get_repo(path)
assert repository.full_name == path and repository.default_branch == "main" and not repository.archived
assert repository.get_contents("a.yaml", ref="main").decoded_content == b"a: 1\n"
assert repository.get_branch("client/0").commit.sha
assert repository.has_in_assignees("alice") and not repository.has_in_assignees("nobody")

repository.create_label("client", "112233")
assert [label.name for label in repository.get_labels()] == ["client"]
request = repository.create_pull(base="main", head="client/0", title="First", body="text")
assert request.number == 1 and request.state == "open" and request.head.ref == "client/0"
request.add_to_labels("client", "more")
request.add_to_assignees("alice")
request.create_review_request(reviewers=["bob"])
request.edit(title="Renamed", body="other")
request.create_issue_comment("why")
request = repository.get_pull(1)
assert (request.title, request.body) == ("Renamed", "other")
assert [label.name for label in request.labels] == ["client", "more"]
assert [label.name for label in request.get_labels()] == ["client", "more"]
assert [person.login for person in request.assignees] == ["alice"]
assert [person.login for person in request.requested_reviewers] == ["bob"]
assert [comment.body for comment in request.get_issue_comments()] == ["why"]
assert request.as_issue().number == 1
request.edit(state="closed")
assert repository.get_pull(1).state == "closed"
try:
    repository.get_pull(9999)
    raise SystemExit("a pull request that is none was found")
except github.UnknownObjectException:
    pass

for number in range(count):
    repository.create_pull(base="main", head=f"client/{number}", title=f"Number {number}")
try:
    repository.create_pull(base="main", head="client/0", title="Twice")
    raise SystemExit("a second pull request of the same branch was opened")
except github.GithubException as error:
    assert error.status == 422
found = list(repository.get_pulls(state="open"))
assert len({request.number for request in found}) == count == len(found), len(found)
[branch] = [found for found in repository.get_git_matching_refs("heads/client/1") if found.ref == "refs/heads/client/1"]
branch.delete()
print("done")
