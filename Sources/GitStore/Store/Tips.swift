import Domain

/// The commits that were fetched last: what a server is told that we have, so that it sends differences only.
struct Tips: Hashable, Sendable {
    struct Tip: Hashable, Sendable {
        var commit: CommitSHA
        /// Whether the server left out its parents.
        var isShallow: Bool
        /// Whether the server left out its blobs.
        var isBlobless: Bool
    }

    static let limit = 16
    /// The newest last.
    private(set) var all: [Tip] = []

    init() {}

    /// Reads lines of an id and words for what was left out; what is no such line is skipped.
    init(parsing text: String) {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard let id = fields.first, isObjectID(id) else { continue }
            add(
                Tip(
                    commit: CommitSHA(String(id)), isShallow: fields.contains("shallow"),
                    isBlobless: fields.contains("blobless")))
        }
    }

    var text: String {
        all.map { "\($0.commit)\($0.isShallow ? " shallow" : "")\($0.isBlobless ? " blobless" : "")\n" }.joined()
    }

    mutating func add(_ tip: Tip) {
        all.removeAll { $0.commit == tip.commit }
        all.append(tip)
        all = all.suffix(Self.limit)
    }
}
