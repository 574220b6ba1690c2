import Domain

/// Amazon's registry: events of EventBridge sent to an API destination, with an API key or basic authentication.
///
/// Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html
public struct ECRSender: RegistrySender {
    public static let id: SenderID = "registry/ecr"
    public static let summary = "Amazon ECR through EventBridge, with an Authorization header"

    public init() {}

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        let body = try JSON(object: request.body)
        guard let kind = body["detail-type"].string else { throw MalformedWebhook("the body has no detail-type") }
        let detail = body["detail"]
        var events: [Event] = []
        if kind == "ECR Image Action", detail["action-type"].string == "PUSH", detail["result"].string == "SUCCESS",
            let repository = detail["repository-name"].string, let account = body["account"].string,
            let region = body["region"].string
        {
            events = [
                .packagePushed(
                    PackagePush(
                        registry: "\(account).dkr.ecr.\(region).amazonaws.com", repository: repository,
                        tag: detail["image-tag"].string.flatMap(RegistryPushes.nonEmpty),
                        digest: detail["image-digest"].string))
            ]
        }
        return WebhookContent(delivery: body["id"].id ?? bodyDelivery(request), kind: kind, events: events)
    }
}
