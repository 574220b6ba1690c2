import Domain
import Foundation

/// That nobody answered, kept for a while so that not everyone waits for the same silence.
struct RecentFailure: Sendable {
    let error: LookupError
    private let end: Date

    init(_ error: LookupError, _ context: DatasourceContext) {
        self.error = error
        end = context.now() + TimeInterval(context.failureLifetime.components.seconds)
    }

    func isRecent(_ context: DatasourceContext) -> Bool { context.now() < end }
}
