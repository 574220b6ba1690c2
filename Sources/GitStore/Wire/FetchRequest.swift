import Domain

/// What to ask a server for in one round: objects by id, with what is at hand already, as one commit without history.
///
/// Source: gitprotocol-v2 ("fetch") and gitprotocol-pack ("Packfile Negotiation").
struct FetchRequest: Hashable, Sendable {
    /// Commits or blobs.
    var wants: [String]
    /// Commits that are at hand with their trees.
    var haves: [String] = []
    /// Those of `haves` whose parents are not at hand.
    var shallow: [String] = []
    /// Whether the pack may build on what is at hand. Without it git sends all of a commit whose parents are cut off,
    /// although it could see from ``haves`` what is there.
    var isThin: Bool { !haves.isEmpty }
    /// Whether history is left out.
    var isShallow = false
    /// Whether blobs are left out.
    var isBlobless = false

    /// The whole request. It says `done` at once, so that there is one round, whatever the server finds in common.
    func body(_ capabilities: Capabilities) -> [UInt8] {
        capabilities.version == 2 ? bodyV2(capabilities) : bodyV0(capabilities)
    }

    private func bodyV2(_ capabilities: Capabilities) -> [UInt8] {
        var writer = PacketWriter()
        writer.line("command=fetch")
        writeCommonWords(capabilities, to: &writer)
        writer.delimiter()
        if isThin { writer.line("thin-pack") }
        writer.line("ofs-delta")
        writer.line("no-progress")
        for want in wants { writer.line("want " + want) }
        writeDepth(to: &writer)
        for have in haves { writer.line("have " + have) }
        writer.line("done")
        writer.flush()
        return writer.bytes
    }

    private func bodyV0(_ capabilities: Capabilities) -> [UInt8] {
        var writer = PacketWriter()
        let words = words(capabilities)
        for (index, want) in wants.enumerated() {
            writer.line("want " + want + (index == 0 ? " " + words.joined(separator: " ") : ""))
        }
        writeDepth(to: &writer)
        writer.flush()
        for have in haves { writer.line("have " + have) }
        writer.line("done")
        return writer.bytes
    }

    private func writeDepth(to writer: inout PacketWriter) {
        for commit in shallow { writer.line("shallow " + commit) }
        if isShallow { writer.line("deepen 1") }
        if isBlobless { writer.line("filter blob:none") }
    }

    /// Our capabilities of version 0. Azure Repos refuses a client that announces no kind of `multi_ack` (TF401041).
    private func words(_ capabilities: Capabilities) -> [String] {
        let acknowledgement = ["multi_ack_detailed", "multi_ack"].first(where: capabilities.has)
        let band = ["side-band-64k", "side-band"].first(where: capabilities.has)
        var words = [acknowledgement, band].compactMap { $0 }
        words += (isThin ? ["thin-pack"] : []) + ["ofs-delta", "no-progress"].filter(capabilities.has)
        if isShallow || !shallow.isEmpty { words.append("shallow") }
        if isBlobless { words.append("filter") }
        if capabilities.has("object-format") { words.append("object-format=sha1") }
        if capabilities.has("agent") { words.append("agent=" + agent) }
        return words
    }
}
