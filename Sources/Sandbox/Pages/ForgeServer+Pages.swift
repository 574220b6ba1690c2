import Foundation

extension ForgeServer {
    /// Pages for people: the list at `/`, one page for each merge request, one for each file of a commit.
    func answerPage(_ request: ServedRequest) async throws -> Reply {
        guard request.method == "GET" || request.method == "HEAD" else {
            return .text(405, "method not allowed\n")
        }
        let segments = pageSegments(request)
        if segments.isEmpty || segments == ["-", "merge_requests"] { return page(try await overview()) }
        guard let dash = segments.firstIndex(of: "-"),
            let index = projectIndex(segments[..<dash].joined(separator: "/"))
        else {
            if let index = projectIndex(segments.joined(separator: "/")) { return page(try await projectPage(index)) }
            return page("<h1>Not found</h1><p><a href=\"/\">All merge requests</a></p>", status: 404)
        }
        let rest = Array(segments[(dash + 1)...])
        switch rest.first {
        case "merge_requests" where rest.count == 1: return page(try await projectPage(index))
        case "merge_requests" where rest.count == 2:
            guard let iid = Int(rest[1]), let place = place(of: iid, in: index) else { break }
            return page(try await mergeRequestPage(index, place))
        case "blob" where rest.count > 2:
            return try await filePage(index, commit: rest[1], file: rest[2...].joined(separator: "/"))
        default: break
        }
        return page("<h1>Not found</h1><p><a href=\"/\">All merge requests</a></p>", status: 404)
    }

    /// The path as GitLab has it: what other services name otherwise is put into the same words.
    private func pageSegments(_ request: ServedRequest) -> [String] {
        var segments = request.segments.filter { !$0.isEmpty }
        if "/" + (segments.first ?? "") == dialect.basePath { segments.removeFirst() }
        segments.removeAll { $0 == "_git" }
        guard !segments.contains("-") else { return segments }
        if let place = segments.firstIndex(where: { $0 == "pull" || $0 == "pullrequest" }) {
            segments.replaceSubrange(place...place, with: ["-", "merge_requests"])
        } else if let place = segments.firstIndex(of: "blob") {
            segments.insert("-", at: place)
        } else if let path = request.query.first(where: { $0.name == "path" })?.value,
            let version = request.query.first(where: { $0.name == "version" })?.value, version.hasPrefix("GC")
        {
            segments += ["-", "blob", String(version.dropFirst(2))] + path.split(separator: "/").map(String.init)
        }
        return segments
    }

    private func overview() async throws -> HTML {
        var sections: [HTML] = []
        for index in projects.indices { sections.append(try await section(index)) }
        return "<h1>Merge requests</h1>\(sections)"
    }

    private func projectPage(_ index: Int) async throws -> HTML {
        "<p><a href=\"/\">All merge requests</a></p>\(try await section(index))"
    }

    private func section(_ index: Int) async throws -> HTML {
        try await refresh(index)
        let project = projects[index]
        guard !project.mergeRequests.isEmpty else {
            return "<h2><a href=\"/\(project.path)\">\(project.path)</a></h2><p class=\"quiet\">No merge requests.</p>"
        }
        let rows: [HTML] = project.mergeRequests.reversed().map { request in
            """
            <tr><td><a href="\(webURL(of: request, in: project))">!\(request.iid)</a></td>\
            <td><a href="\(webURL(of: request, in: project))">\(request.title)</a></td>\
            <td><span class="state \(request.state.rawValue)">\(request.state.rawValue)</span></td>\
            <td><code>\(request.sourceBranch)</code></td><td>\(names(request.assigneeIDs))</td>\
            <td>\(labels(request))</td></tr>

            """
        }
        return """
            <h2><a href="/\(project.path)">\(project.path)</a></h2>
            <table><thead><tr><th></th><th>Title</th><th>State</th><th>Branch</th><th>Assignees</th><th>Labels</th></tr></thead>
            <tbody>\(rows)</tbody></table>
            """
    }

