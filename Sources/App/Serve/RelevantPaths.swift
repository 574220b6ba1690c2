import Domain

/// Whether a changed file can change what is pinned.
///
/// Texts and pictures cannot, unless a pin was found in one; everything else may: custom managers look at any file.
struct RelevantPaths: Sendable {
    /// The files in which pins were found at the last look.
    var filesWithPins: Set<String>

    func contain(any paths: [String]) -> Bool {
        paths.contains { filesWithPins.contains($0) || !Self.isText($0) }
    }

    private static func isText(_ path: String) -> Bool {
        let endings = [
            ".adoc", ".gif", ".ico", ".jpeg", ".jpg", ".markdown", ".md", ".pdf", ".png", ".rst", ".svg", ".webp",
        ]
        let name = path.lowercased()
        return endings.contains { name.hasSuffix($0) }
    }
}
