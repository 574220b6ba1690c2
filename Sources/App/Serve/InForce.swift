import Domain
import Foundation
import HTTPTransport
import Logging
import Persistence
import Server
import Settings
import Synchronization

/// What the settings in force come to: made as a whole, and replaced as a whole when they are read again.
struct InForce: Sendable {
    let settings: BotSettings
    let effects: Effects
    let job: NightlyJob
    let receiver: Receiver
    let targets: EventTargets
    let repositories: SelectedRepositories
}

/// Holds what is in force now. Whoever begins something takes it once, and ends with what it began with.
final class Live: Sendable {
    private let state: Mutex<InForce>

    init(_ inForce: InForce) { state = Mutex(inForce) }

    var current: InForce { state.withLock { $0 } }

    func replace(_ inForce: InForce) { state.withLock { $0 = inForce } }
}

extension Receiver {
    /// The receiver that settings ask for.
    ///
    /// - Throws: ``CommandFailure`` for a sender that is not known, lacks what it needs, or a forge that is not there.
    init(
        _ settings: BotSettings, secrets: SecretStore, http: any HTTPClient, inbox: any Inbox, logger: Logger,
        note: @escaping @Sendable (Note) -> Void
    ) throws {
        var sources: [SenderID: Source] = [:]
        for webhook in settings.server.webhooks {
            try Self.check(webhook, settings)
            let files = SecretFiles(webhook.secrets, store: secrets)
            sources[SenderID(webhook.sender)] = Source(
                secrets: { files.current() }, isUnverified: webhook.unverified,
                identity: webhook.identity.map { IdentityTokens($0, http: http, logger: logger) })
        }
        self.init(sources: sources, inbox: inbox, note: note)
    }

    private static func check(_ webhook: WebhookSettings, _ settings: BotSettings) throws {
        func refuse(_ problem: String) -> CommandFailure {
            CommandFailure(message: "windlass: server.webhooks: \(problem)", code: .usage)
        }
        guard let sender = builtInSenders.first(where: { $0.id.rawValue == webhook.sender }) else {
            let known = builtInSenders.map { $0.id.rawValue }.joined(separator: ", ")
            throw refuse("there is no sender \(webhook.sender); there are \(known)")
        }
        if let forge = webhook.forge, !settings.forges.contains(where: { $0.name == forge }) {
            throw refuse("there is no forge \(forge) in the settings")
        }
        if settings.server.webhooks.filter({ $0.sender == webhook.sender }).count > 1 {
            throw refuse("\(webhook.sender) is there twice; list all its secrets in one place")
        }
        if !sender.namesItsHost, webhook.registry == nil {
            throw refuse("\(webhook.sender) does not say at which registry something was pushed; add registry: HOST")
        }
    }
}

extension IdentityTokens {
    /// Tokens that settings ask for, with keys that are read by our client.
    init(_ settings: IdentitySettings, http: any HTTPClient, logger: Logger) {
        // Google writes its own name with and without the scheme.
        let bare = settings.issuer.hasPrefix("https://") ? String(settings.issuer.dropFirst(8)) : settings.issuer
        self.init(
            Expectation(issuers: [settings.issuer, bare], audience: settings.audience, email: settings.email),
            fetch: {
                let response = try await http.send(HTTPRequest(.get, settings.keys))
                guard response.status == 200 else {
                    throw JobFailure(description: "\(settings.keys) answers \(response.status)")
                }
                return PublishedKeys(
                    body: response.body, maximumAge: response.headers["cache-control"].flatMap(maximumAge))
            }, note: { logger.warning("\($0)") })
    }
}

/// `max-age` of a Cache-Control field, in seconds.
private func maximumAge(_ text: String) -> TimeInterval? {
    for part in text.split(separator: ",") {
        let pair = part.trimmingCharacters(in: .whitespaces).lowercased()
        if pair.hasPrefix("max-age="), let seconds = Int(pair.dropFirst(8)), seconds >= 0 { return Double(seconds) }
    }
    return nil
}
