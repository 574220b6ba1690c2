import CCurl
import Domain
import Foundation

/// Sets up an easy handle for one transfer; false when libcurl refuses an option.
///
/// Nothing is left to libcurl's own redirects, credentials, cookies or environment: they are decided in Swift.
func configure(_ easy: UnsafeMutableRawPointer, for transfer: Transfer, _ settings: CurlSettings) -> Bool {
    var options = EasyOptions(easy: easy)
    let plan = transfer.plan
    options.set(CURLOPT_ERRORBUFFER, UnsafeMutableRawPointer(transfer.errorText))
    options.set(CURLOPT_URL, plan.address.description)
    options.set(CURLOPT_PROTOCOLS_STR, "http,https")
    options.set(CURLOPT_FOLLOWLOCATION, 0)
    options.set(CURLOPT_NOSIGNAL, 1)
    options.set(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
    // Waits for a connection that is being opened when it may turn out to carry several requests. Over TLS that shows in the handshake;
    // without, only in the first answer, and a slow one would hold up all others.
    options.set(CURLOPT_PIPEWAIT, plan.address.scheme == "https" ? 1 : 0)
    options.set(CURLOPT_ACCEPT_ENCODING, "gzip")
    options.set(CURLOPT_USERAGENT, settings.userAgent)
    // libcurl sends a request again, whatever its method, when a kept connection turns out to be dead; so one that must not be sent twice
    // gets a connection of its own.
    options.set(CURLOPT_FRESH_CONNECT, plan.request.isIdempotent ? 0 : 1)
    options.setLimits(plan, settings)
    options.setMethod(plan.request, transfer)
    options.setHeaders(plan.request, transfer)
    options.setNetwork(plan, settings, transfer)
    options.setCallbacks(transfer)
    return options.areAccepted
}

/// Options of an easy handle, one after the other.
private struct EasyOptions {
    let easy: UnsafeMutableRawPointer
    private(set) var areAccepted = true

    init(easy: UnsafeMutableRawPointer) { self.easy = easy }

    mutating func set(_ option: CURLoption, _ value: Int) { check(windlass_curl_set_long(easy, option, value)) }
    mutating func set(_ option: CURLoption, _ value: String) { check(windlass_curl_set_string(easy, option, value)) }
    mutating func set(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
        check(windlass_curl_set_pointer(easy, option, value))
    }

    private mutating func check(_ result: CURLcode) {
        if result != CURLE_OK { areAccepted = false }
    }

    mutating func setLimits(_ plan: TransferPlan, _ settings: CurlSettings) {
        set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(settings.connectTimeout))
        set(CURLOPT_TIMEOUT_MS, milliseconds(plan.timeout))
        set(CURLOPT_LOW_SPEED_LIMIT, 1)
        set(CURLOPT_LOW_SPEED_TIME, max(milliseconds(settings.stallTimeout) / 1000, 1))
        // Only looks at `Content-Length`, also of an answer to HEAD; the bytes are counted as they come.
        let limit = plan.request.responseLimit
        if limit > 0, plan.request.method != .head {
            check(windlass_curl_set_off(easy, CURLOPT_MAXFILESIZE_LARGE, curl_off_t(limit)))
        }
    }

    mutating func setMethod(_ request: HTTPRequest, _ transfer: Transfer) {
        switch request.method {
        case .get: set(CURLOPT_HTTPGET, 1)
        case .head: set(CURLOPT_NOBODY, 1)
        case .post: set(CURLOPT_POST, 1)
        case .put, .patch, .delete: set(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
        let hasBody = !request.body.isEmpty && request.method != .get && request.method != .head
        guard hasBody || [.post, .put, .patch].contains(request.method) else { return }
        // libcurl keeps the pointer, and an array's own does not outlive the call.
        let copy = UnsafeMutableRawPointer.allocate(byteCount: max(request.body.count, 1), alignment: 1)
        request.body.withUnsafeBytes { bytes in
            if let base = bytes.baseAddress { copy.copyMemory(from: base, byteCount: bytes.count) }
        }
        transfer.bodyCopy = copy
        check(windlass_curl_set_off(easy, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(request.body.count)))
        set(CURLOPT_POSTFIELDS, copy)
    }

    mutating func setHeaders(_ request: HTTPRequest, _ transfer: Transfer) {
        var headers = request.headers
        if let secret = request.authorization { headers[request.authorizationField] = secret.reveal() }
        // No `Expect: 100-continue`: it costs a round trip, and some servers never answer it.
        var lines = ["Expect:"]
        // Otherwise libcurl says that a body is a form.
        if headers["Content-Type"] == nil {
            lines.append(request.body.isEmpty ? "Content-Type:" : "Content-Type: application/octet-stream")
        }
        // A field without value is written with a semicolon: with a colon, libcurl leaves it out.
        lines += headers.all.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        for line in lines {
            guard let list = curl_slist_append(transfer.headerList, line) else {
                areAccepted = false
                return
            }
            transfer.headerList = list
        }
        set(CURLOPT_HTTPHEADER, transfer.headerList)
    }

    mutating func setNetwork(_ plan: TransferPlan, _ settings: CurlSettings, _ transfer: Transfer) {
        // Empty texts keep libcurl from reading the environment: that is ProxyTable's.
        set(CURLOPT_PROXY, plan.proxy?.address ?? "")
        set(CURLOPT_NOPROXY, "")
        if let user = plan.proxy?.user { set(CURLOPT_PROXYUSERNAME, user) }
        if let password = plan.proxy?.password { set(CURLOPT_PROXYPASSWORD, password.reveal()) }
        set(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        if let file = settings.caFile {
            set(CURLOPT_CAINFO, file)
            set(CURLOPT_PROXY_CAINFO, file)
        }
        guard !settings.fixedAddresses.isEmpty else { return }
        for line in settings.fixedAddresses { transfer.addressList = curl_slist_append(transfer.addressList, line) }
        set(CURLOPT_RESOLVE, transfer.addressList)
    }

    private mutating func set(_ option: CURLoption, _ list: UnsafeMutablePointer<curl_slist>?) {
        set(option, UnsafeMutableRawPointer(list))
    }

    mutating func setCallbacks(_ transfer: Transfer) {
        let context = Unmanaged.passUnretained(transfer).toOpaque()
        set(CURLOPT_HEADERDATA, context)
        check(
            windlass_curl_set_data_callback(easy, CURLOPT_HEADERFUNCTION) { data, size, count, context in
                guard let data, let context else { return 0 }
                let line = UnsafeRawBufferPointer(start: data, count: size * count)
                return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().takeHeader(line) ? line.count : 0
            })
        set(CURLOPT_WRITEDATA, context)
        check(
            windlass_curl_set_data_callback(easy, CURLOPT_WRITEFUNCTION) { data, size, count, context in
                guard let data, let context else { return 0 }
                let bytes = UnsafeRawBufferPointer(start: data, count: size * count)
                return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().takeBody(bytes) ? bytes.count : 0
            })
        set(CURLOPT_PREREQDATA, context)
        check(
            windlass_curl_set_request_callback(easy) { context, peer, _, _, _ in
                guard let context, let peer else { return CURL_PREREQFUNC_ABORT }
                let address = NetworkAddress(host: String(cString: peer))
                let maySend = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().maySend(to: address)
                return maySend ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
            })
        guard transfer.plan.peers != .any, transfer.plan.proxy == nil else { return }
        set(CURLOPT_OPENSOCKETDATA, context)
        check(
            windlass_curl_set_socket_callback(easy) { context, _, address in
                guard let context, let address else { return CURL_SOCKET_BAD }
                let peer = NetworkAddress(&address.pointee.addr, length: Int(address.pointee.addrlen))
                let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
                guard transfer.mayConnect(to: peer) else { return CURL_SOCKET_BAD }
                let kind = address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue)
                return socket(address.pointee.family, kind, address.pointee.protocol)
            })
    }
}

/// Whole milliseconds from 1 to 11 days, libcurl's unit; zero would mean "for ever".
private func milliseconds(_ duration: Duration) -> Int {
    let value = duration / .milliseconds(1)
    return value.isFinite ? Int(min(max(value, 1), 1e9)) : 1_000_000_000
}
