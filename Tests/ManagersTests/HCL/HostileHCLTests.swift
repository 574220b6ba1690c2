import Domain
import Testing
import TextEdits

@testable import Managers

/// Bytes that nobody would write are read in bounded time, or told about.
@Suite struct HostileHCLTests {
    /// What a bounded reader does in well under a second; a quadratic one takes minutes.
    private static let limit = Duration.seconds(100)

    private static let hostile: [(name: String, text: String)] = [
        ("objects in objects", "a = " + String(repeating: "{ a = ", count: 100_000)),
        ("lists in lists", "a = " + String(repeating: "[", count: 100_000) + String(repeating: "]", count: 100_000)),
        ("blocks in blocks", String(repeating: "a {\n", count: 100_000)),
        ("calls in calls", "a = " + String(repeating: "f(", count: 100_000)),
        ("templates in templates", "a = " + String(repeating: "\"${", count: 100_000)),
        ("a million tokens in one line", "a = [" + String(repeating: "1, ", count: 500_000) + "]"),
        ("a million names", String(repeating: "a ", count: 1_000_000)),
        ("open strings", String(repeating: "a = \"x\n", count: 100_000)),
        ("open interpolations", String(repeating: "a = \"${\n", count: 100_000)),
        ("open heredocs", (0..<50_000).map { "a = <<E\($0)\n" }.joined()),
        ("heredocs that nearly end", "a = <<EEE\n" + String(repeating: "EE\n", count: 300_000)),
        ("an open comment", "/*" + String(repeating: " /*", count: 300_000)),
        ("closing brackets", String(repeating: "}])", count: 300_000)),
        ("open blocks at the left", String(repeating: "a \"b\" {\n", count: 100_000)),
        ("a name for a name", (0..<50_000).map { "locals {\n a\($0) = local.a\($0 + 1)\n}\n" }.joined()),
        (
            "values that grow",
            "locals {\n a = \"" + String(repeating: "x", count: 4000) + "\"\n"
                + (0..<1000).map { "image\($0)_image = \"" + String(repeating: "${local.a}", count: 400) + ":1\"\n" }
                .joined()
                + "}\n"
        ),
    ]

    @Test("is read in bounded time", arguments: hostile.map(\.name))
    func bounded(_ name: String) throws {
        let text = try #require(Self.hostile.first { $0.name == name }).text
        for path in ["main.tf", "terragrunt.hcl", "main.tf.json"] {
            let start = ContinuousClock.now
            _ = FixtureTree([path: text + "\n# terraform\n"]).scan()
            #expect(ContinuousClock.now - start < Self.limit, "\(path)")
        }
    }

    @Test("random bytes never trap, and spans lie inside of the file")
    func random() {
        let words = [
            "{", "}", "[", "]", "(", ")", "\"", "${", "%{", "<<E\n", "\nE\n", "=", ":", ",", ".", "\n", "#", "/*", "*/",
            "\\",
            "module \"a\" {\n", "source = \"a/b/c\"\n", "version = \"1.2.3\"\n", "image = \"a:1\"", "for ", "\u{0}",
            "é", "\r\n",
            "terraform {\n", "required_providers {\n", "a = \"1.0\"\n", "local.a", "var.b", "?ref=v1",
            "git::https://x.io/a",
        ].map { Array($0.utf8) }
        var state: UInt64 = 88_172_645_463_325_252
        func next(_ limit: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(limit))
        }
        for round in 0..<3000 {
            var bytes: [UInt8] = []
            for _ in 0..<next(60) { bytes += next(8) == 0 ? [UInt8(next(256))] : words[next(words.count)] }
            for path in ["main.tf", "terragrunt.hcl", ".tflint.hcl", ".terraform.lock.hcl", "main.tf.json"] {
                for pin in FixtureTree([path: bytes]).scan().dependencies {
                    #expect(pin.spans.allSatisfy { $0.span.end <= bytes.count }, "round \(round)")
                }
            }
        }
    }
}
