import Domain
import Settings

/// Which forge of the settings an event is about, and which registry.
struct EventTargets: Sendable {
    private let forges: [ForgeSettings]
    private let webhooks: [String: WebhookSettings]

    init(_ settings: BotSettings) {
        forges = settings.forges
        webhooks = Dictionary(settings.server.webhooks.map { ($0.sender, $0) }) { first, _ in first }
    }

    /// The forges that events of a sender are about; all of them for senders that belong to none.
    func forges(of sender: String) -> [ForgeSettings] {
        if let name = webhooks[sender]?.forge { return forges.filter { $0.name == name } }
        let ofKind = forges.filter { $0.kind.rawValue == sender }
        return ofKind.isEmpty ? forges : ofKind
    }

    /// The host that pins write for what a sender says was pushed.
    func registry(of sender: String, said: String?) -> String? { webhooks[sender]?.registry ?? said }

    /// Takes `forge/path` apart, as the inventory names repositories.
    func split(_ name: String) -> (forge: String, path: String)? {
        for forge in forges.map(\.name).sorted(by: { $0.count > $1.count }) where name.hasPrefix(forge + "/") {
            return (forge, String(name.dropFirst(forge.count + 1)))
        }
        return nil
    }
}
