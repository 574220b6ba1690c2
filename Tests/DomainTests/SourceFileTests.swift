import Domain
import Testing

@Suite("Source files")
struct SourceFileTests {
    @Test(
        "the name is the last part of the path",
        arguments: [("a/b/Chart.yaml", "Chart.yaml"), ("Chart.yaml", "Chart.yaml"), ("a/", ""), ("", ""), ("/x", "x")])
    func name(path: String, expected: String) {
        #expect(SourceFile(path: path, bytes: []).name == expected)
    }

    @Test("parses once for each type, whatever it finds")
    func memo() {
        let file = SourceFile(path: "a", bytes: Array("12".utf8))
        var calls = 0
        func number() -> Int? {
            file.memo(Int?.self) {
                calls += 1
                return Int(String(decoding: $0.bytes, as: UTF8.self))
            }
        }
        func nothing() -> String? {
            file.memo(String?.self) { _ in
                calls += 1
                return nil
            }
        }
        #expect(number() == 12 && number() == 12)
        #expect(calls == 1)
        #expect(nothing() == nil && nothing() == nil)
        #expect(calls == 2)
        #expect(file.memo { $0.bytes.count } == 2)
        #expect(file.memo { _ in 99 } == 2)
    }
}
