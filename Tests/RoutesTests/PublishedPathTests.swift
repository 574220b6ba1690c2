import Routes
import Testing

@Suite struct PublishedPathTests {
    private let lines = (1...19).map { "- major: 16\n  minor: \($0)\n" }.joined()

    private func read(_ text: String) throws -> [String] {
        try readPublishedPath(Array(text.utf8), source: "https://example.com/p", date: "2026-11-20").map(
            \.line.description)
    }

    @Test func `The file of stops is read, and its comments are not`() throws {
        let text =
            "# Stops\n" + lines
            + "-\r\n  minor: 11\r\n  major: 17 # the last\r\n  comments: |\r\n    minor: 99\r\n    text\r\n- major: 19\n  minor: 5\n"
        let stops = try readPublishedPath(Array(text.utf8), source: "https://example.com/p", date: "2026-11-20")
        #expect(stops.count == 21)
        #expect(stops.suffix(2).map(\.line.description) == ["17.11", "19.5"])
        #expect(stops.allSatisfy { $0.source == "https://example.com/p" && $0.date == "2026-11-20" })
        #expect(RouteStop.read(RouteStop.text(of: stops)) == stops)
    }

    @Test func `The file of the upgrade path tool is read; its last version is the newest and no stop`() throws {
        let versions = (1...19).map { "\"16.\($0).3\"" }.joined(separator: ", ")
        let stops = try read("{\"supported\": [], \"all\": [\(versions), \"17.11.7\", \"19.5.1\", \"19.6.0\"]}")
        #expect(stops.suffix(2) == ["17.11", "19.5"])
    }

    @Test(arguments: [
        "", "<html>Sign in</html>", "{}", "{\"all\": 3}", "- major: 17\n  minor: 11\n",
        "- major: 99999999999\n  minor: 1\n",
    ])
    func `Anything else is refused`(text: String) {
        #expect(throws: PublishedPathError.self) { try read(text) }
    }
}
