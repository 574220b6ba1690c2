/// One request that was answered.
public struct LoggedRequest: Hashable, Sendable, CustomStringConvertible {
    /// Which server answered.
    public var service: SandboxService
    /// What it was about.
    public var kind: RequestKind
    /// In capitals.
    public var method: String
    /// Path and query as they were sent.
    public var target: String
    /// 0 when the connection was cut instead of answering.
    public var status: Int
    /// The sandbox refused it because no correct client sends it: unknown fields, wrong types, pages over 100.
    public var isViolation: Bool

    /// Method, target and status in one line.
    public var description: String { "\(method) \(target) -> \(status)" }
}

/// The servers of the world, each on a port of its own.
public enum SandboxService: String, Hashable, Sendable, Codable, CaseIterable {
    /// API, Git over HTTP, and pages.
    case forge
    /// The container registry.
    case registry
    /// The chart repositories.
    case charts
}
