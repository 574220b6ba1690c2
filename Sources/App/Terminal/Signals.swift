import Dispatch
import Glibc

/// The signals that ask a process to end, as a stream.
enum Signals {
    /// Yields once for each SIGINT or SIGTERM; from the first call on, they no longer end the process by themselves.
    static func ending() -> AsyncStream<Int32> { stream(of: [SIGINT, SIGTERM]) }

    /// Yields once for each SIGHUP, which asks to read the settings again.
    static func reloading() -> AsyncStream<Int32> { stream(of: [SIGHUP]) }

    private static func stream(of signals: [Int32]) -> AsyncStream<Int32> {
        AsyncStream { continuation in
            let sources = signals.map { number in
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
                source.setEventHandler { continuation.yield(number) }
                source.resume()
                return SignalSource(source)
            }
            continuation.onTermination = { _ in for source in sources { source.cancel() } }
        }
    }
}

// Sendable: a dispatch source may be cancelled from any thread, and nothing else is done with it here.
private struct SignalSource: @unchecked Sendable {
    private let source: any DispatchSourceSignal

    init(_ source: any DispatchSourceSignal) { self.source = source }

    func cancel() { source.cancel() }
}
