import Domain
import Settings

/// Which forge of the settings an event is about.
struct ForgeNames: Sendable {
    private let names: [String]
    private let bySender: [String: [String]]

    init(_ settings: BotSettings) {
        names = settings.forges.map(\.name)
        var bySender: [String: [String]] = [:]
        for webhook in settings.server.webhooks {
            let kind = webhook.sender
            bySender[kind] =
                webhook.forge.map { [$0] } ?? settings.forges.filter { $0.kind.rawValue == kind }.map(\.name)
        }
        self.bySender = bySender
    }

    /// The forges that events of a sender are about; all of them for senders that belong to none.
    func forges(of sender: String) -> [String] {
        let found = bySender[sender] ?? []
        return found.isEmpty ? names : found
    }

    /// Takes `forge/path` apart, as the inventory names repositories.
    func split(_ name: String) -> (forge: String, path: String)? {
        for forge in names.sorted(by: { $0.count > $1.count }) where name.hasPrefix(forge + "/") {
            return (forge, String(name.dropFirst(forge.count + 1)))
        }
        return nil
    }
}
