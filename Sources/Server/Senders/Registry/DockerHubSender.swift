import Domain

/// Docker Hub's webhooks. They cannot sign: the secret is the last part of the path.
///
/// Source: https://docs.docker.com/docker-hub/repos/manage/webhooks/
public struct DockerHubSender: RegistrySender {
    public static let id: SenderID = "registry/dockerhub"
    public static let summary = "Docker Hub, with a secret in the path"

    public init() {}

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        let body = try JSON(object: request.body)
        guard let repository = body["repository"]["repo_name"].string else {
            throw MalformedWebhook("the body has no repository.repo_name")
        }
        let push = PackagePush(registry: "docker.io", repository: repository, tag: body["push_data"]["tag"].string)
        return WebhookContent(delivery: bodyDelivery(request), kind: "push", events: [.packagePushed(push)])
    }
}
