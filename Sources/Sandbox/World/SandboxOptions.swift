public import Foundation
public import Logging

/// How a world is set up.
public struct SandboxOptions: Sendable {
    /// What is in it.
    public var seed: SandboxSeed
    /// Where the bare repositories lie; nil takes a temporary folder that goes with the world. A folder that is named
    /// stays, must be empty or missing, and is made.
    public var folder: String?
    /// The port of the forge; 0 takes a free one.
    public var forgePort: Int
    /// The port of the container registry; 0 takes a free one.
    public var registryPort: Int
    /// The port of the chart repositories; 0 takes a free one.
    public var chartPort: Int
    /// The bot's token; nil makes one up.
    public var token: String?
    /// Which service the forge is like.
    public var forge: ForgeStyle
    /// Which GitLab the forge is like, where it is like one.
    public var edition: Edition
    /// What the Git server offers at the start; ``SandboxWorld/setGitBehaviour(_:)`` changes it later.
    public var git: GitBehaviour
    /// What the registry asks for at the start; ``SandboxRegistry/authentication`` changes it later.
    public var registryAuthentication: RegistryAuthentication
    /// The most tags that one page of the registry has.
    public var registryPageLimit: Int
    /// The time of everything that happens in the world; seeds carry their own.
    public var now: @Sendable () -> Date
    /// Where the HTTP servers log; nil for nowhere.
    public var logger: Logger?

    /// The services whose API the forge can have.
    public enum ForgeStyle: String, Hashable, Sendable, CaseIterable {
        /// GitLab's API v4, below `/api/v4`.
        case gitlab
        /// GitHub's REST API v3 as an Enterprise Server has it, below `/api/v3`.
        case github
        /// Azure DevOps' REST API 7.1, below `/sandbox`, which is the organisation.
        case azure
    }

    /// What GitLab's editions do differently here.
    public enum Edition: String, Hashable, Sendable, CaseIterable {
        /// Keeps one assignee and one reviewer, and drops the others without an error.
        case free
        /// Keeps all.
        case premium
    }

    /// Describes a world; the defaults make an empty one on free ports.
    public init(
        seed: SandboxSeed = .empty, folder: String? = nil, forgePort: Int = 0, registryPort: Int = 0,
        chartPort: Int = 0, token: String? = nil, forge: ForgeStyle = .gitlab, edition: Edition = .premium,
        git: GitBehaviour = GitBehaviour(),
        registryAuthentication: RegistryAuthentication = .anonymous, registryPageLimit: Int = 1000,
        now: @escaping @Sendable () -> Date = { Date() }, logger: Logger? = nil
    ) {
        self.seed = seed
        self.folder = folder
        self.forgePort = forgePort
        self.registryPort = registryPort
        self.chartPort = chartPort
        self.token = token
        self.forge = forge
        self.edition = edition
        self.git = git
        self.registryAuthentication = registryAuthentication
        self.registryPageLimit = registryPageLimit
        self.now = now
        self.logger = logger
    }
}
