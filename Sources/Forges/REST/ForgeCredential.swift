import Domain

/// A credential that changes while we work, such as the token of an app's installation.
protocol ForgeCredential: Sendable {
    /// The value of the `Authorization` header for a request that is sent now.
    func authorization() async throws -> Secret

    /// Forgets `refused`, which a server answered with 401. True when another try may help.
    func renew(after refused: Secret?) async -> Bool
}
