import Foundation
import Glibc

/// Waits for pipes, all of them on one thread of its own.
///
/// Not dispatch sources: on Linux libdispatch reads memory it has given back when the other end of a pipe is closed while
/// a source is being cancelled (`_dispatch_event_loop_drain` goes on to the writers of a descriptor that is gone).
/// Source: `poll(2)`.
final class Readiness: Sendable {
    static let shared = Readiness()

    enum Wish {
        case read, write

        fileprivate var events: Int16 { Int16(self == .read ? POLLIN : POLLOUT) }
    }

    private struct Waiter: Sendable {
        var descriptor: Int32
        var events: Int16
        var continuation: CheckedContinuation<Void, Never>
    }

    /// Who came since the thread looked last.
    private let newcomers = Locked<[Waiter]>([])
    /// A pipe that the thread polls too, and that a newcomer writes to.
    private let bell: (read: Int32, write: Int32)

    private init() {
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "There is no descriptor left to wait with.")
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        bell = (ends[0], ends[1])
        let thread = Thread { [self] in run() }
        thread.name = "pipes"
        thread.start()
    }

    /// Waits until `descriptor` can be read or written without blocking, or its other end is gone.
    ///
    /// The descriptor has to stay open until then.
    func wait(for descriptor: Int32, to wish: Wish) async {
        await withCheckedContinuation { continuation in
            newcomers.withLock {
                $0.append(Waiter(descriptor: descriptor, events: wish.events, continuation: continuation))
            }
            // A full pipe rings as well.
            _ = write(bell.write, "!", 1)
        }
    }

    private func run() -> Never {
        var waiters: [Waiter] = []
        while true {
            var polled = [pollfd(fd: bell.read, events: Int16(POLLIN), revents: 0)]
            polled += waiters.map { pollfd(fd: $0.descriptor, events: $0.events, revents: 0) }
            guard poll(&polled, nfds_t(polled.count), -1) > 0 else { continue }
            var left: [Waiter] = []
            for (waiter, state) in zip(waiters, polled.dropFirst()) {
                if state.revents == 0 { left.append(waiter) } else { waiter.continuation.resume() }
            }
            if polled[0].revents != 0 {
                var rung = [UInt8](repeating: 0, count: 4096)
                while read(bell.read, &rung, rung.count) == rung.count {}
                left += newcomers.withLock { newcomers in
                    defer { newcomers = [] }
                    return newcomers
                }
            }
            waiters = left
        }
    }
}
