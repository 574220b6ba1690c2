import Domain
import Foundation

/// The file of a local merge request: a small front matter, then the description as it is.
///
///     ---
///     state: open
///     title: "Update nginx to 1.29.4"
///     source: "windlass/nginx-1.x"
///     target: "main"
///     labels: ["dependencies"]
///     assignees: ["alice"]
///     reviewers: []
///     ---
///
///     The description.
///
/// Values are JSON, which YAML reads too; a single word needs no quotes, so that a person can write `state: closed`.
struct LocalRecord: Hashable {
    var state: MergeRequestState
    var title: String
    var source: BranchName
    var target: BranchName
    var labels: [String]
    var assignees: [String]
    var reviewers: [String]
    var description: String

    /// Why a file is none, and in which line.
    struct Problem: Error, Hashable {
        var line: Int
        var message: String
    }
}

extension LocalRecord {
    private static let fence = "---"

    /// The content of the file.
    var text: String {
        let fields = [
            ("state", state.rawValue), ("title", Self.quoted(title)), ("source", Self.quoted(source.rawValue)),
            ("target", Self.quoted(target.rawValue)), ("labels", Self.listed(labels)),
            ("assignees", Self.listed(assignees)), ("reviewers", Self.listed(reviewers)),
        ]
        let lines = [Self.fence] + fields.map { "\($0): \($1)" } + [Self.fence, "", description]
        return lines.joined(separator: "\n")
    }

    /// Reads the content of a file; unknown fields are passed over.
    init(parsing text: String) throws(Problem) {
        var lines = text.replacingOccurrences(of: "\r\n", with: "\n")[...]
        var number = 1
        guard Self.takeLine(&lines) == Self.fence else {
            throw Problem(line: 1, message: "it does not begin with ---")
        }
        var fields: [String: (value: String, line: Int)] = [:]
        while true {
            guard let line = Self.takeLine(&lines) else {
                throw Problem(line: number, message: "the --- that ends its front matter is missing")
            }
            number += 1
            if line == Self.fence { break }
            if line.allSatisfy({ $0 == " " || $0 == "\t" }) || line.hasPrefix("#") { continue }
            guard let colon = line.firstIndex(of: ":") else {
                throw Problem(line: number, message: "a line of the form name: value is expected")
            }
            let value = line[line.index(after: colon)...]
            fields[String(line[..<colon])] = (value.trimmingCharacters(in: .whitespaces), number)
        }
        if lines.first == "\n" { lines.removeFirst() }
        let reader = FieldReader(fields: fields, end: number)
        guard let state = MergeRequestState(rawValue: try reader.word("state")) else {
            throw Problem(line: fields["state"]?.line ?? number, message: "state must be open, closed or merged")
        }
        self.init(
            state: state, title: try reader.word("title"), source: BranchName(try reader.word("source")),
            target: BranchName(try reader.word("target")), labels: try reader.words("labels"),
            assignees: try reader.words("assignees"), reviewers: try reader.words("reviewers"),
            description: String(lines))
    }

    private static func takeLine(_ rest: inout Substring) -> String? {
        guard !rest.isEmpty else { return nil }
        let end = rest.firstIndex(of: "\n") ?? rest.endIndex
        defer { rest = end == rest.endIndex ? rest[end...] : rest[rest.index(after: end)...] }
        return String(rest[..<end])
    }

    private static func quoted(_ text: String) -> String { json(text) ?? "\"\"" }
    private static func listed(_ words: [String]) -> String { json(words) ?? "[]" }

    private static func json(_ value: some Encodable) -> String? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) }
    }
}

/// Reads typed fields of a front matter.
private struct FieldReader {
    let fields: [String: (value: String, line: Int)]
    /// The line that a missing field is reported at.
    let end: Int

    func word(_ name: String) throws(LocalRecord.Problem) -> String {
        guard let field = fields[name], !field.value.isEmpty else {
            throw LocalRecord.Problem(line: end, message: "the field \(name) is missing")
        }
        if let text = try? JSONDecoder().decode(String.self, from: Data(field.value.utf8)) { return text }
        guard !"\"[{'".contains(field.value.prefix(1)) else {
            throw LocalRecord.Problem(line: field.line, message: "\(name) must be a word, or a text in double quotes")
        }
        return field.value
    }

    func words(_ name: String) throws(LocalRecord.Problem) -> [String] {
        guard let field = fields[name], !field.value.isEmpty else { return [] }
        guard let words = try? JSONDecoder().decode([String].self, from: Data(field.value.utf8)) else {
            throw LocalRecord.Problem(line: field.line, message: "\(name) must be a list such as [\"a\", \"b\"]")
        }
        return words
    }
}
