import Domain
public import Foundation

/// The HTTP client: libcurl behind one thread, with redirects, retries and limits decided in Swift.
///
/// - Only `http` and `https`. Credentials stay with the origin that they were given for.
/// - A redirect to an address that is only for inside is refused after name resolution, unless settings allow the host.
/// - What may be repeated is repeated, with growing pauses; see ``RetryPolicy``.
public struct CurlClient: HTTPClient {
    private let engine: CurlEngine
    private let settings: CurlSettings
    private let retry: RetryPolicy
    private let redirects = RedirectPolicy()
    private let sleep: @Sendable (Duration) async throws -> Void
    private let random: @Sendable () -> Double

    /// Makes a client with a thread of its own, which ends with the last copy of the client.
    ///
    /// - Parameters:
    ///   - environment: where `SSL_CERT_FILE` and `CURL_CA_BUNDLE` are looked for; libcurl reads the proxy's variables itself.
    ///   - sleep: waits between tries.
    ///   - random: a number from 0 to 1, to spread the pauses.
    public init(
        _ settings: CurlSettings = CurlSettings(), retry: RetryPolicy = RetryPolicy(),
        environment: [String: String] = ProcessInfo.processInfo.environment,
        sleep: @escaping @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) },
        random: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        var settings = settings
        if settings.caFile == nil { settings.caFile = environment["SSL_CERT_FILE"] ?? environment["CURL_CA_BUNDLE"] }
        self.settings = settings
        self.retry = retry
        self.sleep = sleep
        self.random = random
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

    private func send(_ request: HTTPRequest, receiver: BodyReceiver?) async throws -> HTTPResponse {
        let address = try check(request)
        for attempt in 1... {
            let hasHandedOut = PthreadLock(false)
            var counted: BodyReceiver?
            if let receiver {
                counted = { bytes in
                    hasHandedOut.withLock { $0 = true }
                    try receiver(bytes)
                }
            }
            let outcome: RetryPolicy.Outcome
            let result: Result<HTTPResponse, HTTPError>
            do {
                let response = try await follow(request, at: address, counted)
                outcome = .answer(status: response.status, headers: response.headers)
                result = .success(response)
            } catch let error as HTTPError {
                outcome = .failure(error.code)
                result = .failure(error)
            }
            let pause = retry.delay(
                afterAttempt: attempt, outcome, isIdempotent: request.isIdempotent, now: Date(), random: random())
            guard let pause, !hasHandedOut.withLock({ $0 }) else { return try result.get() }
            try await sleep(pause)
        }
        throw HTTPError(.other, "\(redact(url: request.url)): was not sent")
    }

    /// One try: the request and the redirects behind it.
    private func follow(_ request: HTTPRequest, at address: HTTPAddress, _ receive: BodyReceiver?) async throws
        -> HTTPResponse
    {
        var request = request
        var current = address
        for hops in 0... {
            let isElsewhere = current.host != address.host && !settings.allowsPrivate(current.host)
            let raw = try await engine.perform(
                TransferPlan(
                    request: request, address: current, receive: receive,
                    refusesPrivateAddresses: isElsewhere))
            switch redirects.step(after: raw, to: request, at: current, hops: hops) {
            case .stay:
                return HTTPResponse(status: raw.status, headers: raw.headers, body: raw.body, url: current.description)
            case .refuse(let why):
                throw HTTPError(.redirect, "\(redact(url: request.url)) \(why)")
            case .follow(let next, let target):
                request = next
                current = target
            }
        }
        throw HTTPError(.redirect, "\(redact(url: request.url)) redirects without end")
    }

    private func check(_ request: HTTPRequest) throws -> HTTPAddress {
        guard let address = HTTPAddress(request.url) else {
            throw HTTPError(
                .invalidURL, "\(redact(url: request.url)) is not an http or https address without user and password")
        }
        let secret = request.authorization.map { [(request.authorizationField, $0.reveal())] } ?? []
        for (name, value) in request.headers.all.map({ ($0.name, $0.value) }) + secret {
            guard isToken(name), value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
                throw HTTPError(
                    .invalidURL, "\(redact(url: request.url)): the header \(name.prefix(40)) holds control characters")
            }
        }
        return address
    }

    private func isToken(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: ":") }
    }
}
