import Domain

/// A push of one branch: the command with the lease in it, and the pack.
///
/// Source: gitprotocol-pack, "Reference Update Request and Packfile Transfer".
struct PushRequest: Hashable, Sendable {
    let body: [UInt8]
    /// Whether the answer will come in bands.
    let usesBands: Bool

    /// - Throws: ``GitError`` `.rejected` for a name that Git does not allow, and for what the server cannot do.
    init(_ update: RefUpdate, pack: [UInt8], _ capabilities: Capabilities) throws(GitError) {
        guard Repository.isValidReference(update.branch.ref) else {
            throw GitError(.rejected, "'\(serverText(update.branch.rawValue.utf8))' is no name for a branch")
        }
        guard update.new != nil || capabilities.has("delete-refs") else {
            throw GitError(.rejected, "the Git server does not delete branches")
        }
        guard capabilities.has("report-status") else {
            throw GitError(.rejected, "the Git server does not report what became of a push")
        }
        for id in [update.expected, update.new].compactMap({ $0 }) { _ = try ObjectID(id.rawValue) }
        usesBands = capabilities.has("side-band-64k")
        var words = ["report-status"] + ["side-band-64k", "atomic", "ofs-delta"].filter(capabilities.has)
        if capabilities.has("object-format") { words.append("object-format=sha1") }
        if capabilities.has("agent") { words.append("agent=" + agent) }
        let nothing = String(repeating: "0", count: 40)
        let command = "\(update.expected?.rawValue ?? nothing) \(update.new?.rawValue ?? nothing) \(update.branch.ref)"
        var writer = PacketWriter()
        writer.packet(Array("\(command)\0 \(words.joined(separator: " "))".utf8))
        writer.flush()
        writer.raw(pack)
        body = writer.bytes
    }
}
