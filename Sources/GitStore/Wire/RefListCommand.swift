import Domain

/// Protocol v2's `ls-refs`: the request, and the reading of its answer.
///
/// Source: gitprotocol-v2, "ls-refs".
enum RefListCommand {
    static func request(prefixes: [String], _ capabilities: Capabilities) -> [UInt8] {
        var writer = PacketWriter()
        writer.line("command=ls-refs")
        writeCommonWords(capabilities, to: &writer)
        writer.delimiter()
        writer.line("peel")
        writer.line("symrefs")
        writer.line("ref-prefix HEAD")
        for prefix in prefixes { writer.line("ref-prefix " + prefix) }
        writer.flush()
        return writer.bytes
    }

    /// Takes one line: `ID NAME [symref-target:NAME] [peeled:ID]`.
    static func read(_ payload: ArraySlice<UInt8>, into refs: inout RefCollector) throws(GitError) {
        let line = String(decoding: payload.last == 0x0A ? payload.dropLast() : payload, as: UTF8.self)
        if line.hasPrefix("ERR ") { throw serverError(line.dropFirst(4)) }
        let fields = line.split(separator: " ")
        guard fields.count >= 2 else { throw malformed(line) }
        // HEAD of a repository without commits, from servers that list it unasked.
        if fields[0] == "unborn" { return }
        guard isObjectID(fields[0]) else { throw malformed(line) }
        let attribute = { (name: String) in
            fields.dropFirst(2).first { $0.hasPrefix(name) }.map { String($0.dropFirst(name.count)) }
        }
        let peeled = attribute("peeled:")
        guard peeled.map(isObjectID) ?? true else { throw malformed(line) }
        try refs.add(
            name: String(fields[1]), id: String(fields[0]), symref: attribute("symref-target:"), peeled: peeled)
    }

    private static func malformed(_ line: String) -> GitError {
        GitError(.malformed, "the Git server lists a reference as '\(serverText(line.utf8))'")
    }
}

/// The words that follow the command in every v2 request.
func writeCommonWords(_ capabilities: Capabilities, to writer: inout PacketWriter) {
    if capabilities.has("agent") { writer.line("agent=" + agent) }
    if capabilities.has("object-format") { writer.line("object-format=sha1") }
}

/// How we name ourselves in Git's protocol.
let agent = "windlass"
