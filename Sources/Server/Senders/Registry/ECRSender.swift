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
        if body["specversion"].exists { return try cloudEvent(body, request) }
        guard let kind = body["detail-type"].string else { throw MalformedWebhook("the body has no detail-type") }
        var push: PackagePush?
        if arrives(kind, body["detail"]) {
            push = Self.push(
                body["detail"]["repository-name"], account: body["account"].id, region: body["region"].string,
                tag: body["detail"]["image-tag"], digest: body["detail"]["image-digest"])
        }
        return WebhookContent(
            delivery: body["id"].id ?? bodyDelivery(request), kind: kind,
            events: push.map { [.packagePushed($0)] } ?? [])
    }

    /// Whether an image has come: pushed, copied from another region, or fetched from the registry that is cached.
    private func arrives(_ kind: String, _ detail: JSON) -> Bool {
        switch kind {
        case "ECR Image Action", "ECR Replication Action":
            ["PUSH", "REPLICATE"].contains(detail["action-type"].string) && detail["result"].string == "SUCCESS"
        case "ECR Pull Through Cache Action": detail["sync-status"].string == "SUCCESS"
        default: false
        }
    }

    /// The form that input transformers of EventBridge give to the same event.
    ///
    /// Source: https://github.com/cloudevents/spec/blob/main/cloudevents/formats/json-format.md
    private func cloudEvent(_ body: JSON, _ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        guard let kind = body["type"].string else { throw MalformedWebhook("the body has no type") }
        let data = body["data"]
        // `urn:aws:ecr:eu-west-1:012345678901:repository/shop/api`, or an ARN of the same shape.
        let source = (body["source"].string ?? "").split(separator: ":", omittingEmptySubsequences: false)
        let push = Self.push(
            data["repositoryName"], account: data["registryId"].id ?? (source.count > 4 ? String(source[4]) : nil),
            region: source.count > 3 ? String(source[3]) : nil, tag: data["imageTag"], digest: data["imageDigest"])
        let isPush = kind.lowercased().contains("push")
        return WebhookContent(
            delivery: body["id"].id ?? bodyDelivery(request), kind: kind,
            events: isPush ? push.map { [.packagePushed($0)] } ?? [] : [])
    }

    private static func push(
        _ repository: JSON, account: String?, region: String?, tag: JSON, digest: JSON
    ) -> PackagePush? {
        guard let repository = repository.string, let account, let region, !account.isEmpty, !region.isEmpty else {
            return nil
        }
        let suffix = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        return PackagePush(
            registry: "\(account).dkr.ecr.\(region).\(suffix)", repository: repository,
            tag: tag.string.flatMap(RegistryPushes.nonEmpty), digest: digest.string)
    }
}
