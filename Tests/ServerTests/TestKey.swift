import BotTestSupport
import Foundation
import Signing

/// An RSA key that OpenSSL's program makes for the tests.
struct TestKey: Sendable {
    let signing: RSASigningKey
    let publicPEM: String
    private let modulus: String

    private static let made = [Result { try TestKey() }, Result { try TestKey() }]

    static func first() throws -> TestKey { try made[0].get() }
    static func second() throws -> TestKey { try made[1].get() }

    private init() throws {
        let files = try TemporaryFolder()
        let folder = files.path
        try Self.openssl([
            "genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "\(folder)/key.pem",
        ])
        try Self.openssl(["pkey", "-in", "\(folder)/key.pem", "-pubout", "-out", "\(folder)/public.pem"])
        try Self.openssl(["rsa", "-in", "\(folder)/key.pem", "-noout", "-modulus", "-out", "\(folder)/modulus"])
        signing = try RSASigningKey(pem: String(contentsOfFile: "\(folder)/key.pem", encoding: .utf8))
        publicPEM = try String(contentsOfFile: "\(folder)/public.pem", encoding: .utf8)
        let line = try String(contentsOfFile: "\(folder)/modulus", encoding: .utf8)
        let digits = line.trimmingCharacters(in: .whitespacesAndNewlines).replacing("Modulus=", with: "")
        modulus = Data(bytes(hexadecimal: digits) ?? []).base64EncodedString().replacing("+", with: "-")
            .replacing("/", with: "_").replacing("=", with: "")
    }

    /// What an issuer publishes of the key.
    func keySet(id: String) -> [UInt8] {
        Array(
            #"{"keys": [{"kty": "EC", "kid": "\#(id)"}, {"kid": "\#(id)", "kty": "RSA", "alg": "RS256", "use": "sig", "n": "\#(modulus)", "e": "AQAB"}]}"#
                .utf8)
    }

    private static func openssl(_ arguments: [String]) throws {
        let status = try run(["/usr/bin/openssl"] + arguments).status
        guard status == 0 else { throw CocoaError(.executableLoad) }
    }
}
