import CCurl
import Foundation

/// Receives the body of a 2xx answer piece by piece.
typealias BodyReceiver = @Sendable (UnsafeRawBufferPointer) throws -> Void

/// What one transfer is to do: one request to one address, without redirects and retries.
struct TransferPlan: Sendable {
    var request: HTTPRequest
    var address: HTTPAddress
    var receive: BodyReceiver?
    var timeout: Duration
    var proxy: Proxy?
    /// Where the connection may lead; only looked at without a proxy.
    var peers: PeerRule
}

/// An answer as it came over the wire, before redirects, retries and the cache.
struct RawResponse: Sendable {
    var status = 0
    var headers = HTTPFields()
    var body: [UInt8] = []
    /// Who answered; nil behind a proxy.
    var peer: NetworkAddress?
    /// How long it took, connecting included.
    var duration: Duration = .zero
}

/// What came of a transfer.
enum TransferOutcome: Sendable {
    case answer(RawResponse)
    /// - hasHandedOut: whether the receiver was given a part of the body already.
    case failed(HTTPError, hasHandedOut: Bool)
    /// It was cancelled, or the receiver threw this.
    case stopped(any Error)
}

/// One transfer while it is under way: libcurl's callbacks write into it.
// Sendable: it is made by the caller and handed over with the command that adds it; from then on only the engine's thread touches it.
final class Transfer: @unchecked Sendable {
    let plan: TransferPlan
    let ticket: Ticket
    private let continuation: CheckedContinuation<TransferOutcome, Never>

    /// What libcurl keeps a pointer to until the handle is freed.
    let errorText: UnsafeMutablePointer<CChar>
    var headerList: UnsafeMutablePointer<curl_slist>?
    var bodyCopy: UnsafeMutableRawPointer?
    var addressList: UnsafeMutablePointer<curl_slist>?

    private(set) var response = RawResponse()
    private(set) var hasHandedOut = false
    /// Whether there was a connection, so that the request may have arrived.
    private(set) var wasSent = false
    /// Why a callback stopped the transfer.
    private(set) var stop: TransferOutcome?
    private var bodyCount = 0
    private var headerCount = 0

    /// The largest header to accept, in bytes, interim answers and trailers included. libcurl bounds their sum only from 8.3 on.
    private static let headerLimit = 256 << 10

    init(_ plan: TransferPlan, _ ticket: Ticket, _ continuation: CheckedContinuation<TransferOutcome, Never>) {
        self.plan = plan
        self.ticket = ticket
        self.continuation = continuation
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        errorText.deallocate()
        bodyCopy?.deallocate()
        curl_slist_free_all(headerList)
        curl_slist_free_all(addressList)
    }

    /// Hands the outcome to the caller. To be called exactly once.
    func resume(with outcome: TransferOutcome) { continuation.resume(returning: outcome) }

    /// Asked with the address of the connection, new or kept, before the request goes out; false stops the transfer.
    func maySend(to peer: NetworkAddress?) -> Bool {
        guard plan.proxy == nil else {
            wasSent = true
            return true
        }
        guard mayConnect(to: peer) else { return false }
        response.peer = peer
        wasSent = true
        return true
    }

    /// Asked before a connection is opened; false refuses that address.
    func mayConnect(to peer: NetworkAddress?) -> Bool {
        guard plan.proxy == nil, !plan.peers.allows(peer) else { return true }
        stop = failure(
            .privateAddress,
            "a redirect or an answer leads to \(peer?.description ?? "an unknown kind of address"), which is for inside only; "
                + "if that is meant, add \(plan.address.host) to http.allowPrivateHosts")
        return false
    }

    /// Takes one header line; false stops the transfer. A status line begins a new answer: behind `100 Continue` comes the real one.
    func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        headerCount += line.count
        guard headerCount <= Self.headerLimit else {
            stop = failure(.tooLarge, "the header of the answer is larger than \(Self.headerLimit) bytes")
            return false
        }
        if line.starts(with: "HTTP/".utf8) {
            response = RawResponse(status: status(line), peer: response.peer)
        } else if let colon = line.firstIndex(of: UInt8(ascii: ":")) {
            response.headers.add(text(line[..<colon]), text(line[(colon + 1)...]))
        }
        return true
    }

    /// Takes a piece of the decoded body; false stops the transfer.
    func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bodyCount += bytes.count
        guard bodyCount <= plan.request.responseLimit else {
            stop = failure(.tooLarge, tooLargeText)
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
            stop = .stopped(error)
            return false
        }
    }

    var tooLargeText: String { "the answer is larger than the limit of \(plan.request.responseLimit) bytes" }

    /// A failure with the address in front, secrets left out.
    func failure(_ code: HTTPError.Code, _ text: String) -> TransferOutcome {
        .failed(HTTPError(code, "\(redact(url: plan.address.description)): \(text)"), hasHandedOut: hasHandedOut)
    }

    private func status(_ line: UnsafeRawBufferPointer) -> Int {
        let parts = line.split(separator: UInt8(ascii: " "), maxSplits: 2)
        return parts.count > 1 ? Int(text(parts[1])) ?? 0 : 0
    }

    private func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
        var bytes = bytes.drop(while: isSpace)
        while let last = bytes.last, isSpace(last) { bytes.removeLast() }
        return String(decoding: bytes, as: UTF8.self)
    }
}
