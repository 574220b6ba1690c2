import ArgumentParser

extension ExitCode {
    /// Something failed; the report says what.
    static let failed = ExitCode(1)
    /// Wrong usage or settings.
    static let usage = ExitCode(2)
    /// `check --exit-code`: updates are available.
    static let updatesAvailable = ExitCode(3)
}
