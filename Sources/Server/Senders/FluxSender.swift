public import Domain
import Signing

/// Flux's notification controller, provider `generic-hmac` (`X-Signature`), or `generic` with a token.
///
/// Source: https://fluxcd.io/flux/components/notification/providers/#generic-webhook-with-hmac
public struct FluxSender: WebhookSender {
    public static let id: SenderID = "flux"
    public static let summary = "Flux notifications, with X-Signature or an Authorization header"
    public static let bodyLimit = registryBodyLimit

    public init() {}

    public func isAuthentic(_ request: WebhookRequest, secrets: [Secret]) -> Bool {
        guard let signature = request.field("X-Signature") else {
            return ArgoCDSender().isAuthentic(request, secrets: secrets)
        }
        // The controller says which function it used; only strong ones count.
        let functions: [(String, HashFunction)] = [
            ("sha224=", .sha224), ("sha256=", .sha256), ("sha384=", .sha384), ("sha512=", .sha512),
        ]
        return functions.contains { prefix, function in
            Authenticity.hexHMAC(signature, prefix: prefix, function, of: request.body, secrets)
        }
    }

    public func read(_ request: WebhookRequest) throws(MalformedWebhook) -> WebhookContent {
        let body = try JSON(object: request.body)
        let object = body["involvedObject"]
        guard let kind = object["kind"].string, let name = object["name"].string else {
            throw MalformedWebhook("the body has no involvedObject")
        }
        let reason = body["reason"].string ?? ""
        let namespace = object["namespace"].string.map { $0 + "/" } ?? ""
        let isFailed = body["severity"].string == "error"
        let isRunning = ["Progressing", "ProgressingWithRetry"].contains(reason)
        let event = RolloutEvent(
            name: kind + " " + namespace + name, state: isFailed ? .failed : isRunning ? .running : .succeeded,
            revision: revision(body["metadata"]), message: body["message"].string ?? "")
        return WebhookContent(delivery: bodyDelivery(request), kind: reason, events: [.rollout(event)])
    }

    /// `kustomize.toolkit.fluxcd.io/revision`, and the like for each kind.
    private func revision(_ metadata: JSON) -> String? {
        for group in ["kustomize", "helm", "source", "image"] {
            if let value = metadata[group + ".toolkit.fluxcd.io/revision"].string { return value }
        }
        return metadata["revision"].string
    }
}
