extension ForgeServer {
    func azureListPulls(_ call: APICall) async throws -> Reply {
        let parameters = try call.query([
            .choice("searchCriteria.status", "active", "abandoned", "completed", "all", "notSet"),
            .text("searchCriteria.creatorId"), .text("searchCriteria.sourceRefName"),
            .text("searchCriteria.targetRefName"), .integer("$top", 1...1000), .integer("$skip", 0...Int.max),
        ])
        let index = try azureRepository(call)
        try await refresh(index)
        let project = projects[index]
        var found = Array(project.mergeRequests.reversed())
        switch parameters.text("searchCriteria.status") ?? "active" {
        case "active": found = found.filter { $0.state == .opened || $0.state == .locked }
        case "abandoned": found = found.filter { $0.state == .closed }
        case "completed": found = found.filter { $0.state == .merged }
        default: break
        }
        if let id = parameters.text("searchCriteria.creatorId") {
            found = found.filter { azureID($0.authorID, kind: 2) == id }
        }
        for (name, branch) in [
            ("searchCriteria.sourceRefName", \MergeRequestRecord.sourceBranch),
            ("searchCriteria.targetRefName", \MergeRequestRecord.targetBranch),
        ] {
            guard let wanted = parameters.text(name) else { continue }
            guard wanted.hasPrefix("refs/heads/") else {
                throw .wrong("\(name) is no full name of a branch") as Refusal
            }
            found = found.filter { "refs/heads/" + $0[keyPath: branch] == wanted }
        }
        let start = min(found.count, parameters.integer("$skip") ?? 0)
        let end = min(found.count, start + (parameters.integer("$top") ?? 101))
        let values = found[start..<end].map { azureJSON($0, in: project, isDetailed: false) }
        return .json(200, ["count": .integer(values.count), "value": .array(values)])
    }

    func azureShowPull(_ call: APICall) async throws -> Reply {
        _ = try call.query()
        let index = try azureRepository(call)
        let place = try azurePull(call, in: index)
        try await refresh(index)
        return azureReply(200, index, place)
    }

    private func azureReply(_ status: Int, _ index: Int, _ place: Int) -> Reply {
        .json(status, azureJSON(projects[index].mergeRequests[place], in: projects[index], isDetailed: true))
    }

    func azureCreatePull(_ call: APICall) async throws -> Reply {
        let body = try azureBody(
            call,
            .object(
                [
                    "sourceRefName": .text, "targetRefName": .text, "title": .text, "description": .text,
                    "isDraft": .boolean,
                    "reviewers": .list(.object(["id": .text, "isRequired": .boolean], required: ["id"])),
                    "labels": .list(.object(["name": .text], required: ["name"])),
                ], required: ["sourceRefName", "targetRefName", "title"]))
        let index = try azureRepository(call, atLeast: .developer)
        let branches = try await refresh(index)
        let source = try azureBranch(body["sourceRefName"]?.text ?? "", branches)
        let target = try azureBranch(body["targetRefName"]?.text ?? "", branches)
        let time = now()
        var request = MergeRequestRecord(
            id: makeID(), iid: nextNumber(in: index), title: try azureTitle(body["title"]?.text ?? ""),
            description: try azureText(body["description"]?.text ?? ""), sourceBranch: source, targetBranch: target,
            authorID: call.user.id, createdAt: time, updatedAt: time)
        request.isMarkedDraft = body["isDraft"]?.flag == true
        for reviewer in body["reviewers"]?.items ?? [] {
            let id = try azurePerson(reviewer["id"]?.text ?? "", index)
            if reviewer["isRequired"]?.flag == true {
                request.assigneeIDs.append(id)
            } else {
                request.reviewerIDs.append(id)
            }
        }
        request.labels = distinct((body["labels"]?.items ?? []).compactMap { $0["name"]?.text })
        makeLabels(request.labels, index)
        guard otherOpen(request, in: index) == nil else {
            throw Refusal.azure(
                409, "GitPullRequestExistsException",
                "TF401179: An active pull request for the source and target branch already exists.")
        }
        projects[index].mergeRequests.append(request)
        try await refresh(index)
        return azureReply(201, index, place(of: request.iid, in: index) ?? 0)
    }

