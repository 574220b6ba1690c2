/// What the body of a request must look like: every field known, of its type, and the required ones there.
indirect enum JSONShape: Sendable {
    case text
    case integer
    case boolean
    case choice([String])
    case list(JSONShape)
    case object([String: JSONShape], required: [String] = [])

    /// Checks `value`; `path` is for messages.
    ///
    /// - Throws: 400 that names the field.
    func check(_ value: JSONValue, at path: String = "the body") throws(Refusal) {
        switch (self, value) {
        case (.text, .string), (.integer, .integer), (.boolean, .boolean): return
        case (.choice(let words), .string(let word)) where words.contains(word): return
        case (.list(let shape), .array(let items)):
            for item in items { try shape.check(item, at: path + "[]") }
        case (.object(let fields, let required), .object(let members)):
            for member in members {
                guard let shape = fields[member.name] else { throw .wrong("\(member.name) is not a field of \(path)") }
                try shape.check(member.value, at: member.name)
            }
            for name in required where value[name] == nil { throw .wrong("\(name) is missing in \(path)") }
        default: throw .wrong("\(path) is invalid: it is \(value.kind)")
        }
    }
}

extension JSONValue {
    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var flag: Bool? {
        guard case .boolean(let flag) = self else { return nil }
        return flag
    }

    var items: [JSONValue] {
        guard case .array(let items) = self else { return [] }
        return items
    }

    /// What an object has; nothing for all else.
    var members: [Member] {
        guard case .object(let members) = self else { return [] }
        return members
    }
}
