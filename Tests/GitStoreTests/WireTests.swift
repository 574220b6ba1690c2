import Domain
import Testing

@testable import GitStore

@Suite struct WireTests {
    @Test("packets come out whole, however the bytes are cut", arguments: [1, 2, 3, 4, 5, 7, 100])
    func pieces(size: Int) throws {
        let bytes = Array("0009hello0000000100020004000ahello\n".utf8)
        var parser = PacketParser()
        var packets: [Packet] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            try parser.feed(bytes[start..<min(start + size, bytes.count)]) { packets.append($0) }
        }
        #expect(parser.isBetweenPackets)
        #expect(
            packets == [
                .data(Array("hello".utf8)[...]), .flush, .delimiter, .responseEnd, .data([]),
                .data(Array("hello\n".utf8)[...]),
            ])
    }

    @Test("a length that is none is refused", arguments: ["0003", "fff1", "ffff", "00g0", "<htm", "-001"])
    func badLength(text: String) {
        var parser = PacketParser()
        #expect(throws: GitError.self) { try parser.feed(Array(text.utf8)[...]) { _ in } }
    }

    @Test("a packet of the longest length passes")
    func longest() throws {
        var writer = PacketWriter()
        writer.packet(Array(repeating: 1, count: 65_516))
        var parser = PacketParser()
        var count = 0
        try parser.feed(writer.bytes[...]) { if case .data(let payload) = $0 { count = payload.count } }
        #expect(count == 65_516)
    }

    @Test("a first answer in each version", arguments: [true, false])
    func advertisements(hasServiceLine: Bool) throws {
        let service = hasServiceLine ? ["# service=git-upload-pack\n", nil] : []
        let two = try advertisement(service + ["version 2\n", "agent=x\n", "fetch=shallow filter\n", nil])
        #expect(two.refs == nil)
        #expect(two.capabilities.servesShallow && two.capabilities.servesBlobsOnDemand)
        let id = String(repeating: "a", count: 40)
        for first in [[], ["version 1\n"]] {
            let zero = try advertisement(
                service + first + [
                    "\(id) HEAD\0multi_ack shallow symref=HEAD:refs/heads/trunk\n", "\(id) refs/heads/trunk\n", nil,
                ])
            #expect(zero.refs == RefListing(head: "trunk", refs: ["refs/heads/trunk": CommitSHA(id)]))
            #expect(zero.capabilities.servesShallow && !zero.capabilities.servesBlobsOnDemand)
        }
    }

    @Test("finds the branch of HEAD where an old server does not tell")
    func guessedHead() throws {
        let (a, b) = (String(repeating: "a", count: 40), String(repeating: "b", count: 40))
        let refs = try advertisement([
            "\(a) HEAD\0multi_ack\n", "\(a) refs/heads/alpha\n", "\(b) refs/heads/beta\n", "\(a) refs/heads/master\n",
            nil,
        ]).refs
        #expect(refs?.head == "master")
    }

    @Test(
        "what is no first answer is refused",
        arguments: [
            (["ERR repository not found\n", nil], GitError.Code.notFound), (["hello\n", nil], .malformed),
            (["version 2\n"], .unreachable), ([], .unreachable), (["xyz refs/heads/main\0\n", nil], .malformed),
            (["version 2\n", "object-format=sha256\n", nil], .malformed),
        ] as [([String?], GitError.Code)])
    func badAdvertisement(lines: [String?], code: GitError.Code) {
        let error = #expect(throws: GitError.self) { try advertisement(lines) }
        #expect(error?.code == code)
    }

    @Test("a fetch's answer that ends early is not complete, and one that goes on is refused")
    func fetchReplies() throws {
        var reply = FetchReply(version: 2, asksDepth: true)
        var pack: [UInt8] = []
        let take = { (packet: Packet) in try reply.read(packet) { pack += $0 } }
        for line in ["shallow-info\n", "shallow \(String(repeating: "a", count: 40))\n"] { try take(data(line)) }
        try take(.delimiter)
        try take(data("packfile\n"))
        try take(.data([2] + Array("counting".utf8)))
        try take(.data([1] + Array("PACK".utf8)))
        #expect(!reply.isComplete)
        try take(.flush)
        #expect(reply.isComplete)
        #expect(pack == Array("PACK".utf8))
        #expect(reply.shallow == [String(repeating: "a", count: 40)])
        #expect(throws: GitError.self) { try take(.data([1, 2])) }
    }

    @Test("an error in the answer to a fetch keeps the server's words", arguments: [0, 2])
    func fetchErrors(version: Int) {
        var reply = FetchReply(version: version, asksDepth: false)
        let missing = #expect(throws: GitError.self) {
            try reply.read(data("ERR upload-pack: not our ref 1234\n")) { _ in }
        }
        #expect(missing?.code == .objectMissing)
        let band = #expect(throws: GitError.self) {
            if version == 2 { try reply.read(data("packfile\n")) { _ in } }
            try reply.read(.data([3] + Array("out of memory".utf8))) { _ in }
        }
        #expect(band?.message.contains("out of memory") == true)
    }

    @Test(
        "reasons of a refused push",
        arguments: [
            ("refs/heads/x is at aa but expected bb", GitError.Code.stale), ("failed to update ref", .stale),
            ("cannot lock ref 'refs/heads/x': is at aa but expected bb", .stale), ("stale info", .stale),
            ("fetch first", .stale), ("reference already exists", .stale), ("pre-receive hook declined", .rejected),
            ("protected branch hook declined", .rejected), ("deletion prohibited", .rejected),
        ])
    func pushReasons(reason: String, code: GitError.Code) throws {
        var reply = PushReply(usesBands: false)
        for line in ["unpack ok\n", "ng refs/heads/x \(reason)\n"] { try reply.read(data(line)) }
        let early = #expect(throws: GitError.self) { try reply.check("refs/heads/x") }
        #expect(early?.code == .unreachable)
        try reply.read(.flush)
        let error = #expect(throws: GitError.self) { try reply.check("refs/heads/x") }
        #expect(error?.code == code)
        #expect(error?.message.contains(reason) == true)
    }

    @Test("a report in bands, cut anywhere, is read to its end", arguments: [1, 3, 50])
    func pushBands(size: Int) throws {
        var report = PacketWriter()
        report.line("unpack ok")
        report.line("ok refs/heads/x")
        report.flush()
        var reply = PushReply(usesBands: true)
        for start in stride(from: 0, to: report.bytes.count, by: size) {
            try reply.read(.data([1] + report.bytes[start..<min(start + size, report.bytes.count)]))
        }
        try reply.read(.flush)
        try reply.check("refs/heads/x")
        #expect(throws: GitError.self) { try reply.check("refs/heads/y") }
    }

    @Test("a server's words become one plain line")
    func plainWords() {
        #expect(serverText(Array("a\u{1B}[31m\n\tb\u{202E}c  d\u{0}".utf8)) == "a [31m b c d")
        #expect(serverText(Array(String(repeating: "word ", count: 1000).utf8)).count <= 400)
        #expect(serverText([0xFF, 0x61]) == "\u{FFFD}a")
    }

    @Test("an LFS pointer is told from a file")
    func lfs() {
        #expect(LFSPointer.isLFSPointer(Array("version https://git-lfs.github.com/spec/v1\noid sha256:1\n".utf8)))
        #expect(!LFSPointer.isLFSPointer(Array("version: 1\n".utf8)))
        #expect(!LFSPointer.isLFSPointer([]))
    }

    private func data(_ text: String) -> Packet { .data(Array(text.utf8)[...]) }

    @discardableResult
    private func advertisement(_ lines: [String?]) throws -> Advertisement {
        var reader = AdvertisementReader(refLimit: 100)
        for line in lines { try reader.read(line.map(data) ?? .flush) }
        return try reader.finish()
    }
}
