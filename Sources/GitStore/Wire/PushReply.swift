import Domain

/// Reads the answer to a push to its end: the report, and what hooks said meanwhile.
///
/// Source: gitprotocol-pack, "Report Status".
struct PushReply {
    private let usesBands: Bool
    private var inner = PacketParser()
    private var unpack: String?
    private var results: [String: String?] = [:]
    private var isComplete = false
    private var words: [UInt8] = []

    init(usesBands: Bool) { self.usesBands = usesBands }

    mutating func read(_ packet: Packet) throws {
        guard usesBands else { return try readReport(packet) }
        guard case .data(let payload) = packet, let band = payload.first else { return }
        switch band {
        case 1:
            // A copy of the parser, because the closure changes self.
            var parser = inner
            try parser.feed(payload.dropFirst()) { try readReport($0) }
            inner = parser
        case 2: words += payload.dropFirst().prefix(max(0, 4096 - words.count))
        case 3: throw GitError(.rejected, "the Git server says: \(serverText(payload.dropFirst()))")
        default: throw GitError(.malformed, "the Git server answers a push in band \(band)")
        }
    }

    /// Judges what the server reported about `ref`.
    ///
    /// - Throws: ``GitError`` `.unreachable` when the report is not complete: the push may have happened or not.
    func check(_ ref: String) throws(GitError) {
        guard isComplete, let unpack else {
            throw GitError(.unreachable, "the answer to the push of \(ref) ended in the middle; list the branch again")
        }
        let said = serverText(words)
        let context = said.isEmpty ? "" : " (\(said))"
        guard let result = results[ref] else {
            throw GitError(.rejected, "the Git server did not take \(ref): unpack \(serverText(unpack.utf8))\(context)")
        }
        guard let reason = result else { return }
        let text = serverText(reason.utf8)
        throw GitError(Self.code(text, said: said), "the Git server did not move \(ref): \(text)\(context)")
    }

    private mutating func readReport(_ packet: Packet) throws {
        switch packet {
        case .flush: isComplete = true
        case .delimiter, .responseEnd: throw GitError(.malformed, "the report on a push holds an unexpected mark")
        case .data(let payload):
            let line = String(decoding: payload.last == 0x0A ? payload.dropLast() : payload, as: UTF8.self)
            let fields = line.split(separator: " ", maxSplits: 2)
            switch fields.first {
            case "unpack": unpack = String(line.dropFirst("unpack ".count))
            case "ok" where fields.count >= 2: results[String(fields[1])] = .some(nil)
            case "ng" where fields.count >= 2:
                results[String(fields[1])] = fields.count == 3 ? String(fields[2]) : "no reason given"
            case "ERR": throw serverError(line.dropFirst(4))
            // "option" lines qualify the "ok" before them; what else there is does not concern the result.
            default: break
            }
        }
    }

    /// The protocol has no codes, only words: those of git's receive-pack and JGit.
    ///
    /// An atomic push has one reason for everything, and the true one is what the server said beside it.
    private static func code(_ reason: String, said: String) -> GitError.Code {
        let isGeneral = ["transaction failed", "failed to update ref"].contains(where: reason.lowercased().contains)
        let lower = (isGeneral ? reason + " " + said : reason).lowercased()
        if lower.contains("missing necessary objects") { return .objectMissing }
        // A branch of the name of a folder that is needed.
        if lower.contains("exists; cannot create") { return .rejected }
        let isStale = [
            "but expected", "stale info", "fetch first", "failed to update ref", "failed to lock", "cannot lock ref",
            "already exists", "lock failure",
        ].contains(where: lower.contains)
        return isStale ? .stale : .rejected
    }
}
