import Foundation

/// A file of rows with tabs between cells; lines that begin with `#` say what the columns are.
enum CatalogueTable {
    /// Reads a table of this program; nil when it is not there.
    static func rows(_ name: String) -> [[String]]? {
        guard let file = Bundle.module.url(forResource: "Resources/" + name, withExtension: "tsv"),
            let text = try? String(contentsOf: file, encoding: .utf8)
        else { return nil }
        return rows(in: text)
    }

    /// The cells of each row.
    static func rows(in text: String) -> [[String]] {
        text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }.map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
    }
}
