extension OptionReader {
    /// Reads a map with the names of `options` into `target`; false when `node` is no map.
    ///
    /// A list or map without a value, as when all below it is commented out, counts as not given in the admin's file.
    mutating func readSection<Target>(
        _ node: SettingsNode, shape: SectionShape, options: [SettingsOption<Target>], into target: inout Target
    ) -> Bool {
        guard case .map(let members) = node.content else {
            let _: Void? = refuse(node, expected: shape.expectation)
            return false
        }
        for option in options where option.isReadFirst {
            for member in members where member.name == option.name { read(member, option, into: &target) }
        }
        for member in members {
            guard let option = options.first(where: { $0.name == member.name }) else {
                reportUnknown(member, names: options)
                continue
            }
            if !option.isReadFirst { read(member, option, into: &target) }
        }
        for option in options where option.isRequired && !members.contains(where: { $0.name == option.name }) {
            report(node.line, "\(option.name) is missing: expected \(option.shape.expectation)")
        }
        return true
    }

    private mutating func read<Target>(
        _ member: SettingsNode.Member, _ option: SettingsOption<Target>, into target: inout Target
    ) {
        inside(.name(member.name)) { reader in
            guard member.value.content == .null else { return option.read(member.value, &target, &reader) }
            switch reader.unknownOptions {
            case .listed: reader.reportUnsupported(member.line, "null does not take a value back here; it is left out")
            case .refused:
                if option.shape.mayBeEmpty, !option.isRequired { return }
                let _: Void? = reader.refuse(member.value, expected: option.shape.expectation)
            }
        }
    }

    private mutating func reportUnknown<Target>(_ member: SettingsNode.Member, names: [SettingsOption<Target>]) {
        let suggestion = suggestion(for: member.name, among: names.lazy.map(\.name))
        inside(.name(member.name)) { reader in
            switch reader.unknownOptions {
            case .refused: reader.report(member.line, "there is no such option" + suggestion)
            case .listed: reader.reportUnsupported(member.line, "not supported by this version" + suggestion)
            }
        }
    }

    /// `; did you mean X?`, or nothing. Once enough is named, nothing more is searched for.
    func suggestion(for name: String, among names: some Sequence<String>) -> String {
        guard !isFull, let closest = closestName(to: name, among: Array(names)) else { return "" }
        return "; did you mean \(closest)?"
    }
}

extension OptionShape {
    /// Whether the option may stand without a value in the admin's file.
    var mayBeEmpty: Bool {
        switch self {
        case .list, .map, .section: true
        case .flag, .integer, .text, .choice, .either: false
        }
    }
}
