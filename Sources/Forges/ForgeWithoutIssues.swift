public import Domain

/// A forge that keeps no issues beside its merge requests: its ``ForgeCapabilities/keepsIssues`` and
/// ``ForgeCapabilities/keepsDashboard`` are false.
public protocol ForgeWithoutIssues: ForgeTellingInNotes {}

extension ForgeWithoutIssues {
    public func findIssue(titled title: String, in repository: ForgeRepository) async throws -> ForgeIssue? { nil }

    public func createIssue(_ title: String, text: String, in repository: ForgeRepository) async throws {
        throw ForgeError(.invalid, "\(repository.path) has no issues: switch off dependencyDashboard there.")
    }

    public func updateIssue(_ number: Int, text: String, in repository: ForgeRepository) async throws {
        throw ForgeError(.invalid, "\(repository.path) has no issues: switch off dependencyDashboard there.")
    }
}

/// A forge where what concerns a repository as a whole is told in notes: its ``ForgeCapabilities/keepsIssues`` is false.
public protocol ForgeTellingInNotes: Forge {}

extension ForgeTellingInNotes {
    public func findClosedIssue(titled title: String, in repository: ForgeRepository) async throws -> ForgeIssue? {
        nil
    }

    public func setIssue(_ number: Int, isOpen: Bool, text: String, in repository: ForgeRepository) async throws {
        throw ForgeError(.invalid, "\(repository.path) has no issues.")
    }

    public func addIssueNote(_ text: String, to number: Int, in repository: ForgeRepository) async throws {
        throw ForgeError(.invalid, "\(repository.path) has no issues.")
    }
}
