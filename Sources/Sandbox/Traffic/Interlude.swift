/// What someone else does right before a request is answered.
struct Interlude: Sendable {
    /// In capitals.
    var method: String
    /// What path and query, as they are sent, have in them.
    var target: String
    /// How many requests that match pass before.
    var skipped: Int
    var action: @Sendable () async -> Void

    func matches(_ request: ServedRequest) -> Bool { request.method == method && request.target.contains(target) }
}

extension SandboxWorld {
    /// Does something once, right before a request is answered: what a person does while a client is in the middle.
    ///
    /// - Parameters:
    ///   - method: the method of the request, in capitals.
    ///   - target: what its path and query have in them, as they are sent.
    ///   - skipping: how many such requests pass before.
    public func before(
        _ method: String, _ target: String, skipping: Int = 0,
        _ action: @escaping @Sendable (SandboxWorld) async -> Void
    ) {
        traffic.add(
            Interlude(method: method, target: target, skipped: skipping) { [weak self] in
                if let self { await action(self) }
            })
    }
}
