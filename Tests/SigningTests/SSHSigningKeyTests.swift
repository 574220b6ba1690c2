import Signing
import Testing

@Suite struct SSHSigningKeyTests {
    private let message = Array("tree 1234\n\nA commit\n".utf8)

    @Test("ssh-keygen verifies what we sign")
    func signsForSSHKeygen() throws {
        let bench = try Workbench()
        let key = try key(in: bench)
        try bench.write("message", message)
        try bench.write("signature", Array((try key.sign(message, namespace: "git") + "\n").utf8))
        try bench.write("allowed", Array("bot@example.org \(key.publicKey)\n".utf8))
        func verify(namespace: String) throws -> Int32 {
            try bench.run(
                "ssh-keygen", "-Y", "verify", "-f", "allowed", "-I", "bot@example.org", "-n", namespace, "-s",
                "signature", input: "message")
        }
        #expect(try verify(namespace: "git") == 0)
        #expect(try verify(namespace: "file") != 0)
        try bench.write("message", message + [0x20])
        #expect(try verify(namespace: "git") != 0)
    }

    @Test("knows its public half and comment, and signs the same message the same way")
    func stable() throws {
        let bench = try Workbench()
        let key = try key(in: bench)
        #expect(try bench.read("key.pub") == key.publicKey + " bot@example.org\n")
        #expect(key.comment == "bot@example.org")
        #expect(try key.sign(message, namespace: "git") == (try key.sign(message, namespace: "git")))
    }

    @Test("refuses a passphrase and another algorithm, and says how to make a key")
    func unsupported() throws {
        let bench = try Workbench()
        try bench.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", "locked")
        try bench.run("ssh-keygen", "-q", "-t", "ecdsa", "-N", "", "-f", "ecdsa")
        for name in ["locked", "ecdsa"] {
            let text = try bench.read(name)
            let error = #expect(throws: SigningError.self) { try SSHSigningKey(openSSH: text) }
            #expect(error?.code == .unsupportedKey)
            #expect(error?.message.contains("ssh-keygen -t ed25519") == true)
        }
    }

    @Test("refuses a damaged file at every length without crashing")
    func damaged() throws {
        let bench = try Workbench()
        _ = try key(in: bench)
        let lines = try bench.read("key").split(separator: "\n").map(String.init)
        let body = lines.dropFirst().dropLast().joined()
        for length in stride(from: 0, to: body.count - 4, by: 4) {
            let text = ([lines[0], String(body.prefix(length))] + lines.suffix(1)).joined(separator: "\n")
            let error = #expect(throws: SigningError.self) { try SSHSigningKey(openSSH: text) }
            #expect(error?.code == .unreadableKey)
        }
        #expect(throws: SigningError.self) { try SSHSigningKey(openSSH: "") }
    }

    private func key(in bench: Workbench) throws -> SSHSigningKey {
        try bench.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "bot@example.org", "-f", "key")
        return try SSHSigningKey(openSSH: bench.read("key"))
    }
}
