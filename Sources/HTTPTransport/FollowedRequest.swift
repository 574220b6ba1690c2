import Domain

/// A request on its way through redirects: what is asked now, and what the beginning was.
struct FollowedRequest: Sendable {
    private(set) var request: HTTPRequest
    private(set) var address: HTTPAddress
    /// How many redirects were followed.
    private(set) var hops = 0
    /// What earlier steps took of the request's time.
    private var spent: Duration = .zero
    /// Whether it began with credentials.
    let hasSecret: Bool

    /// The host that settings name, or that an answer named in its own address; nil for a request that an answer led to elsewhere.
    private let trustedHost: String?
    /// Who answered at the beginning.
    private var firstPeer: NetworkAddress?

    /// Checks a request.
    ///
    /// - Throws: ``HTTPError`` `.invalidURL` for an address or a header field that must not be sent.
    init(_ request: HTTPRequest) throws(HTTPError) {
        guard let address = HTTPAddress(request.url) else {
            throw HTTPError(
                .invalidURL, "\(redact(url: request.url)) is no http or https address without user and password")
        }
        var fields = request.headers
        if let secret = request.authorization { fields.add(request.authorizationField, secret.reveal()) }
        for field in fields.all where !Self.isToken(field.name) || !Self.isPrintable(field.value) {
            throw HTTPError(
                .invalidURL,
                "\(redact(url: request.url)): the header field \(redact(url: String(field.name.prefix(40)))) holds characters that are not allowed "
                    + "there, such as the end of a line")
        }
        self.request = request
        self.address = address
        hasSecret = request.authorization != nil || Self.secretFields.contains { request.headers[$0] != nil }
        let source = request.namedBy.map { HTTPAddress($0)?.host }
        trustedHost = source == nil || source == address.host ? address.host : nil
    }

    /// Goes on with what a redirect led to.
    mutating func follow(_ next: HTTPRequest, _ target: HTTPAddress, after answer: RawResponse) {
        if hops == 0 { firstPeer = answer.peer }
        hops += 1
        spent += answer.duration
        request = next
        address = target
    }

    /// What the next step may take; nil when nothing is left.
    func timeout(_ settings: CurlSettings) -> Duration? {
        let rest = (request.timeout ?? settings.timeout) - spent
        return rest > .zero ? rest : nil
    }

    /// Where the next connection may lead.
    ///
    /// A host that settings name may be anywhere. A redirect may lead to public addresses and to the address that it came from; and, when
    /// that is one for inside, to other addresses of the same name. So a public host cannot point its own name inside and redirect to it.
    func peers(_ settings: CurlSettings) -> PeerRule {
        if settings.allowsPrivate(address.host) { return .any }
        guard address.host == trustedHost else { return .publicOr(trustedHost == nil ? nil : firstPeer) }
        if hops == 0 || firstPeer?.isPrivate == true { return .any }
        return .publicOr(firstPeer)
    }

    private static let secretFields = ["Authorization", "Cookie", "PRIVATE-TOKEN", "JOB-TOKEN", "Proxy-Authorization"]

    /// RFC 9110, section 5.6.2.
    private static func isToken(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }

    /// RFC 9110, section 5.5: no control characters but the tabulator.
    private static func isPrintable(_ value: String) -> Bool {
        value.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }
}
