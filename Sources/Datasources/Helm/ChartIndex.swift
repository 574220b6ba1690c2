import Domain
import Foundation

/// What is kept of a chart repository's index: for each chart its versions with time, application version and
/// deprecation, and two links.
///
/// An index of 100 MB has some 150,000 versions; so they are kept as lines of text in one buffer, about 40 bytes each,
/// and become ``Domain/Release`` values chart by chart, when somebody asks. The buffer is also what the cache stores.
///
///     =NAME \t HOME \t SOURCE
///     -VERSION \t SECONDS SINCE 1970 \t APP VERSION \t d        (d: deprecated)
///
/// The latest versions of a chart have two more fields: what their annotations say about changes and links, with `\n` for
/// the end of a line. Of older ones nobody asks, and all of them would be most of the index.
struct ChartIndex: Sendable {
    private(set) var bytes: [UInt8]
    /// Where each chart's lines are, its heading included.
    private var ranges: [String: Range<Int>] = [:]

    /// How many versions of a chart keep their annotations, and how long one may be, in bytes.
    private static let annotated = 10
    private static let annotationLimit = 4_000
    /// The most bytes of annotations in one index.
    private static let annotationsLimit = 8 << 20
    private var annotationBytes = 0

    init() { bytes = Array("windlass chart index 2\n".utf8) }

    /// Reads what ``bytes`` was; nil when it is something else, as from another version of the program.
    init?(bytes: [UInt8]) {
        let heading = ChartIndex().bytes
        guard bytes.starts(with: heading), bytes.last == UInt8(ascii: "\n") else { return nil }
        self.bytes = bytes
        var start = heading.count
        while start < bytes.count {
            guard bytes[start] == UInt8(ascii: "="), let name = Self.fields(bytes, at: start).first else { return nil }
            var end = Self.lineEnd(bytes, start)
            while end < bytes.count, bytes[end] == UInt8(ascii: "-") { end = Self.lineEnd(bytes, end) }
            ranges[name] = start..<end
            start = end
        }
    }

    var chartCount: Int { ranges.count }

    /// Adds a chart. One of the same name that was added before is replaced.
    mutating func add(_ name: String, _ entries: [ChartEntry]) {
        guard Self.isPlain(name), !name.isEmpty else { return }
        let latest = entries.max { ($0.created ?? -1) < ($1.created ?? -1) }
        let start = bytes.count
        append("=", [name, Self.plain(latest?.home), Self.plain(latest?.source)])
        let annotated = Self.newest(entries)
        for (index, entry) in entries.enumerated() where Self.isPlain(entry.version) && !entry.version.isEmpty {
            var fields = [
                entry.version, entry.created.map(String.init) ?? "", Self.plain(entry.appVersion),
                entry.isDeprecated ? "d" : "",
            ]
            if annotated.contains(index), entry.changes != nil || entry.links != nil {
                let annotations = [Self.escaped(entry.changes), Self.escaped(entry.links)]
                annotationBytes += annotations.reduce(0) { $0 + $1.utf8.count }
                if annotationBytes <= Self.annotationsLimit { fields += annotations }
            }
            append("-", fields)
        }
        ranges[name] = start..<bytes.count
    }

    /// All releases of a chart; nil when the index has no such chart.
    func releases(of chart: String, registryURL: String) -> ReleaseList? {
        guard let range = ranges[chart] else { return nil }
        let heading = Self.fields(bytes, at: range.lowerBound)
        var list = ReleaseList(releases: [], registryURL: registryURL)
        list.homepageURL = heading.count > 1 && !heading[1].isEmpty ? heading[1] : nil
        list.sourceURL = heading.count > 2 && !heading[2].isEmpty ? heading[2] : nil
        var position = Self.lineEnd(bytes, range.lowerBound)
        while position < range.upperBound {
            let fields = Self.fields(bytes, at: position)
            if fields.count == 4 || fields.count == 6 {
                list.releases.append(
                    Release(
                        version: fields[0],
                        timestamp: Int(fields[1]).map { Date(timeIntervalSince1970: TimeInterval($0)) },
                        appVersion: fields[2].isEmpty ? nil : fields[2], isDeprecated: fields[3] == "d"))
            }
            position = Self.lineEnd(bytes, position)
        }
        return list
    }

    /// What the annotations of a version say about changes and links, as YAML; nil when nothing is kept of it.
    func annotations(of chart: String, version: String) -> (changes: String, links: String)? {
        guard let range = ranges[chart] else { return nil }
        var position = Self.lineEnd(bytes, range.lowerBound)
        while position < range.upperBound {
            let fields = Self.fields(bytes, at: position)
            if fields.count == 6, fields[0] == version { return (Self.unescaped(fields[4]), Self.unescaped(fields[5])) }
            position = Self.lineEnd(bytes, position)
        }
        return nil
    }

    /// The places of the latest entries.
    private static func newest(_ entries: [ChartEntry]) -> Set<Int> {
        let order = entries.indices.sorted { (entries[$0].created ?? 0, $1) > (entries[$1].created ?? 0, $0) }
        return Set(order.prefix(annotated))
    }

    /// The text on one line; nothing when it is too long.
    private static func escaped(_ text: String?) -> String {
        guard let text, text.utf8.count <= annotationLimit else { return "" }
        return text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n").filter { $0 >= " " && $0 != "\u{7F}" }
    }

    private static func unescaped(_ text: String) -> String {
        var isEscaped = false
        return text.reduce(into: "") { result, character in
            if isEscaped {
                result.append(character == "n" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
    }

    private mutating func append(_ mark: String, _ fields: [String]) {
        bytes += mark.utf8
        for (index, field) in fields.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: "\t")) }
            bytes += field.utf8
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// The text where it can stand in a line, else nothing.
    private static func plain(_ text: String?) -> String {
        guard let text, isPlain(text) else { return "" }
        return text
    }

    /// Whether `text` holds no control characters and is not absurdly long.
    private static func isPlain(_ text: String) -> Bool {
        text.utf8.count <= 2048 && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
    }

    /// The fields of the line at `start`, without its mark.
    private static func fields(_ bytes: [UInt8], at start: Int) -> [String] {
        bytes[(start + 1)..<(lineEnd(bytes, start) - 1)]
            .split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// The offset behind the newline that ends the line at `start`. The last byte is always a newline.
    private static func lineEnd(_ bytes: [UInt8], _ start: Int) -> Int {
        var end = start
        while bytes[end] != UInt8(ascii: "\n") { end += 1 }
        return end + 1
    }
}

/// One version of a chart, as far as it is kept.
struct ChartEntry: Hashable, Sendable {
    var version = ""
    /// Seconds since 1970.
    var created: Int?
    var appVersion: String?
    var isDeprecated = false
    var home: String?
    /// The first of `sources`.
    var source: String?
    /// The annotation `artifacthub.io/changes`.
    var changes: String?
    /// The annotation `artifacthub.io/links`.
    var links: String?
}
