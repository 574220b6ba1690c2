import Testing
import TextEdits

@Suite("Sets of edits")
struct EditSetTests {
    private func edit(_ start: Int, _ end: Int, _ text: String) -> TextEdit {
        TextEdit(ByteSpan(start: start, end: end), text)
    }

    private func apply(_ edits: [TextEdit], to text: String) throws -> String {
        String(decoding: try EditSet(edits).applied(to: Array(text.utf8)), as: UTF8.self)
    }

    @Test("replaces the bytes of spans, and leaves all others")
    func replaces() throws {
        #expect(try apply([edit(7, 12, "1.26.0")], to: "image: nginx # pinned") == "image: 1.26.0 # pinned")
        #expect(try apply([], to: "as it was") == "as it was")
        #expect(try apply([edit(0, 3, "")], to: "abc") == "")
        #expect(try apply([edit(0, 0, "x")], to: "") == "x")
        #expect(try apply([edit(3, 3, "!")], to: "abc") == "abc!")
    }

    @Test("makes several edits whatever their order")
    func several() throws {
        let edits = [edit(8, 9, "ccc"), edit(0, 1, ""), edit(4, 5, "b")]
        #expect(try apply(edits, to: "0...4...8") == "...b...ccc")
        #expect(try apply(edits.reversed(), to: "0...4...8") == "...b...ccc")
    }

    @Test("edits may touch, and text may be put in between")
    func touching() throws {
        #expect(try apply([edit(0, 2, "X"), edit(2, 4, "Y")], to: "abcd") == "XY")
        #expect(try apply([edit(2, 4, "Y"), edit(2, 2, "-")], to: "abcd") == "ab-Y")
        #expect(try apply([edit(0, 2, "X"), edit(2, 2, "-")], to: "abcd") == "X-cd")
    }

    @Test("counts bytes, not characters, and keeps bytes that are no text")
    func bytes() throws {
        #expect(try apply([edit(3, 6, "1.2")], to: "é 1.1") == "é 1.2")
        let bytes: [UInt8] = [0xFF, 0x31, 0xFE, 0x0D, 0x0A]
        #expect(try EditSet([edit(1, 2, "22")]).applied(to: bytes) == [0xFF, 0x32, 0x32, 0xFE, 0x0D, 0x0A])
    }

    @Test("an edit that was added twice counts once")
    func duplicates() throws {
        var set = EditSet([edit(0, 1, "x"), edit(2, 3, "z")])
        set.add(edit(0, 1, "x"))
        #expect(String(decoding: try set.applied(to: Array("abc".utf8)), as: UTF8.self) == "xbz")
    }

    @Test("two different edits of the same bytes are refused")
    func overlap() {
        let cases: [[TextEdit]] = [
            [edit(0, 2, "x"), edit(1, 3, "y")], [edit(0, 2, "x"), edit(0, 2, "y")], [edit(0, 4, "x"), edit(1, 2, "y")],
            [edit(0, 4, "x"), edit(2, 2, "y")], [edit(1, 1, "x"), edit(1, 1, "y")],
            [edit(0, 2, "x"), edit(0, 2, "y"), edit(0, 2, "x")],
        ]
        for edits in cases {
            for order in [edits, edits.reversed()] {
                #expect {
                    _ = try EditSet(order).applied(to: Array("abcd".utf8))
                } throws: { error in
                    guard case .overlap? = error as? EditError else { return false }
                    return "\(error)".contains("same bytes")
                }
            }
        }
    }

    @Test("a span behind the end is refused")
    func outOfBounds() {
        #expect(throws: EditError.outOfBounds(ByteSpan(start: 2, end: 9), count: 3)) {
            try EditSet([edit(2, 9, "x")]).applied(to: Array("abc".utf8))
        }
        #expect(throws: EditError.self) { try EditSet([edit(4, 4, "x")]).applied(to: Array("abc".utf8)) }
        #expect(throws: EditError.self) {
            try EditSet([edit(Int.max, Int.max, "x")]).applied(to: Array("abc".utf8))
        }
    }
}
