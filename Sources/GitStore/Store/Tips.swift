import Domain

/// The commits that were fetched last: what a server is told that we have, so that it sends differences only.
struct Tips: Hashable, Sendable {
    struct Tip: Hashable, Sendable {
        var commit: CommitSHA
        /// Whether the server left out its parents.
        var isShallow: Bool
    }

    static let limit = 16
    /// The newest last.
    private(set) var all: [Tip] = []

    init() {}

    /// Reads lines of `ID shallow` and `ID whole`; what is no such line is left out.
    init(parsing text: String) {
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 2, isObjectID(fields[0]) else { continue }
            add(Tip(commit: CommitSHA(String(fields[0])), isShallow: fields[1] == "shallow"))
        }
    }

    var text: String { all.map { "\($0.commit) \($0.isShallow ? "shallow" : "whole")\n" }.joined() }

    mutating func add(_ tip: Tip) {
        all.removeAll { $0.commit == tip.commit }
        all.append(tip)
        all = all.suffix(Self.limit)
    }
}
