import Domain

extension BotOptions {
    /// One of Renovate's host rules, as far as it is about registries. Credentials are references, never the credential.
    ///
    /// Source: https://docs.renovatebot.com/configuration-options/#hostrules
    var hostRule: OptionCodec<RegistrySettings> {
        .section(
            "hostRule", "a map of options such as matchHost and token",
            [
                SettingsOption("description", .textOrTexts, "A remark for people; not used here.") { _, _, _, _ in },
                SettingsOption(
                    "matchHost", \.host, .matchHost, isRequired: true,
                    "The host, with its port if it has one; of an address only its host counts."),
                SettingsOption(
                    "hostType", .text,
                    "What the host is: one that is `github` or `gitlab` is asked for release notes of source code there. Other words are not used, as the host says it."
                ) { word, _, registry, _ in
                    registry.forge = ["github", "gitlab"].first { word == $0 }.map { ForgeID($0) }
                },
                SettingsOption("username", optional: \.username, .nonEmptyText, "As `username` of `registries`."),
                SettingsOption("password", optional: \.password, .secret(in: folder), "As `password` of `registries`."),
                SettingsOption("token", optional: \.token, .secret(in: folder), "As `token` of `registries`."),
                SettingsOption("insecureRegistry", \.insecure, .flag, "As `insecure` of `registries`."),
                SettingsOption(
                    "concurrentRequestLimit", optional: \.concurrency, .integer(1...256),
                    "As `concurrency` of `registries`."),
                SettingsOption(
                    "maxRequestsPerSecond", optional: \.requestsPerSecond, .integer(1...10_000),
                    "As `requestsPerSecond` of `registries`."),
            ], standard: RegistrySettings(host: "")
        ) { registry, node, reader in
            reader.checkRegistry(registry, node)
        }
    }
}

extension OptionCodec where Value == String {
    /// A host, or an address of which only the host counts.
    fileprivate static let matchHost = text(
        TextForm(
            title: "host", plural: "hosts", expectation: "a host such as registry.example.com, or its address"),
        parse: { text in
            var rest = text[...]
            for scheme in ["https://", "http://"] where rest.lowercased().hasPrefix(scheme) {
                rest = rest.dropFirst(scheme.count)
            }
            let host = String(rest.prefix { $0 != "/" })
            let isHost =
                !host.isEmpty
                && host.utf8.allSatisfy { byte in
                    byte < 0x80 && (JSON5Cursor.isNamePart(byte) || "-.:[]".utf8.contains(byte))
                }
            return isHost ? host : nil
        }, write: { $0 })
}
