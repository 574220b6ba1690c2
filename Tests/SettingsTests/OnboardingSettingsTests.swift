import Domain
import Foundation
import Testing

@testable import Settings

/// The options of onboarding, and the file that it adds.
@Suite struct OnboardingSettingsTests {
    private func read(_ text: String) -> BotSettingsReading {
        BotSettings.read(Array(("forges: []\n" + text).utf8), file: "windlass.yaml")
    }

    @Test func `every option is read, and shown by config show`() throws {
        let settings = try #require(
            read(
                """
                onboarding: true
                onboardingBranch: bot/hello
                onboardingPrTitle: Hello
                onboardingCommitMessage: "chore: hello"
                onboardingNoDeps: enabled
                requireConfig: required
                onboardingConfig:
                  labels: [deps, "a: b"]
                  packageRules:
                    - {matchUpdateTypes: [major], enabled: false}
                """
            ).settings)
        let onboarding = settings.onboarding
        #expect(onboarding.isOn && onboarding.branch == "bot/hello" && onboarding.title == "Hello")
        #expect(onboarding.commitMessage == "chore: hello" && onboarding.withoutPins == .enabled)
        #expect(onboarding.requirement == .required)
        let shown = SettingsListing.text(of: settings)
        #expect(shown.contains("onboarding: true\n") && shown.contains("requireConfig: required\n"))
        #expect(shown.contains("onboardingConfig:\n"))
        #expect(SettingsListing.text(of: BotSettings()).contains("onboarding: false  # default\n"))
    }

    @Test(arguments: [
        ("onboarding: perhaps", "onboarding"), ("onboardingBranch: 'a b'", "onboardingBranch"),
        ("requireConfig: never", "requireConfig"), ("onboardingConfig: {lables: [a]}", "onboardingConfig.lables"),
        ("onboardingConfig: [a]", "onboardingConfig"), ("onboardingNoDeps: 1", "onboardingNoDeps"),
    ])
    func `mistakes are named with their line`(text: String, option: String) {
        let reading = read(text)
        #expect(reading.settings == nil)
        #expect(reading.diagnostics.contains { $0.line == 2 && $0.message.hasPrefix(option) }, "\(reading.diagnostics)")
    }

    private var defaults: RepositoryOptions {
        var defaults = RepositoryOptions()
        defaults.assignees = ["alice"]
        defaults.labels = ["deps", "# odd: label"]
        defaults.prConcurrentLimit = 3
        defaults.ignorePaths = ["vendor/**"]
        var rule = PackageRule()
        rule.matchUpdateTypes = [.major]
        rule.updates.lifeCycle.dependencyDashboardApproval = true
        defaults.packageRules = [rule]
        return defaults
    }

    private func settings(_ text: String) -> RepositorySettings {
        RepositorySettings.read(
            [RepositorySettingsFile(path: RepositorySettings.starterPath, bytes: Array(text.utf8))], over: defaults)
    }

    @Test func `the file that is added changes nothing`() {
        let text = RepositorySettings.starter(over: defaults)
        let read = settings(text)
        #expect(read.file == ".windlass.yaml" && read.options == defaults)
        #expect(read.diagnostics.isEmpty && read.unsupported.isEmpty)
        #expect(text.contains("\n# assignees: [alice]\n") && text.contains("\n# prConcurrentLimit: 3\n"))
        #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("#") && $0.count <= 125 })
    }

    @Test func `what stands in it behind a comment sign can be used as it is`() {
        let text = RepositorySettings.starter(over: defaults)
        // An example begins with the name of an option; explanations are sentences.
        let lines = text.split(separator: "\n").map { $0.dropFirst(2) }.filter { line in
            let name = line.prefix { $0.isLetter }
            return line.hasPrefix("  ") || name.first?.isLowercase == true && line.dropFirst(name.count).hasPrefix(":")
        }
        let read = settings(lines.joined(separator: "\n"))
        #expect(lines.count > 10)
        #expect(read.diagnostics.isEmpty && read.unsupported.isEmpty, "\(read.diagnostics) \(read.unsupported)")
        #expect(read.options?.updates.timezone == "Europe/Berlin")
        #expect(read.options?.labels == defaults.labels)
    }

    @Test func `the admin's options stand in it and hold`() throws {
        let reading = read("onboardingConfig: {extends: [':labels(x)'], prConcurrentLimit: 2, assignees: ['@bob']}")
        let config = try #require(reading.settings?.onboarding.config)
        let text = RepositorySettings.starter(over: defaults, config: config)
        let options = settings(text).options
        #expect(options?.labels == ["x"] && options?.prConcurrentLimit == 2 && options?.assignees == ["bob"])
        #expect(!text.contains("# assignees:"))
    }
}

/// The options of people and milestones, in settings and in package rules.
@Suite struct PeopleOptionsTests {
    @Test func `are read in a repository and in its rules, and shown`() throws {
        let text = """
            reviewersFromCodeOwners: true
            assigneesFromCodeOwners: false
            expandCodeOwnersGroups: true
            additionalReviewers: ['@eve']
            reviewersSampleSize: 2
            assigneesSampleSize: 1
            assignAutomerge: false
            milestone: 7
            packageRules:
              - matchUpdateTypes: [major]
                additionalReviewers: [mallory, eve]
                milestone: 9
            """
        let read = RepositorySettings.read(
            [RepositorySettingsFile(path: ".windlass.yaml", bytes: Array(text.utf8))], over: RepositoryOptions())
        #expect(read.unsupported.isEmpty)
        let options = try #require(read.options)
        let people = options.updates.lifeCycle.people
        #expect(people.reviewersFromCodeOwners == true && people.assigneesFromCodeOwners == false)
        #expect(people.additionalReviewers == ["eve"] && people.milestone == 7 && people.assignAutomerge == false)
        #expect(people.reviewersSampleSize == 2 && people.assigneesSampleSize == 1)
        var all = options.updates
        all.apply(try #require(options.packageRules.first).updates)
        #expect(all.lifeCycle.people.additionalReviewers == ["eve", "mallory"])
        #expect(all.lifeCycle.people.milestone == 9 && all.lifeCycle.people.expandCodeOwnersGroups == true)
        let shown = SettingsListing.text(of: options, defaults: RepositoryOptions())
        #expect(shown.contains("milestone: 7\n") && shown.contains("reviewersFromCodeOwners: true\n"))
    }

    @Test(arguments: ["milestone: Spring", "milestone: 0", "reviewersSampleSize: 0", "assignAutomerge: x"])
    func `mistakes are named`(text: String) {
        let read = RepositorySettings.read(
            [RepositorySettingsFile(path: ".windlass.yaml", bytes: Array(text.utf8))], over: RepositoryOptions())
        #expect(read.options == nil && read.diagnostics.first?.line == 1)
    }
}
