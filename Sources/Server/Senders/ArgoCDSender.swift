import Domain

/// Argo CD's notifications with the template of docs/serve.md, with an `Authorization` header or basic authentication.
///
/// Source: https://argo-cd.readthedocs.io/en/stable/operator-manual/notifications/services/webhook/
public struct ArgoCDSender: RegistrySender {
    public static let id: SenderID = "argocd"
    public static let summary = "Argo CD notifications, with an Authorization header"

    public init() {}

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        let body = try JSON(object: request.body)
        let kind = body["phase"].string ?? body["state"].string ?? ""
        // The template of commit statuses, which many have already, says less.
        guard let name = body["app"].string ?? body["context"].string else {
            throw MalformedWebhook("the body has no app; use the template of docs/serve.md")
        }
        let namespace = body["namespace"].string.map { $0 + "/" } ?? ""
        let states: [String: RolloutEvent.State] = [
            "succeeded": .succeeded, "success": .succeeded, "failed": .failed, "error": .failed, "failure": .failed,
            "running": .running, "pending": .running, "terminating": .running,
        ]
        let isDegraded = body["health"].string?.lowercased() == "degraded"
        let state = isDegraded ? .failed : states[kind.lowercased()]
        let events: [Event] =
            state.map { state in
                [
                    .rollout(
                        RolloutEvent(
                            name: namespace + name, state: state, revision: body["revision"].string,
                            message: body["message"].string ?? body["description"].string ?? ""))
                ]
            } ?? []
        return WebhookContent(delivery: bodyDelivery(request), kind: kind, events: events)
    }
}
