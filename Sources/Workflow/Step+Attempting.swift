import Domain

extension Step {
    /// This step after `body`; a dry run only says what it would do. An error becomes part of the step.
    ///
    /// - Parameter throwing: whether every error is thrown; else only a refused credential, cancellation, and a lock file that
    ///   cannot follow are: that is no failed step, but one that was not begun.
    func attempting(
        unless isDryRun: Bool, throwing: Bool = false, _ body: (inout Step) async throws -> Void
    ) async throws -> Step {
        guard !isDryRun else { return self }
        var step = self
        do {
            try await body(&step)
        } catch let error as CancellationError {
            throw error
        } catch let error as ForgeError where error.code == .unauthorized {
            throw error
        } catch let error as LockNotFollowed {
            throw error
        } catch {
            if throwing { throw error }
            step.error = "\(error)"
        }
        return step
    }
}
