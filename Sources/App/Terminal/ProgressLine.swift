import Foundation
import Synchronization

/// One line on standard error that says how far long work has come, written over as it goes on; nothing in pipes.
///
/// Whoever writes to the terminal while it is shown calls ``clear()`` first; the next step shows it again.
final class ProgressLine: Sendable {
    private struct State {
        var done = 0
        var isShown = false
        var lastShown: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    private let isOn: Bool
    private let write: @Sendable (String) -> Void
    private let noun: String

    /// - Parameters:
    ///   - noun: what is counted, in the plural.
    ///   - isOn: false shows nothing.
    init(
        _ noun: String, isOn: Bool,
        write: @escaping @Sendable (String) -> Void = { FileHandle.standardError.write(Data($0.utf8)) }
    ) {
        self.noun = noun
        self.isOn = isOn
        self.write = write
    }

    /// One more is done; `total` where it is known, `detail` names the one.
    func step(of total: Int? = nil, _ detail: String = "") {
        guard isOn else { return }
        state.withLock { state in
            state.done += 1
            let now = ContinuousClock.now
            // A terminal takes time too: ten times a second is as often as anybody reads it.
            if let last = state.lastShown, state.done != total, last.duration(to: now) < .milliseconds(100) { return }
            state.lastShown = now
            state.isShown = true
            let count = total.map { "\(state.done) of \($0)" } ?? "\(state.done)"
            write("\r\u{1B}[K\(noun): \(count)\(detail.isEmpty ? "" : ", \(detail)")")
        }
    }

    /// Removes the line.
    func clear() {
        guard isOn else { return }
        state.withLock { state in
            guard state.isShown else { return }
            state.isShown = false
            write("\r\u{1B}[K")
        }
    }
}
