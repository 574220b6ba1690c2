public import Domain

/// One installation of a component: where it can be asked what runs, and how it is to be upgraded.
public struct InstallationSettings: Hashable, Sendable {
    public var component: ComponentID
    /// The owner's name for it. Entries of one component with one name are one installation, pinned in several repositories.
    public var name: String?
    /// The name of the forge that pins it; nil means any.
    public var forge: String?
    /// Whether this pin only says what new clusters begin with.
    public var bootstrap: Bool
    /// A glob over full paths of repositories; nil means every one.
    public var repository: String?
    /// Globs over the files that pin it; empty means every one.
    public var files: [String]
    /// The address of the installation; nil when it cannot be asked.
    public var url: String?
    public var token: SecretReference?
    /// The path that answers with JSON; nil means that of the component.
    public var versionPath: String?
    /// The JSONPath of the version in that answer; nil means that of the component.
    public var versionField: String?
    public var mode: UpgradeMode?
    /// Answers to the conditions of stops: `yes` or `no`.
    public var conditions: [String: String]
    /// How long a step must have been running before the next one; nil means that it need not.
    public var soak: ReleaseAge?

    public init(
        component: ComponentID, name: String? = nil, forge: String? = nil, bootstrap: Bool = false,
        repository: String? = nil, files: [String] = [], url: String? = nil,
        token: SecretReference? = nil, versionPath: String? = nil, versionField: String? = nil,
        mode: UpgradeMode? = nil, conditions: [String: String] = [:], soak: ReleaseAge? = nil
    ) {
        self.component = component
        self.name = name
        self.forge = forge
        self.bootstrap = bootstrap
        self.repository = repository
        self.files = files
        self.url = url
        self.token = token
        self.versionPath = versionPath
        self.versionField = versionField
        self.mode = mode
        self.conditions = conditions
        self.soak = soak
    }

    /// Whether this speaks of what `file` of `repository` at a forge pins.
    public func covers(_ component: ComponentID, file: String, in repository: String, at forge: String) -> Bool {
        self.component == component && (self.forge.map { $0 == forge } ?? true)
            && (self.repository.map { Glob($0).matches(repository) } ?? true)
            && (files.isEmpty || files.contains { Glob($0).matches(file) })
    }
}

/// How an installation is upgraded.
public enum UpgradeMode: String, Hashable, Sendable, CaseIterable {
    case downtime
    case zeroDowntime = "zero-downtime"
    case `operator`
}
