import Domain
import Testing
import TextEdits

@testable import Managers

/// What a lock file says, and how an entry is written anew.
@Suite struct TerraformLockTests {
    static let text = """
        # This file is maintained automatically by "terraform init".

        provider "registry.terraform.io/hashicorp/tls" {
          version     = "4.0.5" # ours
          constraints = "~> 4.0"
          hashes = [
            "h1:b=",
            "zh:00",
          ]
        }

        provider "registry.example.com/shop/dns" {
          version = "1.0.0"
          hashes = [
            "zh:11",
          ]
        }

        """

    @Test("reads version, constraints and hashes of each provider")
    func entries() throws {
        let lock = TerraformLock(bytes: Array(Self.text.utf8))
        #expect(
            lock.entries.map(\.address) == ["registry.terraform.io/hashicorp/tls", "registry.example.com/shop/dns"])
        let entry = try #require(lock["registry.terraform.io/HashiCorp/tls"])
        #expect(entry.version == "4.0.5" && entry.constraints == "~> 4.0" && entry.hashes == ["h1:b=", "zh:00"])
        #expect(lock.entries.last?.constraints == nil && !lock.isBroken)
    }

    @Test(
        "a file that is not what Terraform writes is broken",
        arguments: [
            "provider \"a/b/c\" {\n", "provider \"a/b/c\" {\n  version = 1\n}\n",
            "provider \"a/b/c\" {\n  version = \"1.0.0\"\n}\nprovider \"A/b/c\" {\n  version = \"1.0.0\"\n}\n",
        ])
    func broken(_ text: String) { #expect(TerraformLock(bytes: Array(text.utf8)).isBroken) }

    @Test("writes values as Terraform does, and keeps comments and all other bytes", arguments: ["\n", "\r\n"])
    func rewriting(_ lineBreak: String) throws {
        let text = Self.text.replacing("\n", with: lineBreak)
        let bytes = Array(text.utf8)
        let entries = TerraformLock(bytes: bytes).entries
        var edits = EditSet()
        for edit in try #require(entries.first).edits(
            version: "4.1.0", constraints: "~> 4.1", hashes: ["zh:ff", "zh:aa", "h1:c=", "zh:ff"], lineBreak: lineBreak)
        {
            edits.add(edit)
        }
        for edit in try #require(entries.last).edits(
            version: "1.1.0", constraints: nil, hashes: ["zh:22"], lineBreak: lineBreak)
        {
            edits.add(edit)
        }
        let expected = text.replacing("4.0.5", with: "4.1.0").replacing("~> 4.0", with: "~> 4.1")
            .replacing("h1:b=", with: "h1:c=")
            .replacing("\"zh:00\",", with: "\"zh:aa\",\(lineBreak)    \"zh:ff\",")
            .replacing("1.0.0", with: "1.1.0").replacing("zh:11", with: "zh:22")
        #expect(String(decoding: try edits.applied(to: bytes), as: UTF8.self) == expected)
    }

    @Test("an entry that gets or loses constraints is written as a whole, and an unchanged one not at all")
    func whole() throws {
        let bytes = Array(Self.text.utf8)
        let entries = TerraformLock(bytes: bytes).entries
        let edits = EditSet(
            try #require(entries.last).edits(version: "1.1.0", constraints: ">= 1.1.0", hashes: ["zh:22"]))
        let result = String(decoding: try edits.applied(to: bytes), as: UTF8.self)
        #expect(
            result.hasSuffix(
                "dns\" {\n  version     = \"1.1.0\"\n  constraints = \">= 1.1.0\"\n  hashes = [\n    \"zh:22\",\n  ]\n}\n"
            ))
        let first = try #require(entries.first)
        #expect(first.edits(version: "4.0.5", constraints: "~> 4.0", hashes: first.hashes).isEmpty)
    }

    @Test(
        "constraints are sorted, filled up and each there once",
        arguments: [
            (["~> 5.0", ">=3.68"], ">= 3.68.0, ~> 5.0"), (["= 1.2.3", "1.2.3"], "1.2.3"),
            ([">= 4, < 6", ">= 4.0.0"], ">= 4.0.0, < 6.0.0"), (["~> 5.0", ">= 5.0.0"], ">= 5.0.0, ~> 5.0"),
            (["~> 5.23.1"], "~> 5.23.1"), (["> 1.0.0-rc1"], "> 1.0.0-rc1"), (["nonsense"], nil), (["1.x"], nil),
            (
                ["!= 5.0", "< 5.0", "<= 5.0", "~> 5", "~> 5.0.0", "5.0.0", ">= 5", "> 5"],
                "> 5.0.0, >= 5.0.0, 5.0.0, ~> 5.0.0, ~> 5.0, <= 5.0.0, < 5.0.0, != 5.0.0"
            ),
        ] as [([String], String?)])
    func constraints(_ texts: [String], _ expected: String?) {
        #expect(TerraformConstraints(texts)?.text == expected)
    }
}