    func azureUpdatePull(_ call: APICall) async throws -> Reply {
        let body = try azureBody(
            call,
            .object([
                "title": .text, "description": .text, "isDraft": .boolean, "targetRefName": .text,
                "status": .choice(["active", "abandoned"]),
                "autoCompleteSetBy": .object(["id": .text], required: ["id"]),
                "completionOptions": .object([
                    "mergeStrategy": .choice(["noFastForward", "squash", "rebase", "rebaseMerge"]),
                    "deleteSourceBranch": .boolean, "mergeCommitMessage": .text,
                ]),
            ]))
        let index = try azureRepository(call, atLeast: .developer)
        let place = try azurePull(call, in: index)
        let branches = try await refresh(index)
        var request = projects[index].mergeRequests[place]
        let status = body["status"]?.text
        let others = ["title", "description", "isDraft", "targetRefName", "autoCompleteSetBy", "completionOptions"]
            .contains { body[$0] != nil }
        guard status != nil || others else { throw .wrong("there is nothing to change") as Refusal }
        guard status == nil || !others else { throw .wrong("status cannot be changed together with others") as Refusal }
        if request.state != .opened, status != "active" {
            throw Refusal.azure(
                400, "GitPullRequestNotEditableException",
                "TF401181: The pull request cannot be edited due to its state.")
        }
        if let title = body["title"]?.text { request.title = try azureTitle(title) }
        if let text = body["description"]?.text { request.description = try azureText(text) }
        if let isDraft = body["isDraft"]?.flag { request.isMarkedDraft = isDraft }
        if let target = body["targetRefName"]?.text {
            request.targetBranch = try azureBranch(target, branches)
            request.mergeability = nil
        }
        switch (status, request.state) {
        case ("abandoned", .opened):
            request.state = .closed
            request.closedAt = now()
            request.closedByID = call.user.id
        case ("active", .closed):
            _ = try azureBranch("refs/heads/" + request.sourceBranch, branches)
            request.state = .opened
            request.closedAt = nil
            request.closedByID = nil
        default: break
        }
        if let id = body["autoCompleteSetBy"]?["id"]?.text {
            let nobody = "00000000-0000-0000-0000-000000000000"
            request.mergingItselfByID = id == nobody ? nil : try azurePerson(id, index)
        }
        request.updatedAt = now()
        projects[index].mergeRequests[place] = request
        try await mergeWhatWaited(index)
        return azureReply(200, index, place)
    }

    func azureRemoveLabel(_ call: APICall) throws -> Reply {
        _ = try call.query()
        let index = try azureRepository(call, atLeast: .developer)
        let place = try azurePull(call, in: index)
        let name = call.argument(3)
        guard projects[index].mergeRequests[place].labels.contains(name) else {
            throw Refusal.azure(404, "TagNotFoundException", "TF200016: there is no label \(name).")
        }
        projects[index].mergeRequests[place].labels.removeAll { $0 == name }
        return Reply(200)
    }

    func azureUpdateComment(_ call: APICall) throws -> Reply {
        let body = try azureBody(call, .object(["content": .text], required: ["content"]))
        let index = try azureRepository(call)
        let place = try azurePull(call, in: index)
        let thread = try call.number(3, of: "threadId")
        guard let note = projects[index].mergeRequests[place].notes.firstIndex(where: { $0.id == thread }),
            call.argument(4) == "1"
        else {
            throw Refusal.azure(404, "CommentNotFoundException", "TF401181: The comment was not found.")
        }
        guard projects[index].mergeRequests[place].notes[note].authorID == call.user.id else {
            throw Refusal.azure(403, "CommentPermissionException", "TF401027: only the author may edit a comment.")
        }
        projects[index].mergeRequests[place].notes[note].body = try azureContent(body["content"]?.text ?? "")
        return .json(200, azureComment(projects[index].mergeRequests[place].notes[note]))
    }

    private func azureComment(_ note: NoteRecord) -> JSONValue {
        [
            "id": 1, "parentCommentId": 0, "content": .string(note.body), "commentType": "text", "isDeleted": false,
            "author": user(note.authorID).map(azureJSON) ?? .null,
            "publishedDate": .string(internetTime(note.createdAt)),
        ]
    }

