import Foundation

extension ForgeServer {
    func listBranches(_ call: APICall) async throws -> Reply {
        let parameters = try call.query([.text("search")] + Paging.rules)
        let index = try project(call)
        let branches = try await refresh(index)
        let search = parameters.text("search") ?? ""
        let names = branches.keys.filter { matches($0, search: search) }.sorted()
        let details = try await details(of: names, branches, index)
        return Paging(call, parameters, forgeURL: url).reply(names) { details[$0] ?? .null }
    }

    /// `^a` begins with, `a$` ends with, else contains; in any case of letters.
    private func matches(_ name: String, search: String) -> Bool {
        let name = name.lowercased()
        let search = search.lowercased()
        if search.hasPrefix("^") { return name.hasPrefix(search.dropFirst()) }
        if search.hasSuffix("$") { return name.hasSuffix(search.dropLast()) }
        return search.isEmpty || name.contains(search)
    }

    func showBranch(_ call: APICall) async throws -> Reply {
        _ = try call.query()
        let index = try project(call)
        return try await reply(200, branch: call.argument(1), index)
    }

    func createBranch(_ call: APICall) async throws -> Reply {
        let fields = try call.fields([.text("branch", required: true), .text("ref", required: true)])
        let index = try project(call, atLeast: .developer)
        let repository = projects[index].repository
        let name = fields.text("branch") ?? ""
        let reference = fields.text("ref") ?? ""
        guard try await repository.isValidBranchName(name) else {
            throw Refusal(400, ["message": "Branch name is invalid"])
        }
        guard try await repository.branches()[name] == nil else {
            throw Refusal(400, ["message": "Branch already exists"])
        }
        guard let commit = try await repository.resolve(reference) else {
            throw Refusal(400, ["message": "Invalid reference name: \(reference)"])
        }
        try await repository.move(name, from: nil, to: commit)
        return try await reply(201, branch: name, index)
    }

    func deleteBranch(_ call: APICall) async throws -> Reply {
        _ = try call.query()
        let index = try project(call, atLeast: .developer)
        let project = projects[index]
        let name = call.argument(1)
        guard let commit = try await project.repository.branches()[name] else { throw Self.noBranch }
        guard name != project.defaultBranch, !project.protectedBranches.contains(name) else {
            throw Refusal(403, ["message": "Protected branch cannot be removed"])
        }
        try await project.repository.move(name, from: commit, to: nil)
        try await refresh(index)
        return Reply(204)
    }

    func showRawFile(_ call: APICall) async throws -> Reply {
        let parameters = try call.query([.text("ref"), .boolean("lfs")])
        let project = projects[try project(call)]
        guard let commit = try await project.repository.resolve(parameters.text("ref") ?? project.defaultBranch) else {
            throw Refusal(404, ["message": "404 Commit Not Found"])
        }
        guard let bytes = try await project.repository.file(call.argument(1), at: commit) else {
            throw Refusal(404, ["message": "404 File Not Found"])
        }
        let type = bytes.contains(0) ? "application/octet-stream" : "text/plain; charset=utf-8"
        return Reply(
            200, headers: [.init("Content-Type", type), .init("X-Gitlab-Commit-Id", commit)], body: .bytes(bytes))
    }

    func showFile(_ call: APICall) async throws -> Reply {
        let parameters = try call.query([.text("ref", required: true)])
        let project = projects[try project(call)]
        let path = call.argument(1)
        let reference = parameters.text("ref") ?? ""
        guard let commit = try await project.repository.resolve(reference) else {
            throw Refusal(404, ["message": "404 Commit Not Found"])
        }
        guard let bytes = try await project.repository.file(path, at: commit) else {
            throw Refusal(404, ["message": "404 File Not Found"])
        }
        return .json(
            200,
            [
                "file_name": .string(path.split(separator: "/").last.map(String.init) ?? path),
                "file_path": .string(path), "size": .integer(bytes.count), "encoding": "base64",
                "content": .string(Data(bytes).base64EncodedString()), "ref": .string(reference),
                "blob_id": .string(try await project.repository.fileID(path, at: commit)),
                "commit_id": .string(commit), "last_commit_id": .string(commit), "execute_filemode": false,
                "content_sha256": .string(sha256(bytes)),
            ])
    }

    func showCommit(_ call: APICall) async throws -> Reply {
        _ = try call.query([.boolean("stats")])
        let project = projects[try project(call)]
        guard let id = try await project.repository.resolve(call.argument(1)),
            let commit = try await project.repository.commits([id]).first
        else { throw Refusal(404, ["message": "404 Commit Not Found"]) }
        return .json(200, json(commit, in: project))
    }

    private static var noBranch: Refusal { Refusal(404, ["message": "404 Branch Not Found"]) }

    private func reply(_ status: Int, branch name: String, _ index: Int) async throws -> Reply {
        let branches = try await refresh(index)
        guard branches[name] != nil, let value = try await details(of: [name], branches, index)[name] else {
            throw Self.noBranch
        }
        return .json(status, value)
    }

    private func details(
        of names: [String], _ branches: [String: String], _ index: Int
    ) async throws -> [String: JSONValue] {
        let project = projects[index]
        let ids = Set(names.compactMap { branches[$0] }).sorted()
        let commits = try await project.repository.commits(ids)
        var result: [String: JSONValue] = [:]
        for name in names {
            guard let commit = commits.first(where: { $0.id == branches[name] }) else { continue }
            let isProtected = project.protectedBranches.contains(name)
            result[name] = [
                "name": .string(name), "commit": json(commit, in: project), "merged": false,
                "protected": .boolean(isProtected), "default": .boolean(name == project.defaultBranch),
                "developers_can_push": .boolean(!isProtected), "developers_can_merge": true,
                "can_push": .boolean(!isProtected),
                "web_url": .string("\(url)/\(project.path)/-/tree/\(name)"),
            ]
        }
        return result
    }
}
