/// An issue as it is on the forge, for tests.
public struct SandboxIssue: Hashable, Sendable {
    public var number: Int
    public var title: String
    public var text: String
    public var isOpen: Bool
    /// The texts of its notes, oldest first.
    public var notes: [String]
}

extension SandboxWorld {
    /// All issues of a project, oldest first.
    public func issues(in project: String) async throws -> [SandboxIssue] { try await forge.issues(of: project) }

    /// Changes the text of an issue, closes it or opens it again, as someone does in the browser.
    public func editIssue(
        _ number: Int, in project: String, text: String? = nil, isOpen: Bool? = nil
    ) async throws {
        try await forge.editIssue(number, in: project, text: text, isOpen: isOpen)
    }
}
