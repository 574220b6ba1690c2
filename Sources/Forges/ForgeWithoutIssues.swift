public import Domain

/// A forge that keeps no issues beside its merge requests: its ``ForgeCapabilities/keepsIssues`` and
/// ``ForgeCapabilities/keepsDashboard`` are false.
public protocol ForgeWithoutIssues: Forge {}

extension ForgeWithoutIssues {
    public func findIssue(titled title: String, in repository: ForgeRepository) async throws -> ForgeIssue? { nil }

    public func createIssue(_ title: String, text: String, in repository: ForgeRepository) async throws {
        throw ForgeError(.invalid, "\(repository.path) has no issues: switch off dependencyDashboard there.")
    }

    public func updateIssue(_ number: Int, text: String, in repository: ForgeRepository) async throws {
        throw ForgeError(.invalid, "\(repository.path) has no issues: switch off dependencyDashboard there.")
    }
}
