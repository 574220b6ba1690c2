import Foundation

/// Why a published path file cannot be used.
public struct PublishedPathError: Error, Hashable, CustomStringConvertible {
    public var description: String
}

/// Reads the stops of a path file that GitLab publishes: `upgrade_path.yml`, or `path.json` of its upgrade path tool.
///
/// - Parameters:
///   - source: where the file comes from, for the rows.
///   - date: the day it was read, `YYYY-MM-DD`.
/// - Throws: ``PublishedPathError`` when it is neither, or has suspiciously few stops.
///
/// Source: https://gitlab.com/gitlab-org/gitlab/-/blob/master/config/upgrade_path.yml
public func readPublishedPath(
    _ bytes: [UInt8], source: String, date: String
) throws(PublishedPathError) -> [RouteStop] {
    let text = String(decoding: bytes, as: UTF8.self)
    let isJSON = text.first { !$0.isWhitespace } == "{"
    let lines = Set(try isJSON ? linesOfJSON(bytes) : linesOfYAML(text)).sorted()
    // A page of an error or of a login has none; the real file has had more than thirty for years.
    guard lines.count >= 20, lines.contains(ReleaseLine(17, 11)) else {
        throw PublishedPathError(
            description: "it holds \(lines.count) stops and is no path file of GitLab; look at the address")
    }
    return lines.map { RouteStop(line: $0, source: source, date: date) }
}

private struct PathJSON: Decodable {
    var supported: [String]?
    var all: [String]?
}

private func linesOfJSON(_ bytes: [UInt8]) throws(PublishedPathError) -> [ReleaseLine] {
    guard let file = try? JSONDecoder().decode(PathJSON.self, from: Data(bytes)),
        let versions = file.all ?? file.supported
    else { throw PublishedPathError(description: "it is JSON without a list `all` or `supported`") }
    // The newest release stands last, and is no stop for that.
    return versions.dropLast().compactMap { ReleaseNumber(tag: $0)?.line }
}

/// Items begin with a dash; of each the first `major` and `minor` count, and whatever else it says is left out.
private func linesOfYAML(_ text: String) -> [ReleaseLine] {
    var lines: [ReleaseLine] = []
    var major: Int?
    var minor: Int?
    func add() {
        if let major, let minor { lines.append(ReleaseLine(major, minor)) }
    }
    for line in text.split(whereSeparator: \.isNewline) {
        var rest = line.drop { $0 == " " }
        if rest.hasPrefix("- ") || rest == "-" {
            add()
            (major, minor) = (nil, nil)
            rest = rest.dropFirst().drop { $0 == " " }
        }
        let value = rest.drop { $0 != ":" }.dropFirst().prefix { $0 != "#" }.filter { $0 != " " && $0 != "\r" }
        guard let number = ReleaseNumber.number(value), !value.isEmpty else { continue }
        if rest.hasPrefix("major:") { major = major ?? number }
        if rest.hasPrefix("minor:") { minor = minor ?? number }
    }
    add()
    return lines
}

extension RouteStop {
    /// Reads the rows that ``text(of:)`` wrote; others are left out.
    public static func read(_ text: String) -> [RouteStop] {
        CatalogueTable.rows(in: text).compactMap { RouteStop(row: $0) }
    }

    /// Rows in the shape of this program's own data.
    public static func text(of stops: [RouteStop]) -> String {
        let rows = stops.map { stop in
            [
                stop.line.description, stop.newestPatch?.description ?? "-", stop.condition ?? "-",
                stop.isTakenUnasked ? "yes" : "no", stop.source, stop.date,
            ].joined(separator: "\t")
        }
        return (["# Minor, newest patch, condition, taken unasked, source, date."] + rows).joined(separator: "\n")
            + "\n"
    }
}
