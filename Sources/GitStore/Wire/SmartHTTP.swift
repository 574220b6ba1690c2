import Domain
import Foundation
import HTTPTransport

/// Git's smart HTTP protocol, one request each, on our own transport.
///
/// Source: gitprotocol-http.
struct SmartHTTP: Sendable {
    enum Service: String, Sendable {
        case uploadPack = "git-upload-pack"
        case receivePack = "git-receive-pack"
    }

    let remote: GitRemote
    let http: any HTTPClient
    let options: GitStoreOptions

    /// Asks for the first answer: capabilities and, before v2, references.
    func discover(_ service: Service) async throws -> (advertisement: Advertisement, profile: ServerProfile) {
        let base = remote.url.hasSuffix("/") ? String(remote.url.dropLast()) : remote.url
        let suffix = "/info/refs?service=" + service.rawValue
        var request = request(.get, base + suffix, limit: 64 << 20)
        request.headers["Accept"] = "*/*"
        request.isIdempotent = true
        let response = try await answer { try await http.send(request) }
        try requireType(of: response, "application/x-\(service.rawValue)-advertisement")
        var reader = AdvertisementReader(refLimit: options.refLimit)
        try Self.packets(response.body) { try reader.read($0) }
        let advertisement = try reader.finish()
        // The requests that follow go where this one was led to; a POST would not survive a redirect.
        let final = response.url.hasSuffix(suffix) ? String(response.url.dropLast(suffix.count)) : base
        return (advertisement, ServerProfile(base: final, capabilities: advertisement.capabilities))
    }

    /// Lists references by protocol v2.
    func listRefs(_ prefixes: [String], _ server: ServerProfile) async throws -> RefListing {
        var request = post(.uploadPack, server, RefListCommand.request(prefixes: prefixes, server.capabilities))
        request.responseLimit = 64 << 20
        request.isIdempotent = true
        let prepared = request
        let response = try await answer { try await http.send(prepared) }
        try requireType(of: response, "application/x-git-upload-pack-result")
        var refs = RefCollector(limit: options.refLimit)
        var isComplete = false
        try Self.packets(response.body) { packet in
            if case .data(let payload) = packet { try RefListCommand.read(payload, into: &refs) }
            if packet == .flush { isComplete = true }
        }
        guard isComplete else { throw GitError(.unreachable, "the list of references ended in the middle; try again") }
        return refs.listing().filtered(prefixes)
    }

    /// Sends a fetch and hands the answer to `receive` as it arrives.
    func fetch(
        _ fetch: FetchRequest, _ server: ServerProfile,
        receive: @escaping @Sendable (UnsafeRawBufferPointer) throws -> Void
    ) async throws {
        var request = post(.uploadPack, server, fetch.body(server.capabilities))
        let margin = 1 << 20
        request.responseLimit = min(options.packLimit, .max / 4) / 8 * 9 + margin
        request.timeout = options.transferTimeout
        // The transport does not repeat what it began to hand out.
        request.isIdempotent = true
        let prepared = request
        _ = try await answer { try await http.send(prepared, receive: receive) }
    }

    /// Sends a push and returns the whole answer.
    func push(_ body: [UInt8], _ server: ServerProfile) async throws -> [UInt8] {
        var request = post(.receivePack, server, body)
        request.responseLimit = 4 << 20
        request.timeout = options.transferTimeout
        let prepared = request
        let response = try await answer { try await http.send(prepared) }
        try requireType(of: response, "application/x-git-receive-pack-result")
        return response.body
    }

    /// Cuts a whole body into packets.
    ///
    /// - Throws: ``GitError`` `.unreachable` when the last one is cut off.
    static func packets(_ body: [UInt8], _ take: (Packet) throws -> Void) throws {
        var parser = PacketParser()
        try parser.feed(body[...], take)
        guard parser.isBetweenPackets else {
            throw GitError(.unreachable, "the answer of the Git server ended in the middle; try again")
        }
    }

    private func post(_ service: Service, _ server: ServerProfile, _ body: [UInt8]) -> HTTPRequest {
        var request = request(.post, server.base + "/" + service.rawValue, limit: 0)
        request.body = body
        request.headers["Content-Type"] = "application/x-\(service.rawValue)-request"
        request.headers["Accept"] = "application/x-\(service.rawValue)-result"
        request.isIdempotent = false
        if service == .uploadPack, server.capabilities.version != 2 { request.headers["Git-Protocol"] = nil }
        return request
    }

    private func request(_ method: HTTPMethod, _ url: String, limit: Int) -> HTTPRequest {
        HTTPRequest(
            method, url, headers: ["Git-Protocol": "version=2"],
            authorization: isTrusted(url) ? remote.authorization : nil, responseLimit: limit)
    }

    /// Whether `url` is on the host that the credentials are for, and not less protected than it.
    private func isTrusted(_ url: String) -> Bool {
        guard let own = URLComponents(string: remote.url), let other = URLComponents(string: url) else { return false }
        let isUpgrade = own.scheme?.lowercased() == "http" && other.scheme?.lowercased() == "https"
        return own.host?.lowercased() == other.host?.lowercased()
            && (isUpgrade || (own.scheme?.lowercased() == other.scheme?.lowercased() && own.port == other.port))
    }

    /// Sends, and maps everything but a 2xx answer.
    private func answer(_ send: () async throws -> HTTPResponse) async throws -> HTTPResponse {
        let response: HTTPResponse
        do { response = try await send() } catch let error as HTTPError { throw Self.meaning(error) }
        guard !(200..<300).contains(response.status) else { return response }
        let said = Self.words(of: response)
        switch response.status {
        case 401, 403:
            let hint = remote.authorization == nil ? "it needs credentials" : "check the token and its rights"
            throw GitError(.unauthorized, "the Git server answers \(response.status)\(said); \(hint)")
        case 404, 410: throw GitError(.notFound, "the Git server knows no such repository (\(response.status))\(said)")
        case 408, 429, 500...: throw GitError(.unreachable, "the Git server answers \(response.status)\(said)")
        default: throw GitError(.rejected, "the Git server answers \(response.status)\(said)")
        }
    }

    private func requireType(of response: HTTPResponse, _ expected: String) throws(GitError) {
        let type = response.headers["Content-Type"]?.split(separator: ";").first.map { serverText($0.utf8, limit: 80) }
        guard type?.lowercased() != expected else { return }
        throw GitError(
            .malformed,
            "the answer is \(type ?? "without a type") instead of Git's protocol; check that the address is that of a repository"
        )
    }

    private static func meaning(_ error: HTTPError) -> GitError {
        switch error.code {
        case .connect, .tls, .timeout, .interrupted, .receiver, .other: GitError(.unreachable, error.message)
        case .invalidURL, .tooLarge, .redirect, .privateAddress: GitError(.malformed, error.message)
        }
    }

    /// What a plain text answer says; pages for browsers are left out.
    private static func words(of response: HTTPResponse) -> String {
        guard response.headers["Content-Type"]?.lowercased().hasPrefix("text/plain") == true else { return "" }
        let text = serverText(response.body)
        return text.isEmpty ? "" : ": " + text
    }
}
