/// The state of a status, job or check of a commit.
public enum SandboxCheckState: String, Hashable, Sendable {
    case pending, success, failure
}

extension SandboxWorld {
    /// Sets a status of a commit, as a pipeline does; what was told to merge itself is merged when all are green.
    public func setCheck(
        _ state: SandboxCheckState, named name: String = "build", of commit: String, in project: String
    ) async throws {
        try await forge.setCheck(name, state, of: commit, in: project)
    }

    /// Changes what people change in the browser; nil leaves a part as it is.
    ///
    /// - Parameters:
    ///   - labels: all of them.
    ///   - assignees: all of them, by user name.
    ///   - isMergingItself: false cancels what somebody switched on.
    public func change(
        _ iid: Int, in project: String, labels: [String]? = nil, assignees: [String]? = nil, target: String? = nil,
        isMergingItself: Bool? = nil
    ) async throws {
        try await forge.change(
            iid, in: project, labels: labels, assignees: assignees, target: target, isMergingItself: isMergingItself)
    }
}
