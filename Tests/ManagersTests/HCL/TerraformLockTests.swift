import Domain
import Testing
import TextEdits

@testable import Managers

/// What a lock file says, and how an entry is written anew.
@Suite struct TerraformLockTests {
    private static let text = """
        # This file is maintained automatically by "terraform init".

        provider "registry.terraform.io/hashicorp/tls" {
          version     = "4.0.5"
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
        let entry = try #require(lock.entries.first)
        #expect(entry.version == "4.0.5" && entry.constraints == "~> 4.0" && entry.hashes == ["h1:b=", "zh:00"])
        #expect(!entry.needsFileHashes && lock.entries.last?.constraints == nil)
    }

    @Test("writes an entry as Terraform does, and nothing else")
    func rewriting() throws {
        let bytes = Array(Self.text.utf8)
        let entries = TerraformLock(bytes: bytes).entries
        var edits = EditSet()
        edits.add(
            try #require(entries.first).edit(
                version: "4.1.0", constraints: "~> 4.1", zipHashes: ["ff", "aa", "ff"], fileHashes: ["c="]))
        edits.add(try #require(entries.last).edit(version: "1.1.0", constraints: nil, zipHashes: ["zh:22"]))
        let expected = Self.text.replacing("4.0.5", with: "4.1.0").replacing("~> 4.0", with: "~> 4.1")
            .replacing("h1:b=", with: "h1:c=").replacing("\"zh:00\",", with: "\"zh:aa\",\n    \"zh:ff\",")
            .replacing("1.0.0", with: "1.1.0").replacing("zh:11", with: "zh:22")
        #expect(String(decoding: try edits.applied(to: bytes), as: UTF8.self) == expected)
    }

    @Test("takes the hashes of zips out of a list of sums, and of nothing else")
    func sums() throws {
        let (a, b) = (String(repeating: "A", count: 64), String(repeating: "b", count: 64))
        let entry = try #require(TerraformLock(bytes: Array(Self.text.utf8)).entries.first)
        let sums =
            "\(a)  tls_4.1.0_linux_amd64.zip\n\(b)  tls_4.1.0_manifest.json\r\nno line\n\(b) *tls_4.1.0_darwin.zip\n"
        #expect(entry.zipHashes(inSums: sums) == ["zh:" + a.lowercased(), "zh:" + b])
    }

    @Test(
        "constraints are sorted, filled up and each there once",
        arguments: [
            (["~> 5.0", ">=3.68"], ">= 3.68.0, ~> 5.0"), (["= 1.2.3", "1.2.3"], "1.2.3"),
            ([">= 4, < 6", ">= 4.0.0"], ">= 4.0.0, < 6.0.0"), (["~> 5.0", ">= 5.0.0"], ">= 5.0.0, ~> 5.0"),
            (["~> 5.23.1"], "~> 5.23.1"), (["> 1.0.0-rc1"], "> 1.0.0-rc1"), (["nonsense"], nil), (["1.x"], nil),
        ] as [([String], String?)])
    func constraints(_ texts: [String], _ expected: String?) {
        #expect(TerraformConstraints(texts)?.text == expected)
    }

    @Test("a provider is held only by a lock in its own folder")
    func held() {
        let main =
            "terraform {\n  required_providers {\n    tls = { source = \"hashicorp/tls\", version = \"4.0.5\" }\n  }\n}\n"
        let tree = FixtureTree(["a/main.tf": main, "b/main.tf": main, "a/.terraform.lock.hcl": Self.text])
        #expect(tree.pins().map(\.file) == ["b/main.tf"])
        let reasons = tree.scan().dependencies.filter { $0.file.hasPrefix("a/") }.map(\.skipReason)
        #expect(reasons == [.lockFile, .lockFile, .lockFile])
    }
}
