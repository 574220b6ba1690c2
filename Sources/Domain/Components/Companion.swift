/// What several repositories pin together: one installation, by the name that its owner gave it.
public struct SharedInstallation: Hashable, Sendable, Codable {
    public var name: String
    /// Whether this pin only says what new clusters begin with: nothing that runs follows it.
    public var isBootstrap: Bool

    public init(name: String, isBootstrap: Bool = false) {
        self.name = name
        self.isBootstrap = isBootstrap
    }
}

/// Another pin of the same installation: in another repository, maybe on another forge.
public struct Companion: Hashable, Sendable {
    /// The newest merge request of ours that moves it.
    public struct Request: Hashable, Sendable {
        public var number: Int
        public var webURL: String
        public var state: MergeRequestState
        /// The version of the application that it moves to.
        public var to: String

        public init(number: Int, webURL: String, state: MergeRequestState, to: String) {
            self.number = number
            self.webURL = webURL
            self.state = state
            self.to = to
        }
    }

    /// The forge's name in settings.
    public var forge: String
    /// The full path.
    public var repository: String
    public var isBootstrap: Bool
    /// Nil when there is none.
    public var request: Request?

    public init(forge: String, repository: String, isBootstrap: Bool, request: Request? = nil) {
        self.forge = forge
        self.repository = repository
        self.isBootstrap = isBootstrap
        self.request = request
    }
}
