import Domain

extension OptionCodec where Value == [PackageRule] {
    /// A list of rules. A rule whose matchers are not all supported is left out, as it would match too much without them.
    static func packageRules(versionings: Set<VersioningID>?, isOpen: Bool) -> OptionCodec {
        let table = PackageRuleTable(versionings: versionings)
        let rule = OptionCodec<PackageRule>.section(
            "packageRule", "a map of options such as matchPackageNames and enabled", table.options,
            standard: PackageRule(), isOpen: isOpen)
        let names = Set(table.options.map(\.name))
        return .list(
            OptionCodec<PackageRule>(rule.shape) { node, reader in
                guard let value = rule.read(node, &reader), !reader.leavesOut(node, known: names) else { return nil }
                return value
            } write: {
                rule.write($0)
            })
    }
}

extension OptionReader {
    /// Whether the rule at `node` must not count, because it would match more than its author wants.
    fileprivate mutating func leavesOut(_ node: SettingsNode, known: Set<String>) -> Bool {
        guard case .map(let members) = node.content else { return true }
        for member in members where Self.isMatcher(member.name) {
            if !known.contains(member.name) {
                if unknownOptions == .listed {
                    reportUnsupported(
                        node.line, "the rule is left out, because \(Self.printable(member.name)) is not supported")
                }
                return true
            }
            if member.value.content == .list([]) || member.value.content == .null {
                reportUnsupported(node.line, "the rule is left out, because an empty \(member.name) matches nothing")
                return true
            }
            if member.name == "matchUpdateTypes", UpdateType.noneOccurs(in: member.value) {
                reportUnsupported(node.line, "the rule is left out, because no such updates are made by this version")
                return true
            }
        }
        return false
    }

    /// Names that narrow a rule, in Renovate's present and former spellings.
    private static func isMatcher(_ name: String) -> Bool {
        name.hasPrefix("match") || name.hasPrefix("exclude") || formerMatchers.contains(name)
    }

    private static let formerMatchers: Set<String> = [
        "extends", "packageNames", "packagePatterns", "depTypeList", "paths", "languages", "managers", "datasources",
        "updateTypes", "baseBranchList", "sourceUrlPrefixes",
    ]
}

extension UpdateType {
    /// Update types of Renovate that this version never makes, so that a rule for them matches nothing.
    static let foreign = ["pin", "rollback", "bump", "replacement", "lockFileMaintenance", "lockfileUpdate"]

    /// Everything that a rule may name.
    static let allNames = allCases.map(\.rawValue) + foreign

    fileprivate static func noneOccurs(in node: SettingsNode) -> Bool {
        guard case .list(let items) = node.content else { return false }
        return items.allSatisfy { item in
            if case .text(let name) = item.content { foreign.contains(name) } else { false }
        }
    }
}
