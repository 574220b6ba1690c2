import Domain

/// What senders of registries have in common: small bodies, and a shared secret where they cannot sign.
protocol RegistrySender: WebhookSender {}

extension RegistrySender {
    public static var bodyLimit: Int { registryBodyLimit }

    /// A shared secret as the last part of the path, or in the `Authorization` header: verbatim, as bearer, or as password
    /// of basic authentication.
    public func isAuthentic(_ request: WebhookRequest, secrets: [Secret]) -> Bool {
        let authorization = request.field("Authorization")
        let bearer = authorization.flatMap { $0.lowercased().hasPrefix("bearer ") ? String($0.dropFirst(7)) : nil }
        let isInPath = Authenticity.token(request.pathTail, secrets)
        let isVerbatim = Authenticity.token(authorization, secrets)
        let isBearer = Authenticity.token(bearer, secrets)
        return isInPath || isVerbatim || isBearer || Authenticity.basic(authorization, secrets)
    }
}

/// Pushes that several senders say in the same words.
enum RegistryPushes {
    /// The events of a CNCF Distribution notification: manifests that were pushed, each tag once.
    ///
    /// Source: https://distribution.github.io/distribution/about/notifications/
    static func distribution(_ body: JSON) -> [Event] {
        var seen: Set<PackagePush> = []
        return body["events"].items.compactMap { event in
            let target = event["target"]
            // Layers are pushed too, and have a media type of their own.
            guard event["action"].string == "push", let repository = target["repository"].string,
                target["mediaType"].string.map({ $0.contains("manifest") || $0.contains("index") }) ?? true
            else { return nil }
            let push = PackagePush(
                registry: event["request"]["host"].string, repository: repository,
                tag: target["tag"].string.flatMap(nonEmpty), digest: target["digest"].string)
            return seen.insert(push).inserted ? .packagePushed(push) : nil
        }
    }

    /// GitHub's events `package` and `registry_package`: a container that was published to GHCR.
    ///
    /// Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads#registry_package
    static func gitHubPackage(_ kind: String, _ body: JSON) -> [Event] {
        let action = body["action"].string ?? ""
        let package = body["registry_package"].exists ? body["registry_package"] : body["package"]
        let type = (package["package_type"].string ?? package["ecosystem"].string ?? "").lowercased()
        guard ["published", "updated", "create", "created"].contains(action), type == "container",
            let name = package["name"].string
        else { return [] }
        let version = package["package_version"]
        let tag = version["container_metadata"]["tag"]
        let owner =
            package["namespace"].string.flatMap(nonEmpty) ?? package["owner"]["login"].string
            ?? body["repository"]["owner"]["login"].string ?? body["organization"]["login"].string
        return [
            .packagePushed(
                PackagePush(
                    registry: "ghcr.io", repository: owner.map { $0 + "/" + name } ?? name,
                    tag: tag["name"].string.flatMap(nonEmpty), digest: tag["digest"].string.flatMap(nonEmpty)))
        ]
    }

    static func nonEmpty(_ text: String) -> String? { text.isEmpty ? nil : text }

    /// Takes `host/path:tag` or `host/path@digest` apart.
    static func reference(_ text: String, registry: String? = nil) -> PackagePush? {
        var name = text
        var digest: String?
        if let at = name.firstIndex(of: "@") {
            digest = String(name[name.index(after: at)...])
            name = String(name[..<at])
        }
        var tag: String?
        if let colon = name.lastIndex(of: ":"), name[colon...].contains("/") == false {
            tag = String(name[name.index(after: colon)...])
            name = String(name[..<colon])
        }
        let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2, parts[0].contains(".") || parts[0].contains(":") || parts[0] == "localhost" else {
            return name.isEmpty ? nil : PackagePush(registry: registry, repository: name, tag: tag, digest: digest)
        }
        return PackagePush(registry: parts[0], repository: parts[1], tag: tag, digest: digest)
    }
}
