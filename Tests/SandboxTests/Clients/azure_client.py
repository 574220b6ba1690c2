"""Drives an Azure DevOps with its own client: python azure_client.py URL TOKEN PROJECT/REPOSITORY COUNT."""
import sys

from azure.devops.connection import Connection
from azure.devops.exceptions import AzureDevOpsServiceError
from azure.devops.v7_1.git.models import (
    Comment, GitPullRequest, GitPullRequestCommentThread, GitPullRequestSearchCriteria, GitRefUpdate,
    IdentityRefWithVote, WebApiCreateTagRequestData)
from msrest.authentication import BasicAuthentication

url, token, path, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
project, name = path.split("/")
connection = Connection(base_url=url, creds=BasicAuthentication("", token))
git = connection.clients_v7_1.get_git_client()
assert project in [found.name for found in connection.clients_v7_1.get_core_client().get_projects()]
repository = git.get_repository(name, project)
assert repository.name == name and repository.default_branch == "refs/heads/main" and not repository.is_disabled
assert name in [found.name for found in git.get_repositories(project)]
assert git.get_item(name, "/a.yaml", project, include_content=True).content == "a: 1\n"
assert b"".join(git.get_item_content(name, "/a.yaml", project)) == b"a: 1\n"
branches = {found.name: found.object_id for found in git.get_refs(name, project, filter="heads/client/1")}
assert "refs/heads/client/1" in branches
people = connection.clients_v7_1.get_identity_client()
alice = people.read_identities(search_filter="General", filter_value="alice")[0]


def create(number, title, **more):
    return git.create_pull_request(GitPullRequest(
        source_ref_name=f"refs/heads/client/{number}", target_ref_name="refs/heads/main", title=title, **more),
        name, project)


request = create(0, "First", description="text", reviewers=[IdentityRefWithVote(id=alice.id, is_required=True)])
number = request.pull_request_id
assert request.status == "active" and [person.id for person in request.reviewers] == [alice.id]
git.create_pull_request_label(WebApiCreateTagRequestData(name="client"), name, number, project)
bob = people.read_identities(search_filter="General", filter_value="bob")[0]
git.create_pull_request_reviewer(IdentityRefWithVote(vote=0), name, number, bob.id, project)
git.update_pull_request(GitPullRequest(title="Renamed", description="other"), name, number, project)
git.create_thread(GitPullRequestCommentThread(
    comments=[Comment(content="why", comment_type="text", parent_comment_id=0)], status="closed"),
    name, number, project)
request = git.get_pull_request(name, number, project)
assert (request.title, request.description) == ("Renamed", "other")
assert [label.name for label in git.get_pull_request_labels(name, number, project)] == ["client"]
assert sorted(person.id for person in request.reviewers) == sorted([alice.id, bob.id])
threads = git.get_threads(name, number, project)
assert [comment.content for thread in threads for comment in thread.comments] == ["why"]
git.update_pull_request(GitPullRequest(status="abandoned"), name, number, project)
assert git.get_pull_request(name, number, project).status == "abandoned"
try:
    git.get_pull_request(name, 9999, project)
    raise SystemExit("a pull request that is none was found")
except AzureDevOpsServiceError as error:
    assert "TF401180" in str(error)

for index in range(count):
    create(index, f"Number {index}")
try:
    create(0, "Twice")
    raise SystemExit("a second pull request of the same branch was opened")
except AzureDevOpsServiceError as error:
    assert "TF401179" in str(error)
found = []
while True:
    part = git.get_pull_requests(
        name, GitPullRequestSearchCriteria(status="active"), project, skip=len(found), top=100)
    if not part:
        break
    found += part
assert len({request.pull_request_id for request in found}) == count == len(found), len(found)
results = git.update_refs([GitRefUpdate(
    name="refs/heads/client/1", old_object_id=branches["refs/heads/client/1"], new_object_id="0" * 40)],
    name, project)
assert [result.success for result in results] == [True]
print("done")
