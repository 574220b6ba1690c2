import Domain

/// Notifications of CNCF Distribution (Docker's registry) and everything built on it, with an `Authorization` header from its
/// settings.
///
/// Source: https://distribution.github.io/distribution/about/notifications/
public struct DistributionSender: RegistrySender {
    public static let id: SenderID = "registry/oci"
    public static let summary = "CNCF Distribution, with an Authorization header"

    public init() {}

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        let body = try JSON(object: request.body)
        guard body["events"].exists else { throw MalformedWebhook("the body has no events") }
        let first = body["events"].items.first?["id"].id
        return WebhookContent(
            delivery: first ?? bodyDelivery(request), kind: "notification", events: RegistryPushes.distribution(body))
    }
}

/// GitLab's container registry, which sends CNCF Distribution's notifications.
///
/// Source: https://docs.gitlab.com/administration/packages/container_registry/#configure-container-registry-notifications
public struct GitLabRegistrySender: RegistrySender {
    public static let id: SenderID = "registry/gitlab"
    public static let summary = "GitLab's container registry, with an Authorization header"

    public init() {}

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        try DistributionSender().read(request)
    }
}
