import Domain
import Foundation
import Testing
import TextEdits

@testable import App

@Suite struct ScanJSONTests {
    /// The documented shape, read back by another reader.
    private struct Shape: Decodable, Equatable {
        struct Dependency: Decodable, Equatable {
            struct Span: Decodable, Equatable {
                var role: String
                var start: Int
                var end: Int
            }
            var file: String
            var line: Int
            var manager: String
            var depName: String
            var datasource: String
            var packageName: String
            var registryUrls: [String]
            var versioning: String
            var currentValue: String?
            var currentDigest: String?
            var skipReason: String?
            var spans: [Span]
        }
        struct Diagnostic: Decodable, Equatable {
            var file: String?
            var line: Int?
            var severity: String
            var message: String
        }
        var root: String
        var files: Int
        var dependencies: [Dependency]
        var diagnostics: [Diagnostic]
    }

    @Test("has the documented fields, and texts survive whatever is in them")
    func shape() throws {
        let odd = "a\"b\\c\n\t\u{0}\u{1F}\u{7F}é\u{1F600}</script>"
        let dependency = Dependency(
            file: odd, line: 12, manager: "kubernetes", depName: "ghcr.io/x/y", datasource: "docker",
            registryURLs: ["https://a", "https://b"], versioning: "docker", currentValue: "1.2.3",
            spans: [DependencySpan(.value, ByteSpan(start: 310, end: 315))])
        let result = ScanResult(
            root: "/tmp/x y", files: 3, dependencies: [dependency, dependency],
            diagnostics: [Diagnostic(severity: .warning, message: odd)])
        let bytes = JSONText.bytes { write(result, to: &$0) }
        #expect(!bytes.contains(0x0A), "one line for each root")
        let read = try JSONDecoder().decode(Shape.self, from: Data(bytes))
        let expected = Shape.Dependency(
            file: odd, line: 12, manager: "kubernetes", depName: "ghcr.io/x/y", datasource: "docker",
            packageName: "ghcr.io/x/y", registryUrls: ["https://a", "https://b"], versioning: "docker",
            currentValue: "1.2.3", spans: [.init(role: "value", start: 310, end: 315)])
        #expect(
            read
                == Shape(
                    root: "/tmp/x y", files: 3, dependencies: [expected, expected],
                    diagnostics: [.init(severity: "warning", message: odd)]))
    }

    @Test("writes null where there is nothing, so that every dependency has the same fields")
    func nulls() throws {
        let dependency = Dependency(
            file: "a", line: 1, manager: "kubernetes", depName: "a", datasource: "docker", versioning: "docker",
            skipReason: .containsVariable)
        let result = ScanResult(root: ".", files: 1, dependencies: [dependency], diagnostics: [])
        let text = String(decoding: JSONText.bytes { write(result, to: &$0) }, as: UTF8.self)
        #expect(text.contains("\"currentValue\":null,\"currentDigest\":null,\"depType\":null"))
        #expect(text.contains("\"skipReason\":\"contains-variable\",\"spans\":[]}],\"diagnostics\":[]}"))
    }

    @Test("texts of every length and numbers of every size are written as another writer reads them")
    func pieces() throws {
        let texts =
            (0..<40).map { String(repeating: "x", count: $0) + "\"" } + ["é\\\u{7F}", ""]
            + [String(repeating: "long é\n", count: 30_000)]
        let numbers = [0, 7, 10, -1, 1_234_567_890, Int.max, Int.min]
        let bytes = JSONText.bytes { json in
            json.array(texts + numbers.map { "\($0)" }) { $0.value($1) }
        }
        #expect(try JSONDecoder().decode([String].self, from: Data(bytes)) == texts + numbers.map { "\($0)" })
        let plain = JSONText.bytes { json in json.array(numbers) { $0.value($1) } }
        #expect(try JSONDecoder().decode([Int].self, from: Data(plain)) == numbers)
    }
}
