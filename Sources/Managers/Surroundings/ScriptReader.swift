import Domain

/// Looks for flags and `--set` in the scripts of pipelines, line by line: a shell line has no better structure to go by.
struct ScriptReader {
    let file: SourceFile
    let question: SurroundingsQuestion

    /// Whether a path is one that pipelines or people run commands from.
    static func isScript(_ path: String) -> Bool {
        let lower = path.lowercased()
        let name = lower.split(separator: "/").last.map(String.init) ?? lower
        if names.contains(name) || name.hasPrefix("jenkinsfile") || name.hasSuffix(".sh") { return true }
        guard name.hasSuffix(".yml") || name.hasSuffix(".yaml") else { return false }
        return name.contains("gitlab-ci") || name.contains("pipeline") || name.hasPrefix("taskfile")
            || folders.contains { lower.hasPrefix($0) || lower.contains("/" + $0) }
    }

    private static let names: Set<String> = ["makefile", "justfile", ".drone.yml", ".travis.yml"]
    private static let folders = [
        ".gitlab/", ".github/workflows/", ".circleci/", ".woodpecker/", ".buildkite/", ".tekton/",
    ]

    /// The lines with one of the wanted flags; `--flag=false` and comments do not count.
    func flags() -> [UpgradeSurroundings.Flag] {
        guard !question.flags.isEmpty else { return [] }
        return lines.flatMap { number, words in
            question.flags.sorted().filter { flag in words.contains { $0 == flag || $0 == flag + "=true" } }.map {
                UpgradeSurroundings.Flag(name: $0, file: file.path, line: number)
            }
        }
    }

    /// What `--set` and its kin write into the wanted fields.
    func fields() -> [UpgradeSurroundings.Field] {
        guard !question.fields.isEmpty else { return [] }
        return lines.flatMap { number, words in
            words.flatMap { $0.split(separator: ",") }.compactMap { assignment in
                let parts = assignment.split(separator: "=", maxSplits: 2, omittingEmptySubsequences: false)
                // `--set=a.b=c` has its flag before it.
                let pair = parts.first?.hasPrefix("--set") == true ? parts.dropFirst() : parts.prefix(2)
                guard pair.count == 2, let name = pair.first.map(String.init), question.fields.contains(name),
                    let value = pair.last
                else { return nil }
                return UpgradeSurroundings.Field(name: name, value: String(value), file: file.path, line: number)
            }
        }
    }

    /// Each line that is no comment, as words without quotes.
    private var lines: [(Int, [String])] {
        guard mentionsAny else { return [] }
        let blanks: Set<UInt8> = [0x20, 0x09, 0x0D, 0x22, 0x27]
        return file.bytes.split(separator: ByteText.lineFeed, omittingEmptySubsequences: false).enumerated()
            .compactMap { index, line in
                let words = line.split { blanks.contains($0) }
                guard let first = words.first, first.first != UInt8(ascii: "#") else { return nil }
                guard words.contains(where: { $0.starts(with: Array("--".utf8)) || $0.contains(UInt8(ascii: "=")) })
                else { return nil }
                let end = words.firstIndex { $0.first == UInt8(ascii: "#") } ?? words.endIndex
                return (index + 1, words[..<end].map { String(decoding: $0, as: UTF8.self) })
            }
    }

    private var mentionsAny: Bool { file.mentions("--") }
}
