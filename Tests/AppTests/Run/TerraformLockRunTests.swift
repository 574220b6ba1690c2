import BotTestSupport
import Domain
import Foundation
import Sandbox
import Testing

@testable import App

/// Lock files of Terraform, from the registry to the branches.
@Suite struct TerraformLockRunTests {
    private static let branch = "windlass/random-3.x"

    private static func main(_ version: String) -> String {
        """
        terraform {
          required_providers {
            random = {
              source  = "@TERRAFORM@/hashicorp/random"
              version = "\(version)"
            }
          }
        }

        """
    }

    private static func lock(_ version: String, _ constraints: String) -> String {
        """
        provider "@TERRAFORM@/hashicorp/null" {
          version = "3.2.2"
          hashes = [
            "zh:00",
          ]
        }

        # ours
        provider "@TERRAFORM@/hashicorp/random" {
          version     = "\(version)"
          constraints = "\(constraints)"
          hashes = [
            @HASHES:hashicorp/random:\(version):linux_amd64@
          ]
        }

        """
    }

    private static func project(_ lock: String = lock("3.6.0", "~> 3.6.0")) -> SeedProject {
        SeedProject(
            Bot.project,
            files: [
                SeedFile("infra/main.tf", main("~> 3.6.0")), SeedFile("infra/.terraform.lock.hcl", lock),
            ])
    }

    private struct Unheld: Error {}

    private func with(_ project: SeedProject = project(), _ body: (Bot) async throws -> Void) async throws {
        let edit = { (options: inout SandboxOptions) in
            options.seed.catalogue.providers = [
                .init("hashicorp/random", versions: Seeds.versions(["3.6.0", "3.6.3", "3.7.2"])),
                .init("hashicorp/null", versions: Seeds.versions(["3.2.2"])),
            ]
        }
        try await Bot.with(projects: [project], options: edit, body)
    }

    private func text(_ path: String, _ bot: Bot, branch: String = branch) async throws -> String {
        String(decoding: try #require(try await bot.world.file(path, of: Bot.project, branch: branch)), as: UTF8.self)
    }

    @Test("constraint and lock file move in one commit, and the second run does nothing") func moves() async throws {
        try await with { bot in
            #expect(try await !bot.run().hasFailed)
            #expect(try await bot.branches() == [Self.branch])
            #expect(try await text("infra/main.tf", bot) == bot.world.withAddresses(Self.main("~> 3.7.0")))
            let lock = bot.world.withAddresses(Self.lock("3.7.2", "~> 3.7.0"))
            #expect(!lock.contains("@HASHES"))
            #expect(try await text("infra/.terraform.lock.hcl", bot) == lock)
            let downloads = bot.world.requests.filter { $0.target.hasSuffix(".zip") }.map(\.target)
            #expect(Set(downloads).count == downloads.count && downloads.count == 2, "\(downloads)")
            try await bot.expectQuiet()
            #expect(!bot.world.requests.contains { $0.target.contains("/download/") })
        }
    }

    @Test("an entry moves within its constraint, which stays") func inside() async throws {
        let project = SeedProject(
            Bot.project,
            files: [
                SeedFile("infra/main.tf", Self.main("~> 3.6")),
                SeedFile("infra/.terraform.lock.hcl", Self.lock("3.6.0", "~> 3.6")),
            ])
        try await with(project) { bot in
            #expect(try await !bot.run().hasFailed)
            #expect(try await bot.branches() == [Self.branch])
            #expect(try await text("infra/main.tf", bot) == bot.world.withAddresses(Self.main("~> 3.6")))
            let lock = bot.world.withAddresses(Self.lock("3.7.2", "~> 3.6"))
            #expect(try await text("infra/.terraform.lock.hcl", bot) == lock)
            try await bot.expectQuiet()
        }
    }

    @Test("a branch that is built again is the same object, without a package being downloaded again")
    func same() async throws {
        try await with { bot in
            bot.world.inject(
                Fault(.answer(status: 403), on: .forge, method: "POST", pathPrefix: "/api/v4/projects", times: 9))
            try await bot.run()
            let head = try #require(try await bot.world.branches(of: Bot.project)[Self.branch])
            #expect(try await bot.requests().isEmpty)
            bot.world.clearFaults()
            bot.world.resetLog()
            try await bot.run()
            #expect(try await bot.requests().count == 1)
            #expect(try await bot.world.branches(of: Bot.project)[Self.branch] == head)
            #expect(bot.world.counters[.gitPush] == 0)
            #expect(bot.world.requests.contains { $0.target.contains("/download/") })
            #expect(!bot.world.requests.contains { $0.target.hasSuffix(".zip") })
        }
    }

    @Test("a package that is not what its list says holds the provider, until it is") func damaged() async throws {
        try await with { bot in
            bot.world.providers.setDamaged(true, "hashicorp/random", "3.7.2")
            let outcome = try await bot.run()
            #expect(try await bot.branches().isEmpty)
            #expect(try await bot.requests().isEmpty)
            let held = outcome.reports.flatMap(\.held)
            #expect(held.map(\.dependency.depName) == ["random"] && held.map(\.version) == ["3.7.2"])
            guard case .lockFile(let reason)? = held.first?.reason else { throw Unheld() }
            #expect(reason.hasPrefix("infra/.terraform.lock.hcl: the hashes of"))
            #expect(reason.contains("for linux_amd64: what was downloaded has the SHA-256"))
            #expect(!outcome.hasFailed && outcome.reports.flatMap(\.steps).isEmpty)
            bot.world.providers.setDamaged(false, "hashicorp/random", "3.7.2")
            try await bot.run()
            #expect(try await bot.branches() == [Self.branch])
        }
    }

    @Test("an open merge request stays as it is while the hashes of a newer version cannot be had")
    func newer() async throws {
        try await with { bot in
            try await bot.run()
            let head = try await bot.world.branches(of: Bot.project)[Self.branch]
            bot.world.providers.add(.init("hashicorp/random", versions: Seeds.versions(["3.8.0"])))
            bot.world.providers.setDamaged(true, "hashicorp/random", "3.8.0")
            bot.world.resetLog()
            let outcome = try await bot.run()
            #expect(outcome.reports.flatMap(\.held).map(\.version) == ["3.8.0"])
            #expect(bot.world.counters.writes == 0)
            #expect(try await bot.world.branches(of: Bot.project)[Self.branch] == head)
            #expect(try await bot.requests().count == 1)
        }
    }

    @Test("a dry run downloads nothing") func dry() async throws {
        try await with { bot in
            let outcome = try await bot.run(isDryRun: true)
            #expect(outcome.reports.flatMap(\.steps).map(\.branch) == [BranchName(Self.branch)])
            #expect(!bot.world.requests.contains { $0.target.contains("/download/") })
        }
    }
}
