/// What one file became.
struct FileDiff: Hashable, Sendable {
    var oldPath: String
    var newPath: String
    /// Six octal digits; `000000` where there is no file.
    var oldMode: String
    var newMode: String
    /// The hunks, without the lines before the first `@@`.
    var hunks: String
    var isNew: Bool
    var isDeleted: Bool
    var isRenamed: Bool
}

extension BareRepository {
    /// The differences from `base` to `head` as `git diff` prints them.
    func diffText(from base: String, to head: String) async throws(SandboxError) -> String {
        try await text(["-c", "core.quotePath=false", "diff", "--full-index", "-M", base, head])
    }

    /// The differences from `base` to `head`, file by file, in the order of paths.
    func diffs(from base: String, to head: String) async throws(SandboxError) -> [FileDiff] {
        let names = try await text(["diff", "--raw", "-z", "--abbrev=40", "-M", base, head])
        let bodies = splitByFile(try await diffText(from: base, to: head))
        return parseRaw(names).enumerated().map { index, file in
            var file = file
            if bodies.indices.contains(index) { file.hunks = bodies[index] }
            return file
        }
    }

    /// Reads `:100644 100644 OLD NEW M NUL path NUL`, with two paths for renames.
    private func parseRaw(_ text: String) -> [FileDiff] {
        var fields = text.split(separator: "\0").map(String.init)[...]
        var result: [FileDiff] = []
        while let head = fields.popFirst(), let path = fields.popFirst() {
            let parts = head.split(separator: " ")
            guard parts.count == 5, let letter = parts[4].first else { break }
            var newPath = path
            if letter == "R" || letter == "C" { newPath = fields.popFirst() ?? path }
            result.append(
                FileDiff(
                    oldPath: path, newPath: newPath, oldMode: String(parts[0].dropFirst()), newMode: String(parts[1]),
                    hunks: "", isNew: letter == "A", isDeleted: letter == "D", isRenamed: letter == "R"))
        }
        return result
    }

    /// The hunks of each file of a diff; lines of a file never begin with `diff --git`, they have a mark before them.
    private func splitByFile(_ diff: String) -> [String] {
        var result: [String] = []
        var isInHunks = false
        for line in diff.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("diff --git ") {
                result.append("")
                isInHunks = false
            } else if line.hasPrefix("@@") {
                isInHunks = true
            }
            if isInHunks, !result.isEmpty { result[result.count - 1] += line + "\n" }
        }
        // The last line end of the whole text is not a line of its own.
        if isInHunks, let last = result.popLast() { result.append(String(last.dropLast())) }
        return result
    }
}
