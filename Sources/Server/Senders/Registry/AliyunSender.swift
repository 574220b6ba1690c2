import Domain

/// Alibaba Cloud's Container Registry. It cannot sign: the secret is the last part of the path.
///
/// The body names the region and not the host, so the settings do (`registry`).
/// Source: https://www.alibabacloud.com/help/en/acr/user-guide/manage-webhooks
public struct AliyunSender: RegistrySender {
    public static let id: SenderID = "registry/aliyun"
    public static let summary = "Alibaba Cloud Container Registry, with a secret in the path"
    public static let namesItsHost = false

    public init() {}

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        let body = try JSON(object: request.body)
        guard let repository = body["repository"]["repo_full_name"].string else {
            throw MalformedWebhook("the body has no repository.repo_full_name")
        }
        let push = PackagePush(
            registry: nil, repository: repository, tag: body["push_data"]["tag"].string,
            digest: body["push_data"]["digest"].string)
        return WebhookContent(delivery: bodyDelivery(request), kind: "push", events: [.packagePushed(push)])
    }
}
