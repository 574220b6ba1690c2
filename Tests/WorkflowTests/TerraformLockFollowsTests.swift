import Domain
import Foundation
import Managers
import Planning
import Signing
import Testing
import TextEdits

@testable import Workflow

@Suite struct TerraformLockFollowsTests {
    private static func main(_ version: String) -> String {
        """
        terraform {
          required_providers {
            tls = {
              source  = "hashicorp/tls"
              version = "\(version)" # pinned
            }
            dns = {
              source  = "hashicorp/dns"
              version = "3.4.0"
            }
          }
        }

        """
    }

    private static func lock(_ version: String, _ constraints: String, hashes: [String]) -> String {
        """
        # This file is maintained automatically by "terraform init".
        # Manual edits may be lost in future updates.

        provider "registry.terraform.io/hashicorp/dns" {
          version     = "3.4.0"
          constraints = "3.4.0"
          hashes = [
            "zh:aa", # odd, and kept
          ]
        }

        provider "registry.terraform.io/hashicorp/tls" {
          version     = "\(version)"
          constraints = "\(constraints)"
          hashes = [
        \(hashes.map { "    \"\($0)\"," }.joined(separator: "\n"))
          ]
        }

        provider "registry.terraform.io/hashicorp/null" {
          version = "3.2.2"
          hashes = [
            "zh:bb",
          ]
        }

        """
    }

    private struct Asked: Error {}

