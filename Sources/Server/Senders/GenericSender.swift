public import Domain
import Signing

/// Anybody: a pipeline that has pushed an image, a script. Signed as Standard Webhooks are, or with `X-Signature` (HMAC-SHA256).
///
/// The body names what to look at: `{"repository": "platform/gitops"}`, or `{"image": "registry.example.com/shop/api:1.2.3"}`.
public struct GenericSender: WebhookSender {
    public static let id: SenderID = "generic"
    public static let summary = "Anybody, with a Standard Webhooks signature or X-Signature"
    public static let bodyLimit = registryBodyLimit

    public init() {}

    public func isAuthentic(_ request: WebhookRequest, secrets: [Secret]) -> Bool {
        if request.field("webhook-signature") != nil { return Authenticity.standardWebhook(request, secrets) }
        return Authenticity.hexHMAC(
            request.field("X-Signature") ?? request.field("X-Hub-Signature-256"), prefix: "sha256=", .sha256,
            of: request.body, secrets)
    }

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        let body = try JSON(object: request.body)
        var events: [Event] = []
        if let path = body["repository"].string {
            events.append(.repository(RepositoryName(path: path), .changed))
        }
        if let push = body["image"].string.flatMap({ RegistryPushes.reference($0) }) {
            events.append(.packagePushed(push))
        }
        guard !events.isEmpty else { throw MalformedWebhook("the body names no repository and no image") }
        return WebhookContent(
            delivery: request.field("webhook-id") ?? body["id"].id ?? bodyDelivery(request), kind: "generic",
            events: events)
    }
}
