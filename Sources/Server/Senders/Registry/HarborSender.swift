import Domain

/// Harbor's webhooks, in its own format, that of version 1, and CloudEvents; the policy's auth header is the secret.
///
/// Source: https://goharbor.io/docs/main/working-with-projects/project-configuration/configure-webhooks/
public struct HarborSender: RegistrySender {
    public static let id: SenderID = "registry/harbor"
    public static let summary = "Harbor, with the policy's auth header"

    public init() {}

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        let body = try JSON(object: request.body)
        guard let kind = body["type"].string else { throw MalformedWebhook("the body has no type") }
        let data = body["event_data"].exists ? body["event_data"] : body["data"]
        let pushes = ["PUSH_ARTIFACT", "pushImage", "harbor.artifact.pushed", "UPLOAD_CHART", "uploadChart"]
        let isPush = pushes.contains(kind)
        return WebhookContent(
            delivery: body["id"].id ?? bodyDelivery(request), kind: kind, events: isPush ? self.pushes(data) : [])
    }

    private func pushes(_ data: JSON) -> [Event] {
        guard let repository = data["repository"]["repo_full_name"].string else { return [] }
        return data["resources"].items.map { resource in
            let host = resource["resource_url"].string.flatMap { RegistryPushes.reference($0)?.registry }
            // A push by digest names the digest as its tag.
            let tag = resource["tag"].string.flatMap { $0.contains(":") || $0.isEmpty ? nil : $0 }
            return .packagePushed(
                PackagePush(registry: host, repository: repository, tag: tag, digest: resource["digest"].string))
        }
    }
}
