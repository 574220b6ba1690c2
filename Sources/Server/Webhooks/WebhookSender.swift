public import Domain

/// A plug-in for one kind of sender: what makes its requests authentic, and what they say. It never acts.
public protocol WebhookSender: Sendable {
    /// What stands in the path behind `/webhooks/`, such as `gitlab` or `registry/harbor`.
    static var id: SenderID { get }
    /// One sentence for lists: who sends, and how it proves it.
    static var summary: String { get }
    /// The largest body that is read, in bytes.
    static var bodyLimit: Int { get }

    /// Whether bodies say at which registry something was pushed; otherwise the settings have to.
    static var namesItsHost: Bool { get }

    init()

    /// Whether the request was made by somebody who knows one of `secrets`. Compares in constant time.
    func isAuthentic(_ request: WebhookRequest, secrets: [Secret]) -> Bool

    /// Reads an authentic request.
    ///
    /// - Throws: ``MalformedWebhook`` when the body is not what this sender sends.
    func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent
}

extension WebhookSender {
    public static var namesItsHost: Bool { true }
}

/// The name of a sender of webhooks, such as `gitlab` or `registry/harbor`.
public struct SenderID: Identifier {
    public var rawValue: String
    public init(rawValue: String) { self.rawValue = rawValue }
}

/// What an authentic request says.
public struct WebhookContent: Hashable, Sendable {
    /// The sender's key of this delivery: the same for a repetition.
    public var delivery: String
    /// The sender's word for what happened, for logs.
    public var kind: String
    /// What follows from it; empty when it is of no interest to us.
    public var events: [Event]
    /// Whether the sender's documentation has this kind; something unheard of is worth a line in the log.
    public var isKnown: Bool

    public init(delivery: String, kind: String, events: [Event], isKnown: Bool = true) {
        self.delivery = delivery
        self.kind = kind
        self.events = events
        self.isKnown = isKnown
    }
}

/// The body of an authentic request is not what its sender sends.
public struct MalformedWebhook: Error, Hashable, Sendable, CustomStringConvertible {
    /// What was expected; nothing of the body.
    public var message: String

    public init(_ message: String) { self.message = message }

    public var description: String { message }
}

/// Forges send large pushes; GitHub ends at 25 MB.
let forgeBodyLimit = 25 << 20
/// A registry says little.
let registryBodyLimit = 1 << 20
