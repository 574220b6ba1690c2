import Domain
public import Foundation

/// The HTTP client: libcurl behind one thread, with redirects, retries and limits decided in Swift.
///
/// - Only `http` and `https`; HTTP/2 where the server offers it over TLS; gzip; connections are kept and shared.
/// - Redirects are followed by ``RedirectPolicy``: credentials stay with the origin that they were given for.
/// - What an answer leads to (a redirect, ``HTTPRequest/namedBy``) is not connected to at an address for inside only, whatever its name
///   is; exceptions are the address that led there, the host that settings name, and `allowPrivateHosts`. Behind a proxy, which looks names
///   up itself, this is only checked for hosts that are written as addresses.
/// - A host is asked as fast as settings say, and slower while it says that it is too much; see ``HostPace``.
/// - What may be repeated is repeated, with growing pauses; see ``RetryPolicy``.
public struct CurlClient: HTTPClient {
    private let engine: CurlEngine
    private let settings: CurlSettings
    private let proxies: ProxyTable
    private let retry: RetryPolicy
    private let pace: PthreadLock<HostPace>
    private let redirects = RedirectPolicy()
    private let sleep: @Sendable (Duration) async throws -> Void
    private let random: @Sendable () -> Double
    private let now: @Sendable () -> Date

    /// Makes a client with a thread and connections of its own, which end with the last copy of the client.
    ///
    /// - Parameters:
    ///   - environment: where the variables for proxies and certificates are looked for; see ``CurlSettings``.
    ///   - sleep: waits between attempts.
    ///   - random: a number from 0 to 1, to spread the pauses.
    ///   - now: the time, for the moments that servers name and for the time that attempts may take in all.
    public init(
        _ settings: CurlSettings = CurlSettings(), retry: RetryPolicy = RetryPolicy(),
        environment: [String: String] = ProcessInfo.processInfo.environment,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) },
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        var settings = settings
        if settings.caFile == nil {
            settings.caFile = ["CURL_CA_BUNDLE", "SSL_CERT_FILE"].compactMap { environment[$0] }.first { !$0.isEmpty }
        }
        self.settings = settings
        self.retry = retry
        pace = PthreadLock(HostPace(limits: settings.requestsPerSecond, longestPause: retry.longestDelay))
        self.sleep = sleep
        self.random = random
        self.now = now
        proxies = ProxyTable(setting: settings.proxy, environment: environment)
        engine = CurlEngine(settings)
    }

    public func send(_ request: HTTPRequest) async throws -> HTTPResponse {
        try await send(request, receiver: nil)
    }

    /// A body that was partly handed out is not fetched again: a connection that ends then is an error.
    public func send(
        _ request: HTTPRequest, receive: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws -> HTTPResponse {
        try await send(request, receiver: receive)
    }

    /// Sends `request`, what it is redirected to, and all of that again where that helps; one budget of attempts for all together.
    ///
    /// Each step is repeated for itself: a POST that was answered with a page to go to is not sent again because the page fails.
    private func send(_ request: HTTPRequest, receiver: BodyReceiver?) async throws -> HTTPResponse {
        var step = try FollowedRequest(request)
        let start = now()
        var attempt = 1
        while true {
            try Task.checkCancellation()
            if attempt == 1, let refusal = try await admit(step) { return refusal }
            let result = try await perform(step, receiver)
            note(result, of: step)
            if case .retry(let pause) = decision(after: result, attempt: attempt, since: start, step.request) {
                try await sleep(pause)
                attempt += 1
                continue
            }
            let answer = try result.answer()
            switch redirects.step(
                status: answer.status, location: answer.headers["Location"], to: step.request, at: step.address,
                hops: step.hops,
                hasSecret: step.hasSecret)
            {
            case .stay:
                return HTTPResponse(
                    status: answer.status, headers: answer.headers, body: answer.body, url: step.address.description)
            case .refuse(let reason):
                throw HTTPError(.redirect, "\(redact(url: step.address.description)) \(reason)")
            case .follow(let next, let target):
                step.follow(next, target, after: answer)
            }
        }
    }

    /// Waits for the request's turn; an answer when the host wants to hear nothing for longer than anyone waits.
    ///
    /// What is sent again has waited already.
    private func admit(_ step: FollowedRequest) async throws -> HTTPResponse? {
        let host = step.address.authority
        switch pace.withLock({ $0.admit(host, now: now()) }) {
        case .wait(let pause):
            if pause > .zero { try await sleep(pause) }
            return nil
        case .turnAway(let status, let headers):
            return HTTPResponse(status: status, headers: headers, url: step.address.description)
        }
    }

    private func note(_ result: StepResult, of step: FollowedRequest) {
        guard case .answer(let answer) = result else { return }
        pace.withLock {
            $0.note(step.address.authority, status: answer.status, headers: answer.headers, now: now())
        }
    }

    private func perform(_ step: FollowedRequest, _ receiver: BodyReceiver?) async throws -> StepResult {
        guard let timeout = step.timeout(settings) else {
            throw HTTPError(.timeout, "\(redact(url: step.address.description)): redirects took all of the time")
        }
        let proxy = try proxies.proxy(for: step.address)
        let peers = step.peers(settings)
        // The proxy makes the connection, so only what is written in the address can be judged.
        if proxy != nil, let written = NetworkAddress(host: step.address.host), !peers.allows(written) {
            throw HTTPError(
                .privateAddress,
                "\(redact(url: step.address.description)): a redirect or an answer leads to an address for inside only")
        }
        let plan = TransferPlan(
            request: step.request, address: step.address, receive: receiver, timeout: timeout, proxy: proxy,
            peers: peers)
        switch await engine.perform(plan) {
        case .answer(let answer): return .answer(answer)
        case .failed(let error, let hasHandedOut): return .failed(error, hasHandedOut: hasHandedOut)
        case .stopped(let error): throw error
        }
    }

    private func decision(
        after result: StepResult, attempt: Int, since start: Date, _ request: HTTPRequest
    ) -> RetryPolicy.Decision {
        let outcome: RetryPolicy.Outcome
        switch result {
        case .answer(let answer): outcome = .answer(status: answer.status, headers: answer.headers)
        case .failed(let error, hasHandedOut: false): outcome = .failure(error.code)
        case .failed(_, hasHandedOut: true): return .giveUp
        }
        let moment = now()
        return retry.decide(
            attempt: attempt, elapsed: .seconds(moment.timeIntervalSince(start)), outcome,
            isIdempotent: request.isIdempotent,
            now: moment, random: random())
    }
}

/// What came of one step, where nobody stopped it.
private enum StepResult {
    case answer(RawResponse)
    case failed(HTTPError, hasHandedOut: Bool)

    func answer() throws -> RawResponse {
        switch self {
        case .answer(let answer): return answer
        case .failed(let error, _): throw error
        }
    }
}
