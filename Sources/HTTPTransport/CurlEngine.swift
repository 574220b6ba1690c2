import Foundation

/// The way to the thread that drives `curl_multi`; see ``CurlLoop``. The thread ends when this object does.
final class CurlEngine: Sendable {
    private let commands: CommandQueue

    init(_ settings: CurlSettings) {
        let loop = CurlLoop(settings)
        commands = loop.commands
        Thread.detachNewThread {
            Thread.current.name = "windlass-http"
            loop.run()
        }
    }

    deinit { commands.post(.stop) }

    /// Carries out one transfer. A cancelled task gets `.stopped(CancellationError())`, at once.
    func perform(_ plan: TransferPlan) async -> TransferOutcome {
        // A task can be cancelled before its transfer is added: the ticket remembers it.
        let ticket = Ticket()
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let transfer = Transfer(plan, ticket, continuation)
                if !commands.post(.add(transfer)) {
                    transfer.resume(with: transfer.failure(.other, "the client was closed"))
                }
            }
        } onCancel: {
            ticket.cancel()
            commands.post(.cancel(ticket))
        }
        // Keeps the thread while it works for us.
        return withExtendedLifetime(self) { outcome }
    }
}

/// Stands for one transfer, from before it exists until after it has ended.
final class Ticket: Sendable {
    private let cancelled = PthreadLock(false)

    var isCancelled: Bool { cancelled.withLock { $0 } }

    func cancel() { cancelled.withLock { $0 = true } }
}
