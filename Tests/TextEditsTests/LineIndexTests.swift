import Testing
import TextEdits

@Suite("The lines of a file")
struct LineIndexTests {
    @Test(
        "finds the line of an offset",
        arguments: [
            ("", [1]), ("a", [1, 1]), ("\n", [1, 2]), ("a\nb", [1, 1, 2, 2]), ("a\r\nb\n", [1, 1, 1, 2, 2, 3]),
            ("\n\n\n", [1, 2, 3, 4]), ("é\nb", [1, 1, 1, 2, 2]), ("a\rb", [1, 1, 1, 1]),
        ])
    func line(text: String, expected: [Int]) {
        let index = LineIndex(Array(text.utf8))
        #expect((0...text.utf8.count).map(index.line(at:)) == expected)
        #expect(index.count == expected.last)
        #expect(index.line(at: -1) == 1)
        #expect(index.line(at: .min) == 1)
        #expect(index.line(at: .max) == expected.last)
    }

    @Test("finds the start of a line, and nothing where there is none")
    func start() {
        let index = LineIndex(Array("ab\n\ncd".utf8))
        #expect((1...3).map { index.start(ofLine: $0) } == [0, 3, 4])
        for line in [Int.min, -1, 0, 4, Int.max] { #expect(index.start(ofLine: line) == nil) }
        for line in 1...3 { #expect(index.start(ofLine: line).map(index.line(at:)) == line) }
    }
}
