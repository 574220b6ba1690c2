import Signing
import Testing

@Suite struct RSAKeysTests {
    private let message = Array("a header.and a payload".utf8)

    @Test("openssl verifies what we sign, with a key in either format", arguments: ["-traditional", "pkcs8"])
    func signsForOpenSSL(format: String) throws {
        let bench = try Workbench()
        try bench.run("openssl", "genrsa", "-out", "key.pem", "2048")
        if format == "-traditional" {
            try bench.run("openssl", "rsa", "-in", "key.pem", "-traditional", "-out", "key.pem")
        }
        try bench.run("openssl", "rsa", "-in", "key.pem", "-pubout", "-out", "public.pem")
        let signature = try RSASigningKey(pem: bench.read("key.pem")).sign(message)
        try bench.write("message", message)
        try bench.write("signature", signature)
        #expect(
            try bench.run("openssl", "dgst", "-sha256", "-verify", "public.pem", "-signature", "signature", "message")
                == 0)
        let verifier = try RSAVerifyingKey(pem: bench.read("public.pem"))
        #expect(verifier.isValid(signature, for: message))
        #expect(!verifier.isValid(signature, for: message + [0]))
        #expect(!verifier.isValid(Array(signature.dropLast()), for: message))
        #expect(!verifier.isValid([], for: message))
    }

    @Test("says what is wrong with a key")
    func badKeys() throws {
        let bench = try Workbench()
        try bench.run("openssl", "genrsa", "-out", "short.pem", "1024")
        try bench.run("openssl", "genrsa", "-aes256", "-passout", "pass:x", "-out", "locked.pem", "2048")
        try bench.run("openssl", "genpkey", "-algorithm", "ed25519", "-out", "edwards.pem")
        #expect(code(try bench.read("short.pem")) == .unsupportedKey)
        #expect(code(try bench.read("locked.pem")) == .unreadableKey)
        #expect(code(try bench.read("edwards.pem")) == .unsupportedKey)
        #expect(code("") == .unreadableKey)
        #expect(code("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n") == .unreadableKey)
    }

    @Test("does not print the key")
    func redacted() throws {
        let bench = try Workbench()
        try bench.run("openssl", "genrsa", "-out", "key.pem", "2048")
        let key = try RSASigningKey(pem: bench.read("key.pem"))
        #expect("\(key)" == "RSA key ***")
        #expect(Mirror(reflecting: key).children.isEmpty)
    }

    private func code(_ pem: String) -> SigningError.Code? {
        do {
            _ = try RSASigningKey(pem: pem)
            return nil
        } catch {
            return error.code
        }
    }
}
