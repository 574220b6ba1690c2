import Domain

/// Quay's repository notifications. They cannot sign: the secret is the last part of the path.
///
/// Source: https://docs.quay.io/guides/notifications.html
public struct QuaySender: RegistrySender {
    public static let id: SenderID = "registry/quay"
    public static let summary = "Quay, with a secret in the path"

    public init() {}

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        let body = try JSON(object: request.body)
        guard let repository = body["repository"].string else { throw MalformedWebhook("the body has no repository") }
        let host = body["docker_url"].string.flatMap { RegistryPushes.reference($0)?.registry }
        // Older versions map each tag to its image.
        let tags = body["updated_tags"]
        let events = (tags.strings.isEmpty ? tags.keys : tags.strings).map { tag in
            Event.packagePushed(PackagePush(registry: host, repository: repository, tag: tag))
        }
        return WebhookContent(delivery: bodyDelivery(request), kind: "repo_push", events: events)
    }
}
