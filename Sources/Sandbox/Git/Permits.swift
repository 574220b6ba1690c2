/// Lets a bounded number of things happen at once; the others wait in their order.
final class Permits: Sendable {
    private struct State: Sendable {
        var free: Int
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Locked<State>

    init(_ count: Int) { state = Locked(State(free: count)) }

    /// One permit; it is given back when the object goes, if not before.
    final class Permit: Sendable {
        private let owner: Locked<Permits?>

        fileprivate init(_ owner: Permits) { self.owner = Locked(owner) }

        deinit { giveBack() }

        func giveBack() {
            let permits = owner.withLock { owner in
                defer { owner = nil }
                return owner
            }
            permits?.giveBack()
        }
    }

    func take() async -> Permit {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.waiting.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
        return Permit(self)
    }

    private func giveBack() {
        let next: CheckedContinuation<Void, Never>? = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst()
        }
        next?.resume()
    }
}
