extension ForgeServer {
    func listNotes(_ call: APICall) throws -> Reply {
        let parameters = try call.query(
            [.choice("order_by", "created_at", "updated_at"), .choice("sort", "asc", "desc")] + Paging.rules)
        let index = try project(call)
        let request = projects[index].mergeRequests[try mergeRequest(call, in: index)]
        let notes = parameters.text("sort") == "asc" ? request.notes : request.notes.reversed()
        return Paging(call, parameters, forgeURL: url).reply(notes) { json($0, of: request, in: projects[index]) }
    }

    func createNote(_ call: APICall) throws -> Reply {
        let fields = try call.fields([.text("body", required: true), .boolean("internal")])
        let index = try project(call, atLeast: .reporter)
        let place = try mergeRequest(call, in: index)
        let note = try addNote(fields.text("body") ?? "", index, place, by: call.user)
        return .json(201, json(note, of: projects[index].mergeRequests[place], in: projects[index]))
    }

    @discardableResult
    func addNote(_ text: String, _ index: Int, _ place: Int, by user: UserRecord) throws(Refusal) -> NoteRecord {
        let note = NoteRecord(
            id: makeID(), authorID: user.id, body: try checkedNote(text), createdAt: now(), updatedAt: now())
        projects[index].mergeRequests[place].notes.append(note)
        projects[index].mergeRequests[place].updatedAt = now()
        return note
    }

    func updateNote(_ call: APICall) throws -> Reply {
        let fields = try call.fields([.text("body", required: true)])
        let index = try project(call, atLeast: .reporter)
        let place = try mergeRequest(call, in: index)
        let note = try ownNote(call, index, place)
        projects[index].mergeRequests[place].notes[note].body = try checkedNote(fields.text("body") ?? "")
        projects[index].mergeRequests[place].notes[note].updatedAt = now()
        let request = projects[index].mergeRequests[place]
        return .json(200, json(request.notes[note], of: request, in: projects[index]))
    }

    func deleteNote(_ call: APICall) throws -> Reply {
        _ = try call.query()
        let index = try project(call, atLeast: .reporter)
        let place = try mergeRequest(call, in: index)
        projects[index].mergeRequests[place].notes.remove(at: try ownNote(call, index, place))
        return Reply(204)
    }

    func checkedNote(_ body: String) throws(Refusal) -> String {
        if body.allSatisfy(\.isWhitespace) {
            throw Refusal(400, ["message": ["note": ["can't be blank"]]], isViolation: true)
        }
        if body.count > 1_000_000 {
            throw Refusal(
                400, ["message": ["note": ["is too long (maximum is 1000000 characters)"]]], isViolation: true)
        }
        return body
    }

    /// The place of the note that the third argument names; others' notes are for maintainers only.
    private func ownNote(_ call: APICall, _ index: Int, _ place: Int) throws(Refusal) -> Int {
        let id = try call.number(2, of: "note_id")
        let notes = projects[index].mergeRequests[place].notes
        guard let found = notes.firstIndex(where: { $0.id == id }) else {
            throw Refusal(404, ["message": "404 Note Not Found"])
        }
        let isMaintainer = role(of: call.user, in: projects[index]).map { $0 >= .maintainer } ?? false
        guard notes[found].authorID == call.user.id || isMaintainer else {
            throw Refusal(403, ["message": "403 Forbidden"])
        }
        return found
    }
}
