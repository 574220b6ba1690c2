public import Domain
public import Foundation
public import Logging
public import Planning
public import Settings

/// What a run works with; App makes the effects and hands them in.
public struct RunTools: Sendable {
    public var forge: any Forge
    /// The forge's name in settings, for reports.
    public var forgeName: String
    /// Opens the object store and the wire of a repository.
    public var openRepository: @Sendable (ForgeRepository) async throws -> any GitRepository
    public var releases: any ReleaseSource
    /// The datasources that `releases` knows.
    public var datasources: Set<DatasourceID>
    /// Author and committer of our commits; also how we know them again.
    public var author: (name: String, email: String)
    /// Makes the address of a line for people.
    public var link: @Sendable (ForgeRepository, _ file: String, _ line: Int, CommitSHA) -> String?
    /// The rules of components for a repository; nil plans every dependency the usual way.
    public var components: (@Sendable (ForgeRepository) -> ComponentContext)?
    /// Asks an installation what runs, where settings say where.
    ///
    /// It does not throw for an installation that is away: that is an answer.
    public var probe: @Sendable (ComponentPlan, ForgeRepository) async throws -> RunningState = { _, _ in .notAsked }
    /// Finds the other pins of a shared installation and our newest merge requests of them, under a branch prefix.
    public var companions: @Sendable (ComponentPlan, ForgeRepository, String) async throws -> [Companion] = { _, _, _ in
        []
    }
    /// Whether the run before told people that the settings of a repository cannot be used; nil when that is not known.
    public var hasToldOfSettings: @Sendable (ForgeRepository) async -> Bool? = { _ in nil }
    /// SHA-256 in lower-case hexadecimal digits, for lock files.
    public var sha256: @Sendable ([UInt8]) -> String
    /// How many lookups are in flight at once.
    public var lookupWidth: Int
    /// How many files are scanned at once.
    public var scanWidth: Int
    /// The largest file that is read, in bytes.
    public var fileSizeLimit: Int
    /// Decide and report, but write nothing.
    public var isDryRun: Bool
    public var logger: Logger
    /// What is done about repositories without settings.
    public var onboarding = OnboardingSettings()
    /// Presets of other repositories, read once for all of them.
    public var presets = PresetRepositories()

    public init(
        forge: any Forge, forgeName: String,
        openRepository: @escaping @Sendable (ForgeRepository) async throws -> any GitRepository,
        releases: any ReleaseSource, datasources: Set<DatasourceID>, author: (name: String, email: String),
        link: @escaping @Sendable (ForgeRepository, String, Int, CommitSHA) -> String? = { _, _, _, _ in nil },
        sha256: @escaping @Sendable ([UInt8]) -> String, lookupWidth: Int = 32,
        scanWidth: Int = ProcessInfo.processInfo.activeProcessorCount,
        fileSizeLimit: Int = 10 << 20, isDryRun: Bool = false, logger: Logger
    ) {
        self.forge = forge
        self.forgeName = forgeName
        self.openRepository = openRepository
        self.releases = releases
        self.datasources = datasources
        self.author = author
        self.link = link
        self.sha256 = sha256
        self.lookupWidth = lookupWidth
        self.scanWidth = scanWidth
        self.fileSizeLimit = fileSizeLimit
        self.isDryRun = isDryRun
        self.logger = logger
    }
}
