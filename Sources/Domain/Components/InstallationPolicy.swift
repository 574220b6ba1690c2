/// How one installation is upgraded, as its owner says.
public struct InstallationPolicy: Hashable, Sendable {
    /// How the upgrade is done, such as `downtime` or `zero-downtime`; nil means the component's usual way.
    public var mode: String?
    /// Answers to the conditions of stops.
    public var conditions: [String: Bool]
    /// How long a hop must have been running before the next one is proposed, in seconds.
    public var soakSeconds: Int
    /// Where it is reached, for commands of runbooks.
    public var address: String?
    /// Set when other repositories pin it too.
    public var shared: SharedInstallation?

    public init(
        mode: String? = nil, conditions: [String: Bool] = [:], soakSeconds: Int = 0, address: String? = nil,
        shared: SharedInstallation? = nil
    ) {
        self.mode = mode
        self.conditions = conditions
        self.soakSeconds = soakSeconds
        self.address = address
        self.shared = shared
    }
}

/// How a dependency is a part of a component.
public struct ComponentMembership: Hashable, Sendable {
    public enum Role: String, Hashable, Sendable, Codable {
        /// A chart: its version says nothing of the application's.
        case chart
        /// The application itself: an image, an operator, manifests at a Git reference.
        case application
        /// The whole application with its database in one image or package: a node of its own, beside a chart or without one.
        case node
    }

    public var component: ComponentID
    public var role: Role

    public init(component: ComponentID, role: Role) {
        self.component = component
        self.role = role
    }
}
