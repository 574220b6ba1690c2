import Domain

/// Azure Container Registry's webhooks, with a custom `Authorization` header.
///
/// Source: https://learn.microsoft.com/azure/container-registry/container-registry-webhook-reference
public struct ACRSender: RegistrySender {
    public static let id: SenderID = "registry/acr"
    public static let summary = "Azure Container Registry, with an Authorization header"

    public init() {}

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        let body = try JSON(object: request.body)
        guard let kind = body["action"].string else { throw MalformedWebhook("the body has no action") }
        var events: [Event] = []
        if ["push", "chart_push"].contains(kind), let repository = body["target"]["repository"].string {
            events = [
                .packagePushed(
                    PackagePush(
                        registry: body["request"]["host"].string, repository: repository,
                        tag: body["target"]["tag"].string.flatMap(RegistryPushes.nonEmpty),
                        digest: body["target"]["digest"].string))
            ]
        }
        return WebhookContent(delivery: body["id"].id ?? bodyDelivery(request), kind: kind, events: events)
    }
}
