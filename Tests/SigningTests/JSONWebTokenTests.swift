import Foundation
import Signing
import Testing

@Suite struct JSONWebTokenTests {
    @Test("openssl verifies the signature over head and claims, which say who and how long")
    func verifies() throws {
        let bench = try Workbench()
        try bench.run("openssl", "genrsa", "-out", "key.pem", "2048")
        try bench.run("openssl", "rsa", "-in", "key.pem", "-pubout", "-out", "public.pem")
        let key = try RSASigningKey(pem: bench.read("key.pem"))
        let token = try JSONWebToken(issuer: "77", issuedAt: 1_000, expires: 1_600, key: key).text
        #expect(!token.contains { "+/=".contains($0) })
        let parts = token.split(separator: ".").map(String.init)
        try #require(parts.count == 3)
        try bench.write("message", Array("\(parts[0]).\(parts[1])".utf8))
        try bench.write("signature", try decoded(parts[2]))
        #expect(
            try bench.run("openssl", "dgst", "-sha256", "-verify", "public.pem", "-signature", "signature", "message")
                == 0)
        #expect(String(decoding: try decoded(parts[0]), as: UTF8.self) == #"{"alg":"RS256","typ":"JWT"}"#)
        #expect(
            String(decoding: try decoded(parts[1]), as: UTF8.self) == #"{"exp":1600,"iat":1000,"iss":"77"}"#)
    }

    private func decoded(_ text: String) throws -> [UInt8] {
        var text = text.replacing("-", with: "+").replacing("_", with: "/")
        while text.count % 4 != 0 { text += "=" }
        return Array(try #require(Data(base64Encoded: text)))
    }
}
