/// What a server says it can do, as the words it used; the same type for all protocol versions.
struct Capabilities: Hashable, Sendable, Codable {
    /// 2, or 0 for everything older: version 1 is version 0 with one more line.
    var version: Int
    /// `name` or `name=value`.
    var words: [String]

    init(version: Int, words: [String]) {
        self.version = version
        self.words = words
    }

    func has(_ name: String) -> Bool {
        words.contains { $0 == name || $0.hasPrefix(name + "=") }
    }

    /// The values of `name`, which may be there several times, as `symref` is.
    func values(_ name: String) -> [String] {
        words.filter { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }

    /// The features of a v2 command, such as `shallow` and `filter` of `fetch`.
    func features(of command: String) -> [Substring] {
        values(command).flatMap { $0.split(separator: " ") }
    }

    /// Whether a fetch may leave out history.
    var servesShallow: Bool { version == 2 ? features(of: "fetch").contains("shallow") : has("shallow") }

    /// Whether a fetch may leave out blobs, and the blobs can be asked for afterwards.
    ///
    /// Version 2 serves any object by id; before, the server must say that it serves what no reference points at.
    var servesBlobsOnDemand: Bool {
        guard version != 2 else { return features(of: "fetch").contains("filter") }
        return has("filter") && (has("allow-tip-sha1-in-want") || has("allow-reachable-sha1-in-want"))
    }

    /// The format of object ids; servers that do not say use SHA-1.
    var objectFormat: String { values("object-format").first ?? "sha1" }
}
