public import Domain

/// GitHub's container registry, whose events come from a repository's or organisation's webhook, signed as all of GitHub's.
///
/// Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads#registry_package
public struct GHCRSender: WebhookSender {
    public static let id: SenderID = "registry/ghcr"
    public static let summary = "GitHub Container Registry, with X-Hub-Signature-256"
    public static let bodyLimit = registryBodyLimit

    public init() {}

    public func isAuthentic(_ request: WebhookRequest, secrets: [Secret]) -> Bool {
        GitHubSender().isAuthentic(request, secrets: secrets)
    }

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        try GitHubSender().read(request)
    }
}
