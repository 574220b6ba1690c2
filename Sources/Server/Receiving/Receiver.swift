public import Domain
public import Foundation

/// Decides about requests to webhook addresses, in the order that keeps us safe: known, small, authentic, readable, stored.
///
/// Nothing is done about an event here; that comes after the answer. A sender is told as little as possible: 401 says not
/// why, and an authentic event that is of no interest is a success, or its sender would switch the webhook off.
public struct Receiver: Sendable {
    /// What is configured for one kind of sender.
    public struct Source: Sendable {
        /// The secrets in force now; several while one is being replaced.
        public var secrets: @Sendable () -> [Secret]
        /// Whether requests are believed without any proof, because the admin wrote that out.
        public var isUnverified: Bool
        /// What a token of an issuer must say, beside the secret if there is one, or instead of it.
        public var identity: IdentityTokens?

        public init(
            secrets: @escaping @Sendable () -> [Secret], isUnverified: Bool = false, identity: IdentityTokens? = nil
        ) {
            self.secrets = secrets
            self.isUnverified = isUnverified
            self.identity = identity
        }
    }

    /// The answer to a request.
    public struct Answer: Hashable, Sendable {
        public var status: Int
        /// After how many seconds to come again.
        public var retryAfter: Int?

        public init(_ status: Int, retryAfter: Int? = nil) {
            self.status = status
            self.retryAfter = retryAfter
        }
    }

    /// What is logged of a request: nothing of its body.
    public struct Note: Hashable, Sendable {
        public var sender: String
        public var delivery: String
        public var kind: String
        public var size: Int
        public var events: Int
        public var problem: String?
        /// Whether the sender's documentation has this kind of event.
        public var isKnown = true
    }

    private let sources: [SenderID: (sender: any WebhookSender, limit: Int, source: Source)]
    private let inbox: any Inbox
    private let now: @Sendable () -> Date
    private let note: @Sendable (Note) -> Void

    /// - Parameters:
    ///   - sources: the senders that are listened to; requests of others are 404.
    ///   - note: called for every request of a known sender that was read.
    public init(
        sources: [SenderID: Source], senders: [any WebhookSender.Type] = builtInSenders, inbox: any Inbox,
        now: @escaping @Sendable () -> Date = { Date() }, note: @escaping @Sendable (Note) -> Void = { _ in }
    ) {
        var known: [SenderID: (sender: any WebhookSender, limit: Int, source: Source)] = [:]
        for sender in senders {
            guard let source = sources[sender.id] else { continue }
            known[sender.id] = (sender.init(), sender.bodyLimit, source)
        }
        self.sources = known
        self.inbox = inbox
        self.now = now
        self.note = note
    }

    /// Finds whom a path is for, and what follows it: `/webhooks/registry/harbor/s3cret`.
    ///
    /// - Returns: nil for a sender that is not listened to.
    public func route(_ path: String) -> (id: SenderID, tail: String, bodyLimit: Int)? {
        let prefix = "/webhooks/"
        guard path.hasPrefix(prefix) else { return nil }
        let parts = path.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false)
        for count in [2, 1] where parts.count >= count {
            let id = SenderID(parts.prefix(count).joined(separator: "/"))
            if let known = sources[id], parts.count <= count + 1 {
                return (id, parts.dropFirst(count).first.map(String.init) ?? "", known.limit)
            }
        }
        return nil
    }

    /// Decides about a request that was read to its end.
    public func receive(
        _ id: SenderID, fields: [(name: String, value: String)], tail: String, body: [UInt8]
    ) async -> Answer {
        guard let known = sources[id] else { return Answer(404) }
        guard body.count <= known.limit else { return Answer(413) }
        let request = WebhookRequest(fields: fields, pathTail: tail, body: body, receivedAt: now())
        var written = Note(sender: id.rawValue, delivery: "", kind: "", size: body.count, events: 0)
        defer { note(written) }
        guard await isAuthentic(request, known.sender, known.source) else {
            written.problem = "not authentic"
            return Answer(401)
        }
        let content: WebhookContent
        do { content = try known.sender.read(request) } catch {
            written.problem = error.message
            return Answer(400)
        }
        written.delivery = printable(content.delivery)
        written.kind = printable(content.kind)
        written.events = content.events.count
        written.isKnown = content.isKnown
        guard !content.events.isEmpty else { return Answer(204) }
        let delivery = InboxDelivery(
            sender: id.rawValue, key: String(content.delivery.prefix(512)), kind: written.kind,
            events: content.events, receivedAt: request.receivedAt)
        do {
            switch try await inbox.accept(delivery) {
            case .accepted: return Answer(202)
            case .seen: return Answer(200)
            case .full:
                written.problem = "the inbox is full"
                return Answer(503, retryAfter: 60)
            }
        } catch {
            written.problem = "cannot be stored: \(error)"
            return Answer(503, retryAfter: 30)
        }
    }

    private func isAuthentic(_ request: WebhookRequest, _ sender: any WebhookSender, _ source: Source) async -> Bool {
        if source.isUnverified { return true }
        let secrets = source.secrets()
        guard let identity = source.identity else { return sender.isAuthentic(request, secrets: secrets) }
        // The token takes the Authorization header; a secret that is set as well stands in the path.
        guard secrets.isEmpty || Authenticity.token(request.pathTail, secrets) else { return false }
        return await identity.isAuthentic(request)
    }

    /// A name from a body for a log line: only if it looks like one, or anybody could write there what they like.
    private func printable(_ name: String) -> String {
        let isName =
            name.utf8.count <= 100
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "), UInt8(ascii: "-")...UInt8(ascii: "/"):
                    true
                case UInt8(ascii: "_"), UInt8(ascii: ":"): true
                default: false
                }
            }
        return isName ? name : "(no name)"
    }
}
