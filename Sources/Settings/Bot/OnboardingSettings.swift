public import Domain

/// Whether and how repositories that have no settings are asked to have some.
public struct OnboardingSettings: Hashable, Sendable {
    /// What is asked of a repository without settings.
    public enum Requirement: String, Hashable, Sendable, CaseIterable {
        /// It is worked on by the admin's defaults, also after its onboarding was refused.
        case optional
        /// It is left alone.
        case required
        /// Settings of repositories are not even read.
        case ignored
    }

    /// What becomes of repositories in which no pinned version is found.
    public enum WithoutPins: String, Hashable, Sendable, CaseIterable {
        /// They are not asked.
        case auto, disabled
        case enabled
    }

    /// Whether a repository without settings gets a first merge request that adds some.
    public var isOn = false
    /// Where that merge request comes from.
    public var branch = BranchName("windlass/configure")
    /// The message of its commit; nil means its title.
    public var commitMessage: String?
    public var title = "Configure Windlass"
    /// What the new file says beside comments.
    public var config: OnboardingConfig?
    public var withoutPins = WithoutPins.auto
    /// Nil: a file is not needed, but who refuses the onboarding is left alone.
    public var requirement: Requirement?

    public init() {}
}

/// Options that new settings files of repositories hold.
public struct OnboardingConfig: Hashable, Sendable {
    /// What they come to over nothing.
    var options: RepositoryOptions
    /// As they are written, one option of the top level an item.
    var lines: [String]
}

extension OptionCodec where Value == OnboardingConfig {
    /// The options of a repository, and no others; they are kept as the admin wrote them.
    static let onboardingConfig: OptionCodec = {
        let defaults = OptionCodec<RepositoryOptions>.defaults
        return OptionCodec(defaults.shape) { node, reader in
            guard let options = defaults.read(node, &reader), case .map(let members) = node.content else { return nil }
            let lines = members.map { SettingsListing.line($0.name, SettingsValue($0.value)) }
            return OnboardingConfig(options: options, lines: lines)
        } write: {
            defaults.write($0.options)
        }
    }()
}

extension SettingsValue {
    /// A value as it stands in a file.
    fileprivate init(_ node: SettingsNode) {
        switch node.content {
        case .null: self = .null
        case .flag(let value): self = .flag(value)
        case .integer(let value): self = .integer(value)
        case .number(let text), .text(let text): self = .text(text)
        case .list(let items): self = .list(items.map { SettingsValue($0) })
        case .map(let members): self = .map(members.map { .init($0.name, SettingsValue($0.value)) })
        }
    }
}

extension OnboardingSettings {
    /// The options, as parts of the bot settings.
    static var options: [SettingsOption<BotSettings>] {
        [
            SettingsOption(
                "onboarding", \.onboarding.isOn, .flag,
                "Whether a repository without settings gets a first merge request that adds some; until it is merged, nothing else is opened there."
            ),
            SettingsOption(
                "onboardingBranch", \.onboarding.branch, .baseBranch, "The branch that this merge request comes from."),
            SettingsOption(
                "onboardingPrTitle", \.onboarding.title, .line, "The title of this merge request."),
            SettingsOption(
                "onboardingCommitMessage", optional: \.onboarding.commitMessage, .line,
                "The subject of its commit; unset means its title."),
            SettingsOption(
                "onboardingConfig", optional: \.onboarding.config, .onboardingConfig,
                "Options that the new file holds; unset means none but comments."),
            SettingsOption(
                "onboardingNoDeps", \.onboarding.withoutPins, .choice(WithoutPins.allCases),
                "Whether repositories in which no pinned version is found are asked too; `auto` means that they are not."
            ),
            SettingsOption(
                "requireConfig", optional: \.onboarding.requirement, .choice(Requirement.allCases),
                "`required` leaves repositories without settings alone, `optional` uses `defaults` there even after an onboarding was refused, `ignored` reads no settings of repositories. Unset: `defaults`, unless onboarding was refused."
            ),
        ]
    }
}
