import CCurl

/// What the thread is told.
enum CurlCommand: Sendable {
    case add(Transfer)
    case cancel(Ticket)
    case stop
}

/// Commands on their way to the thread that owns the multi handle.
// Sendable: the pointer is only used for `curl_multi_wakeup`, which any thread may call, and under the lock that `close` takes first.
final class CommandQueue: @unchecked Sendable {
    private struct State {
        var commands: [CurlCommand] = []
        var isClosed = false
    }

    private let state = PthreadLock(State())
    private let multi: UnsafeMutableRawPointer?

    /// - Parameter multi: not owned; ``close()`` comes before it is freed.
    init(wakingUp multi: UnsafeMutableRawPointer?) { self.multi = multi }

    /// Appends a command and wakes the thread; false when it does not listen any more.
    @discardableResult
    func post(_ command: CurlCommand) -> Bool {
        state.withLock { state in
            guard !state.isClosed else { return false }
            state.commands.append(command)
            // Only the first one has to wake it: the thread takes all that there is.
            if state.commands.count == 1 { curl_multi_wakeup(multi) }
            return true
        }
    }

    /// Takes all commands, in order.
    func take() -> [CurlCommand] {
        state.withLock { state in
            guard !state.commands.isEmpty else { return [] }
            defer { state.commands = [] }
            return state.commands
        }
    }

    /// Takes the rest; nothing is accepted and nobody is woken up after it.
    func close() -> [CurlCommand] {
        state.withLock { state in
            state.isClosed = true
            defer { state.commands = [] }
            return state.commands
        }
    }
}
