extension ForgeServer {
    /// The GUID of the thing with that number; the kinds have GUIDs of their own.
    func azureID(_ number: Int, kind: Int = 1) -> String {
        let digits = String(number)
        return "0000000\(kind)-0000-4000-8000-" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits
    }

    func azureID(group: String) -> String {
        azureID((Set(projects.map(\.group)).sorted().firstIndex(of: group) ?? -1) + 1, kind: 3)
    }

    func azureMail(_ user: UserRecord) -> String { "\(user.username.lowercased())@sandbox.invalid" }

    func azureJSON(_ user: UserRecord) -> JSONValue {
        [
            "id": .string(azureID(user.id, kind: 2)), "displayName": .string(user.name),
            "uniqueName": .string(azureMail(user)),
            "url": .string("\(url)/sandbox/_apis/Identities/\(azureID(user.id, kind: 2))"),
        ]
    }

    func azureJSON(_ project: ProjectRecord) -> JSONValue {
        let web = "\(url)\(dialect.gitPath(project.path))"
        var members: [JSONValue.Member] = [
            .init(name: "id", value: .string(azureID(project.id))), .init(name: "name", value: .string(project.name)),
            .init(
                name: "project",
                value: [
                    "id": .string(azureID(group: project.group)), "name": .string(project.group), "state": "wellFormed",
                ]),
            .init(name: "remoteUrl", value: .string(web.replacing("://", with: "://sandbox@"))),
            .init(name: "webUrl", value: .string(web)), .init(name: "isDisabled", value: .boolean(project.isArchived)),
            .init(name: "isFork", value: false), .init(name: "size", value: 1000),
        ]
        if project.hasCommits {
            members.append(.init(name: "defaultBranch", value: .string("refs/heads/\(project.defaultBranch)")))
        }
        return .object(members)
    }

    func azureReviewer(_ id: Int, isRequired: Bool) -> JSONValue? {
        guard let user = user(id) else { return nil }
        return .object(
            azureJSON(user).members + [
                .init(name: "vote", value: 0), .init(name: "isRequired", value: .boolean(isRequired)),
                .init(name: "hasDeclined", value: false), .init(name: "isFlagged", value: false),
            ])
    }

    func azureLabel(_ name: String) -> JSONValue {
        ["id": .string(azureID(1, kind: 4)), "name": .string(name), "active": true]
    }

    /// A note is a thread with one comment.
    func azureThread(_ note: NoteRecord, status: JSONValue?) -> JSONValue {
        let time = JSONValue.string(internetTime(note.createdAt))
        return [
            "id": .integer(note.id), "status": status ?? "active", "publishedDate": time, "lastUpdatedDate": time,
            "isDeleted": false,
            "comments": [
                [
                    "id": 1, "parentCommentId": 0, "content": .string(note.body), "commentType": "text",
                    "author": user(note.authorID).map(azureJSON) ?? .null, "publishedDate": time,
                    "lastUpdatedDate": time, "isDeleted": false,
                ]
            ],
        ]
    }

    /// A pull request; lists cut the description, as Azure does.
    func azureJSON(_ request: MergeRequestRecord, in project: ProjectRecord, isDetailed: Bool) -> JSONValue {
        let status: String
        switch request.state {
        case .opened, .locked: status = "active"
        case .closed: status = "abandoned"
        case .merged: status = "completed"
        }
        let people = request.assigneeIDs.map { ($0, true) } + request.reviewerIDs.map { ($0, false) }
        let reviewers = people.compactMap { azureReviewer($0, isRequired: $1) }
        let text = isDetailed ? request.description : String(request.description.prefix(400))
        return [
            "pullRequestId": .integer(request.iid), "codeReviewId": .integer(request.iid), "status": .string(status),
            "title": .string(request.title), "description": .string(text), "isDraft": false,
            "sourceRefName": .string("refs/heads/\(request.sourceBranch)"),
            "targetRefName": .string("refs/heads/\(request.targetBranch)"),
            "createdBy": user(request.authorID).map(azureJSON) ?? .null,
            "creationDate": .string(internetTime(request.createdAt)), "reviewers": .array(reviewers),
            "labels": .array(request.labels.map(azureLabel)),
            "mergeStatus": .string(
                request.mergeability.map { $0.hasConflicts ? "conflicts" : "succeeded" } ?? "queued"),
            "lastMergeSourceCommit": ["commitId": .string(request.head ?? "")],
            "repository": azureJSON(project), "supportsIterations": true,
        ]
    }
}
