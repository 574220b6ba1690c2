import CCurl
import Domain
import Foundation

/// Sets up an easy handle for one transfer. Nothing is left to libcurl's own redirects: they are decided in Swift.
func configure(_ easy: UnsafeMutableRawPointer, for transfer: Transfer, settings: CurlSettings) {
    let request = transfer.plan.request
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    _ = windlass_curl_set_pointer(easy, CURLOPT_ERRORBUFFER, transfer.errorText)
    _ = windlass_curl_set_string(easy, CURLOPT_URL, transfer.plan.address.description)
    _ = windlass_curl_set_string(easy, CURLOPT_PROTOCOLS_STR, "http,https")
    _ = windlass_curl_set_long(easy, CURLOPT_FOLLOWLOCATION, 0)
    _ = windlass_curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
    _ = windlass_curl_set_long(easy, CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    _ = windlass_curl_set_long(easy, CURLOPT_PIPEWAIT, 1)
    _ = windlass_curl_set_string(easy, CURLOPT_ACCEPT_ENCODING, "gzip")
    _ = windlass_curl_set_string(easy, CURLOPT_USERAGENT, settings.userAgent)
    setLimits(easy, request, settings)
    setMethod(easy, request, transfer)
    setHeaders(easy, request, transfer)
    setNetwork(easy, transfer, settings, context)
    _ = windlass_curl_set_pointer(easy, CURLOPT_HEADERDATA, context)
    _ = windlass_curl_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { data, size, count, context in
        guard let data, let context else { return 0 }
        Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            .takeHeader(UnsafeRawBufferPointer(start: data, count: size * count))
        return size * count
    }
    _ = windlass_curl_set_pointer(easy, CURLOPT_WRITEDATA, context)
    _ = windlass_curl_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { data, size, count, context in
        guard let data, let context else { return 0 }
        let isTaken = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            .takeBody(UnsafeRawBufferPointer(start: data, count: size * count))
        return isTaken ? size * count : 0
    }
}

private func setLimits(_ easy: UnsafeMutableRawPointer, _ request: HTTPRequest, _ settings: CurlSettings) {
    _ = windlass_curl_set_long(easy, CURLOPT_CONNECTTIMEOUT_MS, milliseconds(settings.connectTimeout))
    _ = windlass_curl_set_long(easy, CURLOPT_TIMEOUT_MS, milliseconds(request.timeout))
    // A server that trickles is given up long before the total time-out.
    _ = windlass_curl_set_long(easy, CURLOPT_LOW_SPEED_LIMIT, 10)
    _ = windlass_curl_set_long(easy, CURLOPT_LOW_SPEED_TIME, 30)
    _ = windlass_curl_set_off(easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(request.responseLimit))
}

private func setMethod(_ easy: UnsafeMutableRawPointer, _ request: HTTPRequest, _ transfer: Transfer) {
    switch request.method {
    case .get: _ = windlass_curl_set_long(easy, CURLOPT_HTTPGET, 1)
    case .head: _ = windlass_curl_set_long(easy, CURLOPT_NOBODY, 1)
    case .post: _ = windlass_curl_set_long(easy, CURLOPT_POST, 1)
    case .put, .patch, .delete: _ = windlass_curl_set_string(easy, CURLOPT_CUSTOMREQUEST, request.method.rawValue)
    }
    let needsBody = request.method == .post || request.method == .put || request.method == .patch
    guard needsBody || (request.method == .delete && !request.body.isEmpty) else { return }
    let copy = UnsafeMutableRawPointer.allocate(byteCount: max(request.body.count, 1), alignment: 1)
    request.body.withUnsafeBytes { bytes in
        if let base = bytes.baseAddress { copy.copyMemory(from: base, byteCount: bytes.count) }
    }
    transfer.bodyCopy = copy
    _ = windlass_curl_set_off(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count))
    _ = windlass_curl_set_pointer(easy, CURLOPT_POSTFIELDS, copy)
}

private func setHeaders(_ easy: UnsafeMutableRawPointer, _ request: HTTPRequest, _ transfer: Transfer) {
    // No `Expect: 100-continue`: it costs a round trip, and some servers never answer it.
    var lines = ["Expect:"]
    if request.headers["Content-Type"] == nil, !request.body.isEmpty {
        lines.append("Content-Type: application/octet-stream")
    }
    lines += request.headers.all.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
    if let secret = request.authorization { lines.append("\(request.authorizationField): \(secret.reveal())") }
    for line in lines { transfer.headerList = curl_slist_append(transfer.headerList, line) }
    _ = windlass_curl_set_pointer(easy, CURLOPT_HTTPHEADER, transfer.headerList)
}

private func setNetwork(
    _ easy: UnsafeMutableRawPointer, _ transfer: Transfer, _ settings: CurlSettings, _ context: UnsafeMutableRawPointer
) {
    if let proxy = settings.proxy { _ = windlass_curl_set_string(easy, CURLOPT_PROXY, proxy) }
    if let file = settings.caFile { _ = windlass_curl_set_string(easy, CURLOPT_CAINFO, file) }
    // libcurl itself sends a request again when a connection that was open already ends without an answer, whatever its
    // method. The server may have acted on it; on a connection of its own it is sent once.
    if !transfer.plan.request.isIdempotent { _ = windlass_curl_set_long(easy, CURLOPT_FRESH_CONNECT, 1) }
    guard transfer.plan.refusesPrivateAddresses else { return }
    // A connection that is open already was not checked for this transfer.
    _ = windlass_curl_set_long(easy, CURLOPT_FRESH_CONNECT, 1)
    _ = windlass_curl_set_pointer(easy, CURLOPT_OPENSOCKETDATA, context)
    _ = windlass_curl_set_socket_callback(easy) { context, _, address in
        guard let context, let address else { return CURL_SOCKET_BAD }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        let network = NetworkAddress(&address.pointee.addr, length: Int(address.pointee.addrlen))
        guard transfer.mayConnect(to: network) else { return CURL_SOCKET_BAD }
        return socket(
            address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
    }
}

private func milliseconds(_ duration: Duration) -> Int {
    let value = duration / .milliseconds(1)
    return value.isFinite ? Int(min(max(value, 1), 1e9)) : 1_000_000_000
}
