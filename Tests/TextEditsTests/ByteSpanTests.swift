import Foundation
import Testing
import TextEdits

@Suite("Byte spans")
struct ByteSpanTests {
    @Test("count, range and order follow the offsets")
    func basics() {
        let span = ByteSpan(start: 3, end: 7)
        #expect(span.count == 4)
        #expect(span.range == 3..<7)
        #expect(ByteSpan(3..<7) == span)
        #expect(span.shifted(by: 10) == ByteSpan(start: 13, end: 17))
        #expect(span.shifted(by: -3) == ByteSpan(start: 0, end: 4))
        let sorted = [ByteSpan(start: 0, end: 0), ByteSpan(start: 0, end: 9), ByteSpan(start: 1, end: 1), span]
        #expect(sorted.reversed().sorted() == sorted)
    }

    @Test(
        "spans overlap when they share a byte",
        arguments: [
            (0..<3, 2..<5, true), (0..<3, 3..<5, false), (2..<5, 0..<9, true), (4..<5, 0..<4, false),
            (1..<2, 1..<2, true),
            (3..<3, 0..<9, false), (3..<3, 3..<3, false), (0..<0, 0..<1, false),
        ])
    func overlaps(a: Range<Int>, b: Range<Int>, expected: Bool) {
        #expect(ByteSpan(a).overlaps(ByteSpan(b)) == expected)
        #expect(ByteSpan(b).overlaps(ByteSpan(a)) == expected)
    }

    @Test("is written as start and end, and read back")
    func coding() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(ByteSpan(start: 3, end: 7))
        #expect(String(decoding: data, as: UTF8.self) == #"{"end":7,"start":3}"#)
        #expect(try JSONDecoder().decode(ByteSpan.self, from: data) == ByteSpan(start: 3, end: 7))
    }

    @Test(
        "a span that cannot be is refused when read",
        arguments: [#"{"start":7,"end":3}"#, #"{"start":-1,"end":3}"#, #"{"start":1}"#, #"{"start":1,"end":1.5}"#])
    func refused(text: String) {
        #expect(throws: DecodingError.self) { try JSONDecoder().decode(ByteSpan.self, from: Data(text.utf8)) }
    }
}
