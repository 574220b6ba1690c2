/// Counts and logs every request, and makes those fail that are asked to.
final class Traffic: Sendable {
    private struct State: Sendable {
        var counters = RequestCounters()
        var log: [LoggedRequest] = []
        var faults: [Fault] = []
        var interludes: [Interlude] = []
    }

    private let state = Locked(State())

    var counters: RequestCounters { state.withLock { $0.counters } }
    var log: [LoggedRequest] { state.withLock { $0.log } }
    var faults: [Fault] { state.withLock { $0.faults } }

    func reset() {
        state.withLock {
            $0.counters = RequestCounters()
            $0.log = []
        }
    }

    func inject(_ fault: Fault) {
        state.withLock { $0.faults.append(fault) }
    }

    func add(_ interlude: Interlude) {
        state.withLock { $0.interludes.append(interlude) }
    }

    func clearFaults() {
        state.withLock { $0.faults = [] }
    }

    /// Answers `request` by `work`, or by a fault, and takes note.
    func handle(
        _ request: ServedRequest, of service: SandboxService, kind: (ServedRequest) -> RequestKind,
        work: @Sendable (ServedRequest) async -> Reply
    ) async -> Reply {
        await takeInterlude(for: request)?.action()
        let fault = takeFault(for: request, of: service)
        let reply = if let fault { await fault.reply(to: request, work: work) } else { await work(request) }
        var status = reply.status
        if case .cut = reply.body { status = 0 }
        let entry = LoggedRequest(
            service: service, kind: reply.kind ?? kind(request), method: request.method, target: request.target,
            status: status, isViolation: reply.isViolation)
        state.withLock {
            $0.counters[entry.kind] += 1
            $0.log.append(entry)
        }
        return reply
    }

    private func takeInterlude(for request: ServedRequest) -> Interlude? {
        state.withLock { state in
            guard let index = state.interludes.firstIndex(where: { $0.matches(request) }) else { return nil }
            guard state.interludes[index].skipped == 0 else {
                state.interludes[index].skipped -= 1
                return nil
            }
            return state.interludes.remove(at: index)
        }
    }

    private func takeFault(for request: ServedRequest, of service: SandboxService) -> Fault? {
        state.withLock { state in
            guard let index = state.faults.firstIndex(where: { $0.matches(service, request) }) else { return nil }
            let fault = state.faults[index]
            if fault.times <= 1 {
                state.faults.remove(at: index)
            } else {
                state.faults[index].times -= 1
            }
            return fault
        }
    }
}
