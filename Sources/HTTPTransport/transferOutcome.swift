import CCurl

/// Says what came of a transfer that libcurl has ended: the answer, or libcurl's error in our terms.
func transferOutcome(_ easy: UnsafeMutableRawPointer, _ transfer: Transfer, _ result: CURLcode) -> TransferOutcome {
    if result == CURLE_OK {
        var answer = transfer.response
        var microseconds: curl_off_t = 0
        _ = windlass_curl_get_off(easy, CURLINFO_TOTAL_TIME_T, &microseconds)
        answer.duration = .microseconds(Int64(microseconds))
        return .answer(answer)
    }
    if let stop = transfer.stop { return stop }
    let detail = String(cString: transfer.errorText)
    let text = detail.isEmpty ? String(cString: curl_easy_strerror(result)) : detail
    let code = errorCode(result, wasSent: transfer.wasSent)
    switch code {
    case .tooLarge: return transfer.failure(code, transfer.tooLargeText)
    case .tls:
        return transfer.failure(
            code, "\(text); a certificate authority of your own goes into http.caFile or SSL_CERT_FILE")
    case .interrupted: return transfer.failure(code, "the connection ended before the answer did (\(text))")
    default: return transfer.failure(code, text)
    }
}

/// libcurl's error in our terms. What went wrong before a connection stood cannot have arrived, whatever it is called.
private func errorCode(_ result: CURLcode, wasSent: Bool) -> HTTPError.Code {
    switch result {
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_CERTPROBLEM,
        CURLE_SSL_CIPHER, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_PINNEDPUBKEYNOTMATCH:
        .tls
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY: .connect
    case CURLE_OPERATION_TIMEDOUT: wasSent ? .timeout : .connect
    case CURLE_PARTIAL_FILE, CURLE_GOT_NOTHING, CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_HTTP2, CURLE_HTTP2_STREAM:
        wasSent ? .interrupted : .connect
    case CURLE_FILESIZE_EXCEEDED: .tooLarge
    case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: .invalidURL
    default: .other
    }
}
