import Domain
import Glibc

/// A JSON or YAML document in memory. Scalars are texts as written, for a version such as `1.10` is no number.
indirect enum DocumentValue: Hashable, Sendable {
    case scalar(String)
    case list([DocumentValue])
    /// In the order of the document; the last of equal keys counts.
    case map([(key: String, value: DocumentValue)])

    static func == (a: DocumentValue, b: DocumentValue) -> Bool {
        switch (a, b) {
        case (.scalar(let a), .scalar(let b)): a == b
        case (.list(let a), .list(let b)): a == b
        case (.map(let a), .map(let b)): a.map(\.key) == b.map(\.key) && a.map(\.value) == b.map(\.value)
        default: false
        }
    }

    func hash(into hasher: inout Hasher) {
        switch self {
        case .scalar(let text): hasher.combine(text)
        case .list(let items): hasher.combine(items)
        case .map(let members): for member in members { hasher.combine(member.key) }
        }
    }

    subscript(key: String) -> DocumentValue? {
        guard case .map(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    /// The text of a scalar that is not empty.
    var text: String? {
        guard case .scalar(let text) = self, !text.isEmpty else { return nil }
        return text
    }

    /// The most values of a document that are kept.
    private static let limit = 2_000_000

    /// Reads a document, the first one of several. Aliases of YAML stand for nothing: what they name is not repeated.
    ///
    /// - Throws: ``LookupError`` `.malformed` or `.tooLarge`, without place.
    static func read(_ bytes: [UInt8], scratchFolder: String) throws -> DocumentValue {
        let file = try ScratchFile(in: scratchFolder)
        try bytes.withUnsafeBytes { try file.append($0) }
        file.rewind()
        let events = try YAMLEvents(file: file.descriptor)
        var count = 0
        return try read(events, try events.next(), &count)
    }

    /// Nesting is bounded by ``YAMLEvents``.
    private static func read(_ events: YAMLEvents, _ event: YAMLEvents.Event, _ count: inout Int) throws
        -> DocumentValue
    {
        count += 1
        guard count <= limit else { throw LookupError(.tooLarge, "it has more than \(limit) values") }
        switch event {
        case .scalar: return .scalar(events.scalar)
        case .sequenceStart:
            var items: [DocumentValue] = []
            while true {
                let item = try events.next()
                if item == .sequenceEnd { return .list(items) }
                items.append(try read(events, item, &count))
            }
        case .mappingStart:
            var members: [(key: String, value: DocumentValue)] = []
            while true {
                let key = try events.next()
                if key == .mappingEnd { return .map(members) }
                guard key == .scalar else { throw LookupError(.malformed, "a key is not a text") }
                let name = events.scalar
                members.append((name, try read(events, try events.next(), &count)))
            }
        case .alias: return .scalar("")
        case .mappingEnd, .sequenceEnd, .end: throw LookupError(.malformed, "it is empty")
        }
    }
}
