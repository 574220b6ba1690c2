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
    /// Which GitLab the forge is like.
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
        chartPort: Int = 0, token: String? = nil, edition: Edition = .premium, git: GitBehaviour = GitBehaviour(),
        registryAuthentication: RegistryAuthentication = .anonymous, registryPageLimit: Int = 1000,
        now: @escaping @Sendable () -> Date = { Date() }, logger: Logger? = nil
    ) {
        self.seed = seed
        self.folder = folder
        self.forgePort = forgePort
        self.registryPort = registryPort
        self.chartPort = chartPort
        self.token = token
        self.edition = edition
        self.git = git
        self.registryAuthentication = registryAuthentication
        self.registryPageLimit = registryPageLimit
        self.now = now
        self.logger = logger
    }
}
