import Signing
import Testing

@Suite struct HashFunctionTests {
    @Test(
        "computes the published digests",
        arguments: [
            (HashFunction.sha1, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            (.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
            (
                .sha512, "abc",
                "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                    + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
            ),
        ])
    func digests(function: HashFunction, text: String, expected: String) throws {
        #expect(try function.hexDigest(of: Array(text.utf8)) == expected)
    }

    @Test("computes the HMACs of RFC 4231, RFC 2202 and GitHub's documentation")
    func hmacs() throws {
        let jefe = Array("Jefe".utf8)
        let question = Array("what do ya want for nothing?".utf8)
        #expect(
            hexadecimal(try HashFunction.sha256.hmac(key: jefe, message: question))
                == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(
            hexadecimal(try HashFunction.sha1.hmac(key: jefe, message: question))
                == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
        let github = try HashFunction.sha256.hmac(
            key: Array("It's a Secret to Everybody".utf8), message: Array("Hello, World!".utf8))
        #expect(hexadecimal(github) == "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")
    }

    @Test("an empty key and an empty message have an HMAC too")
    func emptyHMAC() throws {
        #expect(
            hexadecimal(try HashFunction.sha256.hmac(key: [], message: []))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
    }

    @Test("reads hexadecimal digits of either case and nothing else", arguments: ["0", "0g", "zz", " 00", "é0"])
    func badHexadecimal(text: String) {
        #expect(bytes(hexadecimal: text) == nil)
        #expect(bytes(hexadecimal: "00fFAb") == [0x00, 0xFF, 0xAB])
        #expect(bytes(hexadecimal: "") == [])
    }

    @Test("compares by content and by length")
    func comparison() {
        #expect(constantTimeEqual([], []))
        #expect(constantTimeEqual([1, 2, 3], [1, 2, 3]))
        #expect(!constantTimeEqual([1, 2, 3], [1, 2, 4]))
        #expect(!constantTimeEqual([1, 2, 3], [1, 2]))
        #expect(!constantTimeEqual([], [0]))
    }
}
