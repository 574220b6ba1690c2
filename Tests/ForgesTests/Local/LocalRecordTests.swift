import Domain
import Testing

@testable import Forges

@Suite("The file of a local merge request")
struct LocalRecordTests {
    private static let plain = LocalRecord(
        state: .open, title: "Update nginx", source: "windlass/nginx", target: "main", labels: ["a", "b, c"],
        assignees: ["alice"], reviewers: [], description: "text\n")

    @Test("looks like Markdown with a front matter")
    func text() {
        #expect(
            Self.plain.text == """
                ---
                state: open
                title: "Update nginx"
                source: "windlass/nginx"
                target: "main"
                labels: ["a","b, c"]
                assignees: ["alice"]
                reviewers: []
                ---

                text

                """)
    }

    @Test(
        "is read as it was written, whatever the texts are",
        arguments: [
            "", "\n", "\n\n", "a", "a\n", "---\n", "---\nstate: closed\n---\n", "ä \u{1F600}\n", " indented",
            "tab\t\n/close",
        ])
    func roundTrip(_ text: String) throws {
        var record = Self.plain
        record.description = text
        record.title = "\"\(text)\" --- : #"
        #expect(try LocalRecord(parsing: record.text) == record)
    }

    @Test("may be written by a person")
    func byHand() throws {
        let record = try LocalRecord(
            parsing:
                "---\r\n# a comment\r\n\r\nstate: closed\r\ntitle: Update nginx: now\r\nsource: windlass/nginx\r\ntarget: main\r\ncolour: red\r\n---\r\nbody\r\n"
        )
        #expect(record.state == .closed)
        #expect(record.title == "Update nginx: now")
        #expect(record.labels == [])
        #expect(record.description == "body\n")
    }

    @Test(
        "that is none says why, and where",
        arguments: [
            ("", 1, "does not begin"), ("# Notes\n", 1, "does not begin"), ("---", 1, "missing"),
            ("---\nstate: open\n", 2, "is missing"), ("---\nstate\n---\n", 2, "name: value"),
            ("---\nstate: odd\ntitle: a\nsource: b\ntarget: c\n---\n", 2, "open, closed or merged"),
            ("---\nstate: open\ntitle: \"a\nsource: b\ntarget: c\n---\n", 3, "double quotes"),
            ("---\nstate: open\ntitle: a\ntarget: c\n---\n", 5, "source is missing"),
            ("---\nstate: open\ntitle: a\nsource: b\ntarget: c\nlabels: a, b\n---\n", 6, "list"),
        ])
    func problems(_ text: String, _ line: Int, _ message: String) {
        let problem = #expect(throws: LocalRecord.Problem.self) { try LocalRecord(parsing: text) }
        #expect(problem?.line == line)
        #expect(problem?.message.contains(message) == true, "\(String(describing: problem))")
    }
}
