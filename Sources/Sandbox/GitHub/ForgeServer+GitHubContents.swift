import Foundation

/// Files, branches and labels of a repository.
extension ForgeServer {
    func gitHubContents(_ call: APICall) async throws -> Reply {
        let parameters = try call.query([.text("ref")])
        let project = projects[try gitHubProject(call)]
        let path = call.argument(2)
        let reference = parameters.text("ref") ?? project.defaultBranch
        guard let commit = try await project.repository.resolve(reference) else {
            throw Refusal.gitHub(404, "No commit found for the ref \(reference)")
        }
        guard let bytes = try await project.repository.file(path, at: commit) else { throw Refusal.gitHubNotFound }
        let id = try await project.repository.fileID(path, at: commit)
        let api = "\(url)/api/v3/repos/\(project.path)"
        let address = "\(api)/contents/\(path)?ref=\(percentEncoded(reference))"
        let blob = "\(api)/git/blobs/\(id)"
        let page = "\(url)/\(project.path)/blob/\(reference)/\(path)"
        return .json(
            200,
            [
                "type": "file", "encoding": "base64", "size": .integer(bytes.count),
                "name": .string(path.split(separator: "/").last.map(String.init) ?? path), "path": .string(path),
                "content": .string(Data(bytes).base64EncodedString(options: .lineLength64Characters)),
                "sha": .string(id), "url": .string(address), "git_url": .string(blob), "html_url": .string(page),
                "download_url": .string("\(url)/raw/\(project.path)/\(reference)/\(path)"),
                "_links": ["self": .string(address), "git": .string(blob), "html": .string(page)],
            ])
    }

    func gitHubListBranches(_ call: APICall) async throws -> Reply {
        let parameters = try call.query([.boolean("protected")] + Paging.rules)
        let index = try gitHubProject(call)
        let branches = try await refresh(index).sorted { $0.key < $1.key }
        let project = projects[index]
        let (items, headers) = GitHubPages(call, parameters, forgeURL: url).slice(branches)
        let values = items.map { name, commit -> JSONValue in
            let address = "\(url)/api/v3/repos/\(project.path)/commits/\(commit)"
            return [
                "name": .string(name), "commit": ["sha": .string(commit), "url": .string(address)],
                "protected": .boolean(project.protectedBranches.contains(name)),
            ]
        }
        return .json(200, .array(values), headers: headers)
    }

    /// Every branch that begins with what is asked for.
    func gitHubMatchingBranches(_ call: APICall) async throws -> Reply {
        _ = try call.query(Paging.rules)
        let index = try gitHubProject(call)
        let found = try await refresh(index).sorted { $0.key < $1.key }
            .filter { "heads/\($0.key)".hasPrefix(call.argument(2)) }
        let api = "\(url)/api/v3/repos/\(projects[index].path)/git"
        let values = found.map { name, commit -> JSONValue in
            [
                "ref": .string("refs/heads/\(name)"), "node_id": .string("REF_\(name)"),
                "url": .string("\(api)/refs/heads/\(name)"),
                "object": [
                    "type": "commit", "sha": .string(commit), "url": .string("\(api)/commits/\(commit)"),
                ],
            ]
        }
        return .json(200, .array(values))
    }

    func gitHubListLabels(_ call: APICall) throws -> Reply {
        let parameters = try call.query(Paging.rules)
        let project = projects[try gitHubProject(call)]
        let (items, headers) = GitHubPages(call, parameters, forgeURL: url).slice(project.labels)
        return .json(200, .array(items.map { gitHubListedLabel($0.name, in: project) }), headers: headers)
    }

    func gitHubCreateLabel(_ call: APICall) throws -> Reply {
        let fields = try call.fields([.text("name", required: true), .text("color"), .text("description")])
        let index = try gitHubProject(call, atLeast: .developer)
        let name = fields.text("name") ?? ""
        let color = fields.text("color") ?? "ededed"
        guard color.count == 6, color.allSatisfy(\.isHexDigit) else {
            throw Refusal.gitHubInvalid("Label", field: "color", code: "invalid", isViolation: true)
        }
        guard !projects[index].labels.contains(where: { $0.name.lowercased() == name.lowercased() }) else {
            throw Refusal.gitHubInvalid("Label", field: "name", code: "already_exists")
        }
        projects[index].labels.append(
            LabelRecord(id: makeID(), name: name, color: "#" + color, description: fields.text("description")))
        return .json(201, gitHubListedLabel(name, in: projects[index]))
    }

    func gitHubShowIssue(_ call: APICall) throws -> Reply {
        _ = try call.query()
        let index = try gitHubProject(call)
        return .json(
            200, gitHubIssue(projects[index].mergeRequests[try gitHubPull(call, in: index)], in: projects[index]))
    }

    func gitHubListIssueLabels(_ call: APICall) throws -> Reply {
        let parameters = try call.query(Paging.rules)
        let index = try gitHubProject(call)
        let labels = projects[index].mergeRequests[try gitHubPull(call, in: index)].labels
        let (items, headers) = GitHubPages(call, parameters, forgeURL: url).slice(labels)
        return .json(200, .array(items.map { gitHubListedLabel($0, in: projects[index]) }), headers: headers)
    }
}
