import Domain
import Testing
import TextEdits

@testable import Managers

/// Files that nobody wrote in good faith: every manager ends, in bounded time, and reports spans that hold.
@Suite struct HostileScanTests {
    struct Input: CustomTestStringConvertible, Sendable {
        let name: String
        let bytes: [UInt8]
        var testDescription: String { name }

        init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }

        init(_ name: String, _ bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    private static let head = "apiVersion: v1\nkind: Pod\nspec:\n"
    private static let inputs = [
        Input("NUL bytes", head + String(repeating: "image: a\0:1\n", count: 1_000)),
        Input("invalid UTF-8", Array(head.utf8) + [UInt8](repeating: 0xFF, count: 100_000)),
        Input("one very long line", head + "  image: " + String(repeating: "a", count: 200_000) + ":1.0"),
        Input("many tags in one line", head + "  images: [" + String(repeating: "a:1,", count: 25_000) + "]"),
        Input("deep nesting", head + String(repeating: "[", count: 10_000)),
        Input(
            "deep nesting within the limit",
            head + "  x: " + String(repeating: "[", count: 120) + String(repeating: "]", count: 120)),
        Input("alias bomb", "image: x\n" + aliasBomb),
        Input("many merges of a large mapping", manyMerges),
        Input("many documents", String(repeating: "---\n" + head, count: 1_000)),
        Input("many broken documents", String(repeating: "---\nimage: [\n", count: 2_000)),
        Input("open braces", head + String(repeating: "image: {{ \n", count: 5_000)),
        Input("nested defaults", "services:\n  a:\n    image: " + String(repeating: "${A:-", count: 1_000)),
        Input("dollars", "FROM " + String(repeating: "${A", count: 30_000)),
        Input("continuations", "FROM a:1 \\\n" + String(repeating: "x \\\n", count: 20_000)),
        Input("heredocs", "RUN " + String(repeating: "<<A ", count: 10_000)),
        Input(
            "arguments in arguments",
            (0..<500).map { "ARG A\($0)=${A\($0 + 1)}${A\($0 + 1)}\n" }.joined() + "FROM ${A0}"),
        Input(
            "kinds in kinds",
            "kind: List\napiVersion: v1\nimage: 1\nitems: ["
                + String(repeating: "{kind: List, apiVersion: v1, items: [", count: 60)),
        Input("only line breaks", [UInt8](repeating: 0x0A, count: 50_000)),
        Input("only carriage returns", Array(head.utf8) + [UInt8](repeating: 0x0D, count: 50_000)),
        Input("empty", []),
    ]

    private static var aliasBomb: String {
        (1..<60).reduce("a0: &a0 [image]\n") { text, level in
            text + "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ",")
                + "]\n"
        }
    }

    private static var manyMerges: String {
        "base: &b {" + (0..<1_000).map { "k\($0): v" }.joined(separator: ", ") + "}\n"
            + (0..<500).map { "m\($0)image: {<<: *b, tag: 1}\n" }.joined()
    }

    private static let names = [
        "values.yaml", "Dockerfile", ".env", "kustomization.yaml", "docker-compose.yml", ".gitlab-ci.yml", "Chart.yaml",
        "a.yaml", "config.json",
    ]

    @Test("ends in bounded time under every name", .timeLimit(.minutes(5)), arguments: inputs)
    func bounded(_ input: Input) throws {
        for name in Self.names { try check(FixtureTree([name: input.bytes])) }
    }

    @Test("damaged files give spans that hold, or none", arguments: builtInManagers.map { $0.id.rawValue })
    func damaged(_ id: String) throws {
        var random = SeededGenerator(seed: 42)
        for (path, bytes) in try FixtureTree(fixture: id + "/original").files.sorted(by: { $0.key < $1.key }) {
            for _ in 0..<60 {
                var damaged = bytes
                for _ in 0..<Int.random(in: 1...4, using: &random) where !damaged.isEmpty {
                    let place = Int.random(in: damaged.indices, using: &random)
                    switch Int.random(in: 0..<4, using: &random) {
                    case 0: damaged.remove(at: place)
                    case 1: damaged[place] = UInt8.random(in: 0...255, using: &random)
                    case 2:
                        damaged.insert(contentsOf: "{[:-\"'\n@$|#".utf8.shuffled(using: &random).prefix(2), at: place)
                    default: damaged.removeSubrange(place...)
                    }
                }
                try check(FixtureTree([path: damaged]))
            }
        }
    }

    /// Every span lies in the file and holds what the dependency says.
    private func check(_ tree: FixtureTree) throws {
        for dependency in tree.scan().dependencies {
            let count = tree.files[dependency.file]?.count ?? 0
            try #require(dependency.spans.allSatisfy { $0.span.end <= count })
            for (part, text) in zip(dependency.spans, tree.texts(of: dependency)) {
                #expect(text == (part.role == .value ? dependency.currentValue : dependency.currentDigest))
            }
        }
    }
}

/// The same numbers in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
