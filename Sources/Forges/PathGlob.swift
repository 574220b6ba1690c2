/// A pattern for full paths of repositories: `*` stands for anything within one segment, `**` for anything.
struct PathGlob: Hashable, Sendable {
    let pattern: String
    private let parts: [UInt8]

    /// Whether `text` is a pattern and not a path.
    static func isGlob(_ text: String) -> Bool { text.utf8.contains(UInt8(ascii: "*")) }

    init(_ pattern: String) {
        self.pattern = pattern
        parts = Array(pattern.lowercased().utf8)
    }

    /// Whether the whole of `path` fits, in any case.
    func matches(_ path: String) -> Bool {
        // Which prefixes of the path fit what was read of the pattern so far; no backtracking, so no pattern is slow.
        let text = Array(path.lowercased().utf8)
        var fits = [true] + Array(repeating: false, count: text.count)
        var index = 0
        while index < parts.count {
            if parts[index] == UInt8(ascii: "*") {
                var crosses = false
                while index + 1 < parts.count, parts[index + 1] == UInt8(ascii: "*") {
                    crosses = true
                    index += 1
                }
                for end in text.indices where fits[end] && (crosses || text[end] != UInt8(ascii: "/")) {
                    fits[end + 1] = true
                }
            } else {
                for end in text.indices.reversed() { fits[end + 1] = fits[end] && text[end] == parts[index] }
                fits[0] = false
            }
            index += 1
        }
        return fits[text.count]
    }
}
