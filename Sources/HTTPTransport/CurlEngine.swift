import CCurl
import Foundation

/// The thread that drives `curl_multi`, and the way to it.
///
/// One thread owns the multi handle and every easy handle. Callers append commands to a queue with a lock and wake the thread with
/// `curl_multi_wakeup`, the only function of libcurl that is called from elsewhere. The thread ends when this object does.
final class CurlEngine: Sendable {
    private let core: CurlCore

    init(_ settings: CurlSettings) {
        core = CurlCore(settings)
        let core = core
        let thread = Thread { core.run() }
        thread.name = "windlass-http"
        thread.start()
    }

    deinit { core.post(.stop) }

    /// Carries out one transfer.
    ///
    /// - Throws: ``HTTPError``, what the receiver threw, or `CancellationError`.
    func perform(_ plan: TransferPlan) async throws -> (RawResponse) {
        let box = PthreadLock<Transfer?>(nil)
        let isCancelled = PthreadLock(false)
        let core = core
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let transfer = Transfer(plan, continuation)
                box.withLock { $0 = transfer }
                if isCancelled.withLock({ $0 }) { transfer.state.withLock { $0 = .cancelled } }
                core.post(.add(transfer))
            }
        } onCancel: {
            isCancelled.withLock { $0 = true }
            guard let transfer = box.withLock({ $0 }) else { return }
            transfer.state.withLock { if $0 == .waiting { $0 = .cancelled } }
            core.post(.cancel(transfer))
        }
    }
}

/// What the thread is told.
enum CurlCommand: Sendable {
    case add(Transfer)
    case cancel(Transfer)
    case stop
}

/// The state of the thread.
// Sendable: `commands` has its lock, `multi` is thread-safe for `curl_multi_wakeup`, and the rest is touched on the thread only.
final class CurlCore: @unchecked Sendable {
    private let settings: CurlSettings
    private let commands = PthreadLock<[CurlCommand]>([])
    private let multi: UnsafeMutableRawPointer?
    /// Running transfers by their easy handle; keeps them alive while libcurl has their pointer.
    private var running: [UnsafeMutableRawPointer: Transfer] = [:]
    private var runningByHost: [String: Int] = [:]
    private var waiting: [Transfer] = []

    init(_ settings: CurlSettings) {
        self.settings = settings
        curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        multi = curl_multi_init()
        _ = windlass_curl_multi_set_long(multi, CURLMOPT_PIPELINING, Int(CURLPIPE_MULTIPLEX))
        _ = windlass_curl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, max(settings.total, 8))
    }

    func post(_ command: CurlCommand) {
        commands.withLock { $0.append(command) }
        curl_multi_wakeup(multi)
    }

    func run() {
        var isStopping = false
        while !isStopping {
            for command in commands.withLock({ queue in
                defer { queue = [] }; return queue
            }) {
                switch command {
                case .add(let transfer): waiting.append(transfer)
                case .cancel(let transfer): cancel(transfer)
                case .stop: isStopping = true
                }
            }
            startWaiting()
            var count: Int32 = 0
            curl_multi_perform(multi, &count)
            if finishDone() { continue }
            if !isStopping { curl_multi_poll(multi, nil, 0, 60_000, nil) }
        }
        for transfer in Array(running.values) + waiting { end(transfer, .failure(CancellationError())) }
        waiting = []
        curl_multi_cleanup(multi)
    }

    // MARK: Starting

    /// Starts what the limits allow, in order; a host that is full does not hold up the others.
    private func startWaiting() {
        var stillWaiting: [Transfer] = []
        for transfer in waiting {
            if transfer.state.withLock({ $0 == .cancelled }) {
                end(transfer, .failure(CancellationError()))
                continue
            }
            let host = transfer.plan.address.origin
            let limit = max(settings.perHostLimits[hostKey(transfer)] ?? settings.perHost, 1)
            if running.count < settings.total, runningByHost[host, default: 0] < limit {
                start(transfer)
            } else {
                stillWaiting.append(transfer)
            }
        }
        waiting = stillWaiting
    }

    private func hostKey(_ transfer: Transfer) -> String {
        let origin = transfer.plan.address.origin
        return origin.range(of: "://").map { String(origin[$0.upperBound...]) } ?? origin
    }

    private func start(_ transfer: Transfer) {
        guard let easy = curl_easy_init() else {
            end(transfer, .failure(HTTPError(.other, "libcurl has no memory for a request")))
            return
        }
        transfer.handle = easy
        running[easy] = transfer
        runningByHost[transfer.plan.address.origin, default: 0] += 1
        configure(easy, for: transfer, settings: settings)
        if curl_multi_add_handle(multi, easy) != CURLM_OK {
            end(transfer, .failure(HTTPError(.other, "libcurl refuses a request")))
        }
    }

    // MARK: Ending

    /// Ends what libcurl is done with; true when there was something.
    private func finishDone() -> Bool {
        var left: Int32 = 0
        var isAny = false
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let easy = message.pointee.easy_handle,
                let transfer = running[easy]
            else { continue }
            isAny = true
            // Read before the handle is removed, which frees the message.
            let result = windlass_curl_result(message)
            end(transfer, outcome(of: transfer, result))
        }
        return isAny
    }

    private func outcome(of transfer: Transfer, _ result: CURLcode) -> Result<RawResponse, any Error> {
        if let stop = transfer.stop { return .failure(stop) }
        guard result == CURLE_OK else { return .failure(error(of: transfer, result)) }
        return .success(transfer.response)
    }

    private func cancel(_ transfer: Transfer) {
        if transfer.handle != nil { end(transfer, .failure(CancellationError())) }
    }

    private func end(_ transfer: Transfer, _ result: Result<RawResponse, any Error>) {
        let isFirst = transfer.state.withLock { state in
            defer { state = .done }
            return state != .done
        }
        if let easy = transfer.handle {
            curl_multi_remove_handle(multi, easy)
            curl_easy_cleanup(easy)
            transfer.handle = nil
            running[easy] = nil
            let host = transfer.plan.address.origin
            let count = (runningByHost[host] ?? 1) - 1
            runningByHost[host] = count > 0 ? count : nil
        }
        if isFirst { transfer.continuation.resume(with: result) }
    }

    private func error(of transfer: Transfer, _ result: CURLcode) -> HTTPError {
        let place = redact(url: transfer.plan.request.url)
        let detail = String(cString: transfer.errorText)
        let text = detail.isEmpty ? String(cString: curl_easy_strerror(result)) : detail
        switch result {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT:
            return HTTPError(.connect, "\(place): \(text)")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR:
            return HTTPError(.tls, "\(place): \(text)")
        case CURLE_OPERATION_TIMEDOUT:
            return HTTPError(.timeout, "\(place): \(text)")
        case CURLE_FILESIZE_EXCEEDED:
            return HTTPError(
                .tooLarge, "\(place): the answer is larger than \(transfer.plan.request.responseLimit) bytes")
        case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM:
            return HTTPError(.interrupted, "\(place): the connection ended before the answer did (\(text))")
        case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL:
            return HTTPError(.invalidURL, "\(place): \(text)")
        default:
            return HTTPError(.other, "\(place): \(text)")
        }
    }
}