    func azureSetReviewer(_ call: APICall) throws -> Reply {
        let body = try azureBody(
            call, .object(["id": .text, "vote": .integer, "isRequired": .boolean], required: ["vote"]))
        let index = try azureRepository(call, atLeast: .developer)
        let place = try azurePull(call, in: index)
        let id = try azurePerson(call.argument(3), index)
        projects[index].mergeRequests[place].assigneeIDs.removeAll { $0 == id }
        projects[index].mergeRequests[place].reviewerIDs.removeAll { $0 == id }
        if body["isRequired"]?.flag == true {
            projects[index].mergeRequests[place].assigneeIDs.append(id)
        } else {
            projects[index].mergeRequests[place].reviewerIDs.append(id)
        }
        let isRequired = body["isRequired"]?.flag == true
        return .json(200, azureReviewer(id, isRequired: isRequired) ?? .null)
    }

    func azureAddLabel(_ call: APICall) throws -> Reply {
        let body = try azureBody(call, .object(["name": .text], required: ["name"]))
        let index = try azureRepository(call, atLeast: .developer)
        let place = try azurePull(call, in: index)
        let name = body["name"]?.text ?? ""
        guard !name.isEmpty else { throw .wrong("name is empty") as Refusal }
        projects[index].mergeRequests[place].labels = distinct(projects[index].mergeRequests[place].labels + [name])
        return .json(200, azureLabel(name))
    }

    func azureLabels(_ call: APICall) throws -> Reply {
        _ = try call.query()
        let index = try azureRepository(call)
        let labels = projects[index].mergeRequests[try azurePull(call, in: index)].labels
        return .json(200, ["count": .integer(labels.count), "value": .array(labels.map(azureLabel))])
    }

    func azureAddThread(_ call: APICall) throws -> Reply {
        let comment = JSONShape.object(
            ["parentCommentId": .integer, "content": .text, "commentType": .choice(["text"])], required: ["content"])
        let status = JSONShape.choice(["unknown", "active", "fixed", "wontFix", "closed", "byDesign", "pending"])
        let body = try azureBody(
            call, .object(["comments": .list(comment), "status": status], required: ["comments"]))
        let index = try azureRepository(call)
        let place = try azurePull(call, in: index)
        let text = (body["comments"]?.items ?? []).compactMap { $0["content"]?.text }.joined(separator: "\n")
        let note = try addNote(try azureContent(text), index, place, by: call.user)
        return .json(200, azureThread(note, status: body["status"]))
    }

    func azureThreads(_ call: APICall) throws -> Reply {
        _ = try call.query()
        let index = try azureRepository(call)
        let notes = projects[index].mergeRequests[try azurePull(call, in: index)].notes
        let values = notes.map { azureThread($0, status: nil) }
        return .json(200, ["count": .integer(values.count), "value": .array(values)])
    }

    private func azureBranch(_ reference: String, _ branches: [String: String]) throws(Refusal) -> String {
        guard reference.hasPrefix("refs/heads/") else { throw .wrong("\(reference) is no full name of a branch") }
        let branch = String(reference.dropFirst("refs/heads/".count))
        guard branches[branch] != nil else {
            throw .azure(
                400, "GitPullRequestCannotBeActivated",
                "TF401398: The pull request cannot be activated because the source and/or the target branch no longer exists"
            )
        }
        return branch
    }

    private func azurePerson(_ id: String, _ index: Int) throws(Refusal) -> Int {
        guard let user = users.first(where: { azureID($0.id, kind: 2) == id.lowercased() }), !user.isBlocked,
            role(of: user, in: projects[index]) != nil
        else {
            throw .azure(404, "IdentityNotFoundException", "The identity \(id) could not be found.", isViolation: true)
        }
        return user.id
    }

    private func azureTitle(_ title: String) throws(Refusal) -> String {
        guard !title.allSatisfy(\.isWhitespace), title.utf16.count <= 400 else {
            throw .wrong("title is invalid: it is empty or longer than 400 characters")
        }
        return title
    }

    private func azureContent(_ text: String) throws(Refusal) -> String {
        guard text.utf16.count <= 150_000 else {
            throw .azure(
                400, "InvalidArgumentValueException",
                "Invalid argument value. A maximum of 150000 characters is allowed for the comment content.",
                isViolation: true)
        }
        return text
    }

    private func azureText(_ text: String) throws(Refusal) -> String {
        guard text.utf16.count <= 4000 else {
            throw .azure(
                400, "InvalidArgumentValueException",
                "Invalid argument value. A maximum of 4000 characters is allowed for the description.",
                isViolation: true)
        }
        return text
    }
}
