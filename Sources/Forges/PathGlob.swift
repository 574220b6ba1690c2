import Domain

/// A pattern for full paths of repositories, in any case: `*` stays within one segment, `**` crosses them.
struct PathGlob: Hashable, Sendable {
    let pattern: String
    private let glob: Glob

    /// Whether `text` is a pattern and not a path.
    static func isGlob(_ text: String) -> Bool { text.contains("*") }

    init(_ pattern: String) {
        self.pattern = pattern
        glob = Glob(pattern.lowercased())
    }

    /// Whether the whole of `path` fits.
    func matches(_ path: String) -> Bool { glob.matches(path.lowercased()) }
}
