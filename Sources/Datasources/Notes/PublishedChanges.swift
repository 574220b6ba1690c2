import Domain

/// What annotations of Artifact Hub tell about a version of a chart.
///
/// Source: https://artifacthub.io/docs/topics/annotations/helm/ (`artifacthub.io/changes`, `artifacthub.io/links`).
struct PublishedChanges {
    static let changesKey = "artifacthub.io/changes"
    static let linksKey = "artifacthub.io/links"

    /// Markdown, a list; nil when nothing is told.
    private(set) var notes: String?
    /// Where the source code is.
    private(set) var sourceURL: String?
    /// A page about changes.
    private(set) var changelogURL: String?

    /// - Parameters:
    ///   - changes: YAML: a list of texts, or of maps with `kind`, `description` and `links`.
    ///   - links: YAML: a list of maps with `name` and `url`.
    init(changes: String?, links: String?, scratchFolder: String) {
        let read = { (text: String?) -> [DocumentValue] in
            guard let text, !text.isEmpty,
                case .list(let items)? = try? DocumentValue.read(
                    Array(text.utf8), scratchFolder: scratchFolder)
            else { return [] }
            return items
        }
        let lines = read(changes).compactMap(Self.line)
        notes = lines.isEmpty ? nil : lines.joined(separator: "\n")
        for link in read(links) {
            guard let name = link["name"]?.text?.lowercased(), let url = link["url"]?.text else { continue }
            if ["source", "source code", "sources"].contains(name) { sourceURL = sourceURL ?? url }
            if name.contains("changelog") || name.contains("release notes") { changelogURL = changelogURL ?? url }
        }
    }

    private static func line(_ change: DocumentValue) -> String? {
        if let text = change.text { return "- " + oneLine(text) }
        guard let text = change["description"]?.text else { return nil }
        let kind = change["kind"]?.text.map { "**" + $0.prefix(1).uppercased() + $0.dropFirst() + "**: " } ?? ""
        var links = ""
        if case .list(let items)? = change["links"] {
            for item in items {
                guard let name = item["name"]?.text, let url = item["url"]?.text else { continue }
                links += " ([\(oneLine(name))](\(oneLine(url))))"
            }
        }
        return "- " + oneLine(kind + text) + links
    }

    private static func oneLine(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).joined(separator: " ")
    }
}