    /// Moves the pins of `name` to `newVersion` in all files, and returns the changed files.
    private func build(
        _ files: [String: String], _ name: String = "tls", to newVersion: String, value: String? = nil,
        hashes: @escaping @Sendable (LockQuestion) async throws -> Result<[String], LookupError> = { question in
            .success(["zh:ff", "h1:new=", "zh:ee"].map { $0 == "h1:new=" ? $0 : $0 + question.version })
        }
    ) async throws -> [String: String] {
        let git = MemoryRepository(files: files)
        let scanner = FileScanner()
        let extractions = files.sorted { $0.key < $1.key }.map {
            scanner.scan(path: $0.key, bytes: Array($0.value.utf8))
        }
        let pins = scanner.resolve(extractions).dependencies.filter { $0.depName == name && $0.skipReason == nil }
        let builder = BranchBuilder(
            git: git, base: MemoryRepository.base,
            blobs: Dictionary(uniqueKeysWithValues: files.keys.map { ($0, BlobID($0)) }),
            author: ("Bot", "bot@example.org"), sha256: { _ in "" },
            locks: TerraformLocks(extractions.flatMap(\.facts)),
            hashes: hashes, extract: { scanner.scan(path: $0, bytes: $1).dependencies })
        let proposal = Proposal(
            branch: "windlass/tls-4.x", target: "main", topic: name,
            updates: pins.map {
                Update(
                    dependency: $0, type: .minor, currentVersion: "4.0.5", newVersion: newVersion,
                    newValue: value ?? newVersion)
            })
        _ = try await builder.build(proposal)
        #expect(Set(builder.files(of: proposal)) == Set(try #require(await git.drafts.first).changes.map(\.path)))
        return Dictionary(
            uniqueKeysWithValues: try #require(await git.drafts.first).changes.map {
                ($0.path, String(decoding: $0.content, as: UTF8.self))
            })
    }

    private func reason(_ work: () async throws -> Void) async -> String {
        do { try await work() } catch let error as LockNotFollowed { return error.message } catch { return "\(error)" }
        return "no error"
    }

    @Test("the lock file follows in the same commit, and nothing else in it changes", arguments: ["\n", "\r\n"])
    func follows(_ lineBreak: String) async throws {
        let old = Self.lock("4.0.5", "4.0.5", hashes: ["h1:old=", "zh:11"])
        let changes = try await build(
            [
                "a/main.tf": Self.main("4.0.5").replacing("\n", with: lineBreak),
                "a/.terraform.lock.hcl": old.replacing("\n", with: lineBreak),
            ], to: "4.1.0")
        let new = Self.lock("4.1.0", "4.1.0", hashes: ["h1:new=", "zh:ee4.1.0", "zh:ff4.1.0"])
        #expect(
            changes == [
                "a/main.tf": Self.main("4.1.0").replacing("\n", with: lineBreak),
                "a/.terraform.lock.hcl": new.replacing("\n", with: lineBreak),
            ])
    }

    @Test("every lock file that serves a changed file follows, and others do not")
    func several() async throws {
        let module = "module \"net\" {\n  source = \"../modules/net\"\n}\n"
        let lock = Self.lock("4.0.5", "~> 4.0.0", hashes: ["zh:11"])
        let changes = try await build(
            [
                "modules/net/main.tf": Self.main("~> 4.0.0"), "dev/main.tf": module, "prod/main.tf": module,
                "dev/.terraform.lock.hcl": lock, "prod/.terraform.lock.hcl": lock,
                "other/.terraform.lock.hcl": lock.replacing("hashicorp/tls", with: "hashicorp/tls2"),
            ], to: "4.1.0", value: "~> 4.1.0")
        #expect(
            changes.keys.sorted() == ["dev/.terraform.lock.hcl", "modules/net/main.tf", "prod/.terraform.lock.hcl"])
        #expect(changes["dev/.terraform.lock.hcl"] == changes["prod/.terraform.lock.hcl"])
        #expect(changes["dev/.terraform.lock.hcl"]?.contains("constraints = \"~> 4.1.0\"") == true)
    }

    @Test("an entry that no constraint leads moves by itself, with its hashes")
    func lockOnly() async throws {
        let old = Self.lock("4.0.5", "4.0.5", hashes: ["zh:11"])
        let changes = try await build(
            [".terraform.lock.hcl": old, "main.tf": Self.main("4.0.5")], "null", to: "3.2.4")
        let entry = TerraformLock(bytes: Array((changes[".terraform.lock.hcl"] ?? "").utf8)).entries.last
        #expect(changes.count == 1 && entry?.version == "3.2.4")
        #expect(entry?.hashes == ["h1:new=", "zh:ee3.2.4", "zh:ff3.2.4"])
    }

    @Test("asks for what the lock file holds, and not for a version that it has already")
    func question() async throws {
        let files = [
            "main.tf": Self.main("4.0.5"),
            ".terraform.lock.hcl": Self.lock("4.1.0", "4.0.5", hashes: ["h1:x=", "zh:1"]),
        ]
        let changes = try await build(files, to: "4.1.0", hashes: { _ in throw Asked() })
        #expect(
            changes[".terraform.lock.hcl"] == Self.lock("4.1.0", "4.1.0", hashes: ["h1:x=", "zh:1"]))
        await #expect(throws: Asked.self) { try await build(files, to: "4.2.0", hashes: { _ in throw Asked() }) }
    }

    @Test("nothing is written when the hashes cannot be had")
    func unknown() async throws {
        let files = [
            "main.tf": Self.main("4.0.5"), ".terraform.lock.hcl": Self.lock("4.0.5", "4.0.5", hashes: ["zh:1"]),
        ]
        let text = await reason {
            _ = try await build(files, to: "4.1.0", hashes: { _ in .failure(LookupError(.unreachable, "no answer")) })
        }
        #expect(
            text
                == ".terraform.lock.hcl: the hashes of registry.terraform.io/hashicorp/tls 4.1.0 could not be had: no answer"
        )
    }

    @Test("nothing is written when the lock file cannot be read, or the answer has no hashes")
    func unreadable() async throws {
        let lock = Self.lock("4.0.5", "4.0.5", hashes: ["zh:1"])
        let cut = ["main.tf": Self.main("4.0.5"), ".terraform.lock.hcl": lock + "provider \"x\" {\n"]
        #expect(
            await reason { _ = try await build(cut, to: "4.1.0") }.contains("cannot be read as Terraform writes it"))
        let files = ["main.tf": Self.main("4.0.5"), ".terraform.lock.hcl": lock]
        #expect(
            await reason { _ = try await build(files, to: "4.1.0", hashes: { _ in .success([]) }) }
                .contains("does not say what was meant"))
    }

    @Test("a version that other modules forbid is not locked, and nobody is asked")
    func forbidden() async throws {
        let files = [
            "main.tf": Self.main("~> 4.0"),
            ".terraform.lock.hcl": Self.lock("4.0.5", "~> 4.0, < 4.1.0", hashes: ["zh:1"]),
        ]
        let text = await reason {
            _ = try await build(files, to: "5.0.0", value: "~> 5.0", hashes: { _ in throw Asked() })
        }
        #expect(text.contains("ask for < 4.1.0; update these"))
    }
}