    private func mergeRequestPage(_ index: Int, _ place: Int) async throws -> HTML {
        try await refresh(index)
        let project = projects[index]
        let request = project.mergeRequests[place]
        var diff = ""
        if let head = request.head, let base = request.mergeability?.mergeBase {
            diff = try await project.repository.diffText(from: base, to: head)
        }
        let notes: [HTML] = request.notes.map { note in
            """
            <section class="note"><p class="quiet">\(names([note.authorID])) wrote at \(gitLabTime(note.createdAt))</p>\
            <pre>\(note.body)</pre></section>
            """
        }
        let heading: HTML = notes.isEmpty ? "" : "<h2>Notes</h2>"
        return """
            <p><a href="/">All merge requests</a> / <a href="/\(project.path)">\(project.path)</a></p>
            <h1>\(request.title) <span class="quiet">!\(request.iid)</span></h1>
            <p><span class="state \(request.state.rawValue)">\(request.state.rawValue)</span>
            <code>\(request.sourceBranch)</code> into <code>\(request.targetBranch)</code> by \(names([request.authorID])).
            Assignees: \(names(request.assigneeIDs)). Reviewers: \(names(request.reviewerIDs)). \(labels(request))</p>
            <h2>Description</h2>
            <pre class="description">\(request.description)</pre>
            <h2>Changes</h2>
            <pre class="diff">\(colored(diff))</pre>
            \(heading)\(notes)
            """
    }

    private func filePage(_ index: Int, commit: String, file: String) async throws -> Reply {
        let project = projects[index]
        guard let id = try await project.repository.resolve(commit),
            let bytes = try await project.repository.file(file, at: id)
        else { return page("<h1>No such file</h1>", status: 404) }
        let text = String(decoding: bytes, as: UTF8.self)
        let lines: [HTML] = text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map {
            "<span id=\"L\($0.offset + 1)\">\(String($0.element))</span>\n"
        }
        return page(
            """
            <p><a href="/">All merge requests</a> / <a href="/\(project.path)">\(project.path)</a></p>
            <h1>\(file)</h1><p class="quiet">at \(id)</p><pre class="file">\(lines)</pre>
            """)
    }

    private func names(_ ids: [Int]) -> String {
        ids.isEmpty ? "nobody" : ids.compactMap { user($0).map { "@" + $0.username } }.joined(separator: ", ")
    }

    private func labels(_ request: MergeRequestRecord) -> [HTML] {
        request.labels.map { "<span class=\"label\">\($0)</span> " }
    }

    private func colored(_ diff: String) -> [HTML] {
        diff.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let line = String(line)
            if line.hasPrefix("diff ") { return "<b>\(line)</b>\n" }
            if line.hasPrefix("@@") { return "<i>\(line)</i>\n" }
            if line.hasPrefix("+"), !line.hasPrefix("+++") { return "<ins>\(line)</ins>\n" }
            if line.hasPrefix("-"), !line.hasPrefix("---") { return "<del>\(line)</del>\n" }
            return "\(line)\n"
        }
    }

    private func page(_ body: HTML, status: Int = 200) -> Reply {
        let document: HTML = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Windlass sandbox</title>
            <meta name="viewport" content="width=device-width"><style>\(HTML(stringLiteral: Self.style))</style></head>
            <body>\(body)</body></html>

            """
        return .text(status, document.text, type: "text/html; charset=utf-8")
    }

    private static let style = """
        body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1f2430}
        a{color:#1f5fbf;text-decoration:none}a:hover{text-decoration:underline}
        table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid #dde1e8;vertical-align:top}
        pre{background:#f6f7f9;border:1px solid #dde1e8;border-radius:6px;padding:.8rem;overflow-x:auto;font-size:14px;line-height:1.45}
        pre.description{white-space:pre-wrap}code{font-size:.9em}ins,del{text-decoration:none;display:inline-block;min-width:100%}
        ins{background:#dff5e3}del{background:#fbe3e4}i{color:#6b7280;font-style:normal}.quiet{color:#6b7280;font-weight:400}
        .state,.label{border-radius:4px;padding:.1rem .45rem;font-size:.85em;background:#e8ebf1}
        .opened{background:#dff5e3}.merged{background:#dde7fb}.closed{background:#fbe3e4}
        :target{background:#fff3c4}
        """
}
