import Domain

/// A server's first answer: its capabilities and, before protocol v2, all its references.
struct Advertisement: Hashable, Sendable {
    var capabilities: Capabilities
    /// Nil when the protocol is v2, where references are asked for.
    var refs: RefListing?
}

/// Reads the answer to `info/refs?service=...`, packet by packet.
///
/// Source: gitprotocol-http ("Smart Server Response"), gitprotocol-v2 ("Capability Advertisement"), gitprotocol-pack ("Reference Discovery").
struct AdvertisementReader {
    private var version = 0
    private var words: [String]?
    private var collected: RefCollector
    private var sawFlushOnly = false
    private var isInServiceHeader = false
    private(set) var isComplete = false

    init(refLimit: Int) { collected = RefCollector(limit: refLimit) }

    mutating func read(_ packet: Packet) throws(GitError) {
        switch packet {
        case .flush:
            if isInServiceHeader { isInServiceHeader = false } else { isComplete = true }
        case .delimiter, .responseEnd:
            throw GitError(.malformed, "the first answer of the Git server holds an unexpected mark")
        case .data(let payload):
            try read(line: String(decoding: payload.last == 0x0A ? payload.dropLast() : payload, as: UTF8.self))
        }
    }

    func finish() throws(GitError) -> Advertisement {
        guard isComplete else { throw GitError(.unreachable, "the first answer of the Git server ended in the middle") }
        let capabilities = Capabilities(version: version, words: words ?? [])
        guard capabilities.objectFormat == "sha1" else {
            throw GitError(
                .malformed,
                "the repository uses \(serverText(capabilities.objectFormat.utf8)) object ids; only SHA-1 is supported")
        }
        guard version == 0 else { return Advertisement(capabilities: capabilities, refs: nil) }
        return Advertisement(
            capabilities: capabilities, refs: collected.listing(capabilities))
    }

    private mutating func read(line: String) throws(GitError) {
        if line.hasPrefix("# service=") {
            isInServiceHeader = true
        } else if line.hasPrefix("ERR ") {
            throw serverError(line.dropFirst(4))
        } else if line == "version 2" || line == "version 1" {
            version = line == "version 2" ? 2 : 0
            if version == 2 { words = [] }
        } else if version == 2 {
            words?.append(line)
        } else {
            try readRef(line)
        }
    }

    private mutating func readRef(_ line: String) throws(GitError) {
        // "shallow ID" lines follow the references when the server's own repository is shallow.
        if line.hasPrefix("shallow ") { return }
        let parts = line.split(separator: "\0", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2, words == nil {
            words = parts[1].split(separator: " ").map(String.init)
        }
        let fields = parts[0].split(separator: " ", maxSplits: 1)
        guard fields.count == 2, isObjectID(fields[0]) else {
            throw GitError(.malformed, "the Git server lists a reference as '\(serverText(line.utf8))'")
        }
        // An empty repository has one line for the capabilities: zeros and "capabilities^{}".
        if fields[1] == "capabilities^{}" { return }
        try collected.add(name: String(fields[1]), id: String(fields[0]))
    }
}

/// Maps what a server wrote behind `ERR` or in the error band.
func serverError(_ words: some StringProtocol) -> GitError {
    let text = serverText(words.utf8)
    let lower = text.lowercased()
    if lower.contains("not our ref") || lower.contains("unadvertised object") || lower.contains("bad object") {
        return GitError(.objectMissing, "the Git server does not have the object any more: \(text)")
    }
    if lower.contains("not found") || lower.contains("does not exist") {
        return GitError(.notFound, "the Git server says: \(text)")
    }
    return GitError(.rejected, "the Git server says: \(text)")
}

/// Whether a text is a SHA-1 object id in lower-case hexadecimal digits.
func isObjectID(_ text: some StringProtocol) -> Bool {
    text.utf8.count == 40
        && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
}
