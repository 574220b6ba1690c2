"""Drives a GitLab with python-gitlab: python gitlab_client.py URL TOKEN PROJECT COUNT."""
import sys

import gitlab

url, token, path, count = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
api = gitlab.Gitlab(url, private_token=token)
api.auth()
assert api.user.username == "windlass", api.user

project = api.projects.get(path)
assert project.path_with_namespace == path and project.default_branch == "main"
assert project.files.get(file_path="a.yaml", ref="main").decode() == b"a: 1\n"
assert project.files.raw(file_path="a.yaml", ref="main") == b"a: 1\n"
assert project.branches.get("client/0").commit["id"]
alice = api.users.list(username="alice")[0]
assert alice.username in [member.username for member in project.members_all.list(get_all=True)]

project.labels.create({"name": "client", "color": "#112233"})
assert [label.name for label in project.labels.list(get_all=True)] == ["client"]
request = project.mergerequests.create({
    "source_branch": "client/0", "target_branch": "main", "title": "First", "description": "text",
    "labels": ["client"], "assignee_ids": [alice.id], "remove_source_branch": True})
assert request.iid == 1 and request.state == "opened" and request.labels == ["client"]
assert [person["username"] for person in request.assignees] == ["alice"]

# Saving would send back every list that was looked at, also those that can only be read.
project.mergerequests.update(1, {"title": "Renamed", "description": "other", "labels": ["client", "more"]})
request = project.mergerequests.get(1)
assert (request.title, request.description, request.labels) == ("Renamed", "other", ["client", "more"])
note = request.notes.create({"body": "why"})
assert [found.body for found in request.notes.list(get_all=True)] == ["why"] and note.id
request = project.mergerequests.get(1)
request.state_event = "close"
request.save()
assert project.mergerequests.get(1).state == "closed"
try:
    project.mergerequests.get(9999)
    raise SystemExit("a merge request that is none was found")
except gitlab.exceptions.GitlabGetError as error:
    assert error.response_code == 404

for number in range(count):
    project.mergerequests.create({
        "source_branch": f"client/{number}", "target_branch": "main", "title": f"Number {number}"})
try:
    project.mergerequests.create({"source_branch": "client/0", "target_branch": "main", "title": "Twice"})
    raise SystemExit("a second merge request of the same branch was opened")
except gitlab.exceptions.GitlabCreateError as error:
    assert error.response_code == 409
found = project.mergerequests.list(state="opened", per_page=100, get_all=True)
assert len({request.iid for request in found}) == count == len(found), len(found)
assert len(project.mergerequests.list(state="closed", get_all=True)) == 1
project.branches.delete("client/1")
print("done")
