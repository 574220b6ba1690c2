import Domain

extension OptionCodec where Value == ForgeID {
    /// One of the kinds that this version speaks to.
    static func forgeKind(_ kinds: [ForgeKind]) -> OptionCodec {
        let names = kinds.map(\.id.rawValue)
        return OptionCodec(.choice(names)) { node, reader in
            let expectation = OptionShape.choice(names).expectation
            guard case .text(let text) = node.content else { return reader.refuse(node, expected: expectation) }
            if names.contains(text) { return ForgeID(text) }
            // `github` is no misspelt `gitlab`.
            if let name = closestName(to: text, among: names, within: 1) {
                return reader.refuse(
                    node, expected: expectation, found: OptionReader.excerpt(of: text) + "; did you mean \(name)?")
            }
            reader.report(
                node.line, "not supported by this version: \(OptionReader.excerpt(of: text)); expected \(expectation)")
            return nil
        } write: {
            .text($0.rawValue)
        }
    }
}

extension OptionReader {
    /// What the kind of a forge asks of its other options.
    mutating func checkForge(_ forge: ForgeSettings, kind: ForgeKind, _ node: SettingsNode) {
        guard case .map(let members) = node.content else { return }
        for (name, form) in [("url", TextForm.webURL), ("token", .secret)] {
            let member = members.first { $0.name == name }
            if kind.isRemote, member == nil, name != "token" || forge.appID == nil {
                report(node.line, "\(name) is missing: expected \(form.expectation)")
            } else if !kind.isRemote, let member {
                inside(.name(name)) { $0.report(member.line, "a forge of kind \(kind.id) takes none") }
            }
        }
        checkApp(forge, kind: kind, node, members)
        if let url = forge.url, url.hasPrefix("http://"), !Self.isLoopback(url) {
            let line = members.first { $0.name == "url" }?.line
            inside(.name("url")) {
                $0.report(line, "the token goes over plain http, readable for all on the way", severity: .warning)
            }
        }
    }

    /// An app needs its key, takes the place of a token, and is not known to all kinds.
    private mutating func checkApp(
        _ forge: ForgeSettings, kind: ForgeKind, _ node: SettingsNode, _ members: [SettingsNode.Member]
    ) {
        let given = Dictionary(members.map { ($0.name, $0.line) }) { first, _ in first }
        for name in ["appID", "privateKey", "installation"] where !kind.hasApps {
            guard let line = given[name] else { continue }
            inside(.name(name)) { $0.report(line, "a forge of kind \(kind.id) takes none") }
        }
        guard kind.hasApps else { return }
        if let line = given["appID"], given["privateKey"] == nil {
            report(line, "appID needs a privateKey")
        } else if let line = given["privateKey"] ?? given["installation"], given["appID"] == nil {
            report(line, "privateKey and installation need an appID")
        } else if let line = given["appID"], given["token"] != nil {
            report(line, "expected either token, or appID and privateKey")
        }
    }

    /// Which options of a registry go together.
    mutating func checkRegistry(_ registry: RegistrySettings, _ node: SettingsNode) {
        guard case .map(let members) = node.content else { return }
        let given = Dictionary(members.map { ($0.name, $0.line) }) { first, _ in first }
        if let line = given["helper"], ["token", "password", "username"].contains(where: { given[$0] != nil }) {
            report(line, "expected either helper, or token, or username and password")
        } else if let line = given["token"], given["password"] != nil || given["username"] != nil {
            report(line, "expected either token, or username and password")
        } else if let line = given["password"], given["username"] == nil {
            report(line, "password needs a username")
        } else if let line = given["username"], given["password"] == nil {
            report(line, "username needs a password")
        }
    }

    /// Names that must differ within their lists.
    mutating func checkUnique(_ root: SettingsNode, list: String, name: String) {
        guard case .map(let members) = root.content,
            case .list(let items)? = members.first(where: { $0.name == list })?.value.content
        else { return }
        var seen: Set<String> = []
        for (index, item) in items.enumerated() {
            guard case .map(let members) = item.content,
                let member = members.first(where: { $0.name == name }), case .text(let text) = member.value.content,
                !seen.insert(text.lowercased()).inserted
            else { continue }
            inside(.name(list)) { reader in
                reader.inside(.index(index)) { reader in
                    reader.inside(.name(name)) { $0.report(member.line, "stands in \(list) twice, expected it once") }
                }
            }
        }
    }

    private static func isLoopback(_ url: String) -> Bool {
        ["127.0.0.1", "localhost", "[::1]"].contains { host in
            let rest = url.dropFirst("http://".count)
            return rest.hasPrefix(host)
                && (rest.count == host.count || "/:".contains(rest.dropFirst(host.count).first ?? "x"))
        }
    }
}
