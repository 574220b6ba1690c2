public import Domain
import Signing

/// JFrog Artifactory, with `X-JFrog-Event-Auth`: the secret itself, or an HMAC-SHA256 over the body when the webhook signs.
///
/// Source: https://jfrog.com/help/r/jfrog-platform-administration-documentation/webhooks
public struct ArtifactorySender: WebhookSender {
    public static let id: SenderID = "registry/artifactory"
    public static let summary = "JFrog Artifactory, with X-JFrog-Event-Auth"
    public static let bodyLimit = registryBodyLimit
    public static let namesItsHost = false

    public init() {}

    public func isAuthentic(_ request: WebhookRequest, secrets: [Secret]) -> Bool {
        let value = request.field("X-JFrog-Event-Auth")
        let isSigned = Authenticity.hexHMAC(value, .sha256, of: request.body, secrets)
        return Authenticity.token(value, secrets) || isSigned
    }

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        let body = try JSON(object: request.body)
        guard let kind = body["event_type"].string else { throw MalformedWebhook("the body has no event_type") }
        var events: [Event] = []
        if body["domain"].string == "docker", kind == "pushed", let image = body["data"]["image_name"].string {
            let key = body["data"]["repo_key"].string
            events = [
                .packagePushed(
                    PackagePush(
                        registry: nil, repository: key.map { $0 + "/" + image } ?? image,
                        tag: body["data"]["tag"].string, digest: body["data"]["sha256"].string.map { "sha256:" + $0 }))
            ]
        }
        return WebhookContent(delivery: bodyDelivery(request), kind: kind, events: events)
    }
}
