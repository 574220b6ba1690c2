public import Domain
import Signing

/// Nexus Repository 3, with `X-Nexus-Webhook-Signature`: an HMAC-SHA1 over the body.
///
/// Source: https://help.sonatype.com/en/working-with-hmac-payloads.html
public struct NexusSender: WebhookSender {
    public static let id: SenderID = "registry/nexus"
    public static let summary = "Nexus Repository, with X-Nexus-Webhook-Signature"
    public static let bodyLimit = registryBodyLimit
    public static let namesItsHost = false

    public init() {}

    public func isAuthentic(_ request: WebhookRequest, secrets: [Secret]) -> Bool {
        Authenticity.hexHMAC(request.field("X-Nexus-Webhook-Signature"), .sha1, of: request.body, secrets)
    }

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        let body = try JSON(object: request.body)
        let kind = request.field("X-Nexus-Webhook-ID") ?? "rm:repository"
        let item = body["asset"].exists ? body["asset"] : body["component"]
        var events: [Event] = []
        if ["CREATED", "UPDATED"].contains(body["action"].string ?? ""), item["format"].string == "docker",
            let name = item["name"].string
        {
            events = [.packagePushed(push(name, version: item["version"].string))]
        }
        return WebhookContent(
            delivery: request.field("X-Nexus-Webhook-Delivery") ?? bodyDelivery(request), kind: kind, events: events)
    }

    /// An asset is called `v2/team/app/manifests/1.2.3`, a component `team/app`.
    private func push(_ name: String, version: String?) -> PackagePush {
        let parts = name.split(separator: "/").map(String.init)
        guard parts.first == "v2", let place = parts.lastIndex(of: "manifests"), place > 1, place + 1 < parts.count
        else { return PackagePush(registry: nil, repository: name, tag: version) }
        let last = parts[place + 1]
        return PackagePush(
            registry: nil, repository: parts[1..<place].joined(separator: "/"), tag: last.contains(":") ? nil : last,
            digest: last.contains(":") ? last : nil)
    }
}
