import Domain
import Foundation

extension BotOptions {
    var server: OptionCodec<ServerSettings> {
        .section(
            "server", "a map of options such as listen and webhooks",
            [
                SettingsOption("listen", \.listen, .listenAddress, "Host and port to listen on."),
                SettingsOption(
                    "schedule", \.schedule, .cron,
                    "When every repository is looked at, whatever events say: five fields as in cron, in `timezone`; `never` leaves it to events."
                ),
                SettingsOption("timezone", \.timezone, .timezone, "The time zone of `schedule`, by its IANA name."),
                SettingsOption(
                    "jitter", optional: \.jitter, .duration,
                    "Over how long the repositories are spread when the schedule asks for all of them; each has its own place."
                ),
                SettingsOption("workers", \.workers, .integer(1...64), "How many repositories are worked on at once."),
                SettingsOption(
                    "webhooks", \.webhooks, .list(webhook),
                    "Who is listened to. A sender that is not listed is answered 404."),
            ], standard: ServerSettings())
    }

    private var webhook: OptionCodec<WebhookSettings> {
        .section(
            "webhook", "a map of options such as sender and secrets",
            [
                SettingsOption(
                    "sender", \.sender, .nonEmptyText, isRequired: true,
                    "What stands in the path behind `/webhooks/`: `gitlab`, `github`, `azure`, `registry/harbor` and so on."
                ),
                SettingsOption(
                    "forge", optional: \.forge, .nonEmptyText,
                    "The name of the forge that the events are about; needed when there are several of its kind."),
                SettingsOption(
                    "secrets", \.secrets, .list(.secret(in: folder)),
                    "What senders prove themselves with, by reference; several while one is being replaced. Files are read again when they change."
                ),
                SettingsOption(
                    "unverified", \.unverified, .flag,
                    "Believe requests without any proof. Whoever reaches the address can then make the bot look at repositories."
                ),
                SettingsOption(
                    "identity", optional: \.identity, identity,
                    "What the sender's identity token must say (OpenID Connect), where it sends one, as Google's Pub/Sub does."
                ),
                SettingsOption(
                    "registry", optional: \.registry, .host,
                    "The host of the registry as pins write it, where the sender does not say it or says another one."),
            ], standard: WebhookSettings(sender: "")
        ) { webhook, node, reader in
            if webhook.secrets.isEmpty, webhook.identity == nil, !webhook.unverified {
                reader.report(
                    node.line, "secrets is missing: expected at least one reference, or unverified: true written out")
            }
        }
    }

    private var identity: OptionCodec<IdentitySettings> {
        .section(
            "identity", "a map of options such as audience and email",
            [
                SettingsOption(
                    "audience", \.audience, .nonEmptyText, isRequired: true,
                    "Whom the token is for, as the push subscription says; Google's default is the address it posts to."
                ),
                SettingsOption(
                    "email", optional: \.email, .nonEmptyText,
                    "The service account that the push subscription acts as. Without it every account of the issuer may send."
                ),
                SettingsOption("issuer", \.issuer, .nonEmptyText, "Who issues the tokens."),
                SettingsOption("keys", \.keys, .webURL, "The address where the issuer publishes its keys."),
            ], standard: IdentitySettings(audience: ""))
    }
}

extension OptionCodec where Value == ListenAddress {
    static let listenAddress = OptionCodec.text(
        TextForm(
            title: "host:port", plural: "addresses", expectation: "host and port such as 127.0.0.1:8080 or :8080",
            pattern: "^.*:[0-9]+$"), parse: { ListenAddress($0) }, write: \.description)
}

extension OptionCodec where Value == CronSchedule? {
    static let cron = OptionCodec.text(
        TextForm(
            title: "schedule", plural: "schedules",
            expectation: "five fields as in cron, such as 0 3 * * 1-5 (minute, hour, day, month, weekday), or never",
            pattern: "^(never|\\S+\\s+\\S+\\s+\\S+\\s+\\S+\\s+\\S+)$"),
        parse: { text -> CronSchedule?? in
            text == "never" ? .some(nil) : CronSchedule(text).map { .some($0) }
        }, write: { $0?.text ?? "never" })
}

extension OptionCodec where Value == String {
    static let timezone = OptionCodec.text(
        TextForm(
            title: "time zone", plural: "time zones", expectation: "an IANA name such as Europe/Berlin or UTC",
            pattern: "^[A-Za-z0-9_+/-]+$"), parse: { TimeZone(identifier: $0) == nil ? nil : $0 }, write: { $0 })
}
