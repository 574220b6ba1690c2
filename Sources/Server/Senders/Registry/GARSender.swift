import Domain
import Foundation

/// Google's Artifact Registry through a push subscription of Pub/Sub; the secret is the last part of the push address.
///
/// Source: https://cloud.google.com/artifact-registry/docs/configure-notifications
public struct GARSender: RegistrySender {
    public static let id: SenderID = "registry/gar"
    public static let summary = "Google Artifact Registry through Pub/Sub, with a secret in the path"

    public init() {}

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        let body = try JSON(object: request.body)
        let message = body["message"]
        guard let data = message["data"].string.flatMap({ Data(base64Encoded: $0) }) else {
            throw MalformedWebhook("the body has no message.data")
        }
        let notice = try JSON(object: Array(data))
        let kind = notice["action"].string ?? ""
        var push = (notice["tag"].string ?? notice["digest"].string).flatMap { RegistryPushes.reference($0) }
        push?.digest = notice["digest"].string.flatMap { RegistryPushes.reference($0)?.digest }
        return WebhookContent(
            delivery: message["messageId"].id ?? message["message_id"].id ?? bodyDelivery(request), kind: kind,
            events: kind == "INSERT" ? push.map { [.packagePushed($0)] } ?? [] : [])
    }
}
