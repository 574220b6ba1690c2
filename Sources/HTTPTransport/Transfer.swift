import CCurl
import Glibc

/// An answer as it came over the wire, before redirects, retries and the cache.
struct RawResponse: Sendable {
    var status = 0
    var headers = HTTPFields()
    var body: [UInt8] = []
}

/// Receives the body of a 2xx answer piece by piece.
typealias BodyReceiver = @Sendable (UnsafeRawBufferPointer) throws -> Void

/// What one transfer is to do.
struct TransferPlan: Sendable {
    var request: HTTPRequest
    var address: HTTPAddress
    var receive: BodyReceiver?
    /// Whether a connection to an address for inside only is refused.
    var refusesPrivateAddresses: Bool
}

/// One transfer while it is under way: libcurl's callbacks write into it.
// Sendable: after `submit`, everything but `state` is touched on the engine's thread only; `state` has its lock.
final class Transfer: @unchecked Sendable {
    let plan: TransferPlan
    let continuation: CheckedContinuation<RawResponse, any Error>

    /// Where the transfer is, as far as cancelling is concerned.
    enum State { case waiting, cancelled, done }
    let state = PthreadLock(State.waiting)

    var handle: UnsafeMutableRawPointer?
    var headerList: UnsafeMutablePointer<curl_slist>?
    var bodyCopy: UnsafeMutableRawPointer?
    let errorText: UnsafeMutablePointer<CChar>

    private(set) var response = RawResponse()
    private var received = 0
    private(set) var hasHandedOut = false
    /// Why a callback stopped the transfer.
    private(set) var stop: (any Error)?

    init(_ plan: TransferPlan, _ continuation: CheckedContinuation<RawResponse, any Error>) {
        self.plan = plan
        self.continuation = continuation
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        errorText.deallocate()
        bodyCopy?.deallocate()
        curl_slist_free_all(headerList)
    }

    /// Takes one header line. A status line begins a new answer: behind a `100 Continue` comes the real one.
    func takeHeader(_ bytes: UnsafeRawBufferPointer) {
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") {
            response = RawResponse()
            let parts = line.split(separator: " ", maxSplits: 2)
            response.status = parts.count > 1 ? Int(parts[1].prefix { $0.isNumber }) ?? 0 : 0
        } else if let colon = line.firstIndex(of: ":"), response.headers.all.count < 1000 {
            response.headers.add(String(line[..<colon]), trimmed(line[line.index(after: colon)...]))
        }
    }

    /// Takes a piece of the body; false stops the transfer.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        received += bytes.count
        guard received <= plan.request.responseLimit else {
            stop = HTTPError(
                .tooLarge,
                "\(redact(url: plan.request.url)): the answer is larger than \(plan.request.responseLimit) bytes")
            return false
        }
        guard let receive = plan.receive, (200..<300).contains(response.status) else {
            response.body.append(contentsOf: bytes)
            return true
        }
        hasHandedOut = true
        do {
            try receive(bytes)
            return true
        } catch {
            stop = error
            return false
        }
    }

    /// Whether a connection to this address may be opened.
    func mayConnect(to address: NetworkAddress?) -> Bool {
        guard plan.refusesPrivateAddresses, address?.isPrivate != false else { return true }
        stop = HTTPError(
            .privateAddress,
            "\(redact(url: plan.request.url)) is at \(address?.description ?? "an unknown address"), which is for inside only; "
                + "allow the host in http.allowPrivateHosts if that is meant")
        return false
    }

    private func trimmed(_ text: Substring) -> String {
        String(text.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
