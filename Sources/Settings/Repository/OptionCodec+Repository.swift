import Domain

extension OptionCodec where Value: Identifier {
    /// An id of a plug-in. Ids of plug-ins that another bot has are fine: they match nothing here.
    static var id: OptionCodec {
        .text(.nonEmpty, parse: { $0.isEmpty ? nil : Value(rawValue: $0) }, write: \.rawValue)
    }
}

extension OptionCodec where Value == VersioningID {
    static func versioning(_ known: Set<VersioningID>?) -> OptionCodec {
        let id = OptionCodec.id
        return OptionCodec(id.shape) { node, reader in
            guard let value = id.read(node, &reader) else { return nil }
            guard let known, !known.contains(value) else { return value }
            let names = known.sorted().map(\.rawValue).joined(separator: ", ")
            reader.reportUnsupported(node.line, "not a versioning of this version, which has \(names)")
            return nil
        } write: {
            id.write($0)
        }
    }
}

extension OptionCodec where Value == [UpdateType] {
    /// Update types; those that only Renovate makes are left out of the list.
    static let updateTypes = OptionCodec(.list(.choice(UpdateType.allNames))) { node, reader in
        let choice = OptionCodec<UpdateType>.choice(UpdateType.allCases)
        guard case .list(let items) = node.content else {
            return reader.refuse(node, expected: OptionShape.list(choice.shape).expectation)
        }
        var types: [UpdateType] = []
        for (index, item) in items.enumerated() {
            if case .text(let name) = item.content, UpdateType.foreign.contains(name) { continue }
            reader.inside(.index(index)) { reader in
                if let type = choice.read(item, &reader) { types.append(type) }
            }
        }
        return types
    } write: {
        .texts($0.map(\.rawValue))
    }
}

extension OptionCodec where Value == String {
    /// A text without Renovate's templates, which this version does not fill in.
    static let plainText = OptionCodec(.text(.nonEmpty)) { node, reader in
        guard let text = nonEmptyText.read(node, &reader) else { return nil }
        guard text.contains("{{") else { return text }
        reader.reportUnsupported(
            node.line, "templates such as {{name}} are not supported by this version; it is left out")
        return nil
    } write: {
        .text($0)
    }

    /// What branches begin with. It must not be the beginning of a branch that people make.
    static let branchPrefix = OptionCodec(.text(.branchPrefix)) { node, reader in
        guard let text = plainText.read(node, &reader) else { return nil }
        guard let last = text.last, "/-_".contains(last), isBranchName(text + "x"), text.utf8.count <= 100 else {
            return reader.refuse(node, expected: TextForm.branchPrefix.expectation, found: excerpt(text))
        }
        return text
    } write: {
        .text($0)
    }

    /// A user name; the `@` of a mention is cut off.
    static let userName = OptionCodec.text(
        .nonEmpty,
        parse: { text in
            let name = text.hasPrefix("@") ? String(text.dropFirst()) : text
            return name.isEmpty ? nil : name
        }, write: { $0 })

    private static func excerpt(_ text: String) -> String { OptionReader.excerpt(of: text) }
}

extension OptionCodec where Value == [String] {
    static let plainTexts = OptionCodec.list(.plainText)
    static let userNames = OptionCodec.list(.userName)
}

extension OptionCodec where Value == BranchName {
    static let baseBranch = OptionCodec(.text(.branch)) { node, reader in
        guard let text = OptionCodec<String>.nonEmptyText.read(node, &reader) else { return nil }
        if text.hasPrefix("/") || text.hasPrefix("!") || text.contains("*") || text.contains("{{") {
            reader.reportUnsupported(
                node.line, "patterns of branches are not supported by this version; it is left out")
            return nil
        }
        guard isBranchName(text) else {
            return reader.refuse(
                node, expected: TextForm.branch.expectation, found: OptionReader.excerpt(of: text))
        }
        return BranchName(text)
    } write: {
        .text($0.rawValue)
    }
}

extension OptionCodec where Value == [BranchName] {
    static let baseBranches = OptionCodec.list(.baseBranch)
}

extension OptionCodec where Value == RepositoryOptions {
    /// The admin's defaults: the options of a repository, and no others.
    static let defaults: OptionCodec = {
        let table = RepositoryOptionTable()
        let options = table.options(isOpen: false)
        let draft = OptionCodec<RepositoryDraft>.section(
            "repositoryOptions", table.shape(isOpen: false).expectation, options,
            standard: RepositoryDraft(options: RepositoryOptions()))
        return OptionCodec(draft.shape) { node, reader in
            draft.read(node, &reader)?.options
        } write: { value in
            draft.write(RepositoryDraft(options: value))
        }
    }()
}

extension TextForm {
    static let branchPrefix = TextForm(
        title: "text", plural: "texts",
        expectation: "the beginning of branch names, with /, - or _ at its end, such as windlass/",
        pattern: "^[^\\s~^:?*\\[\\\\]+[/_-]$")
    static let branch = TextForm(
        title: "branch", plural: "branches", expectation: "the name of a branch, such as main", pattern: ".")
}

/// Whether Git takes `text` as the name of a branch, by the rules of git-check-ref-format(1).
func isBranchName(_ text: String) -> Bool {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }) else { return false }
    guard !text.contains(".."), !text.contains("@{"), !text.hasSuffix("."), !text.hasPrefix("-"), text != "@" else {
        return false
    }
    return text.unicodeScalars.allSatisfy {
        $0.value > 0x20 && $0.value != 0x7F && !"~^:?*[\\".unicodeScalars.contains($0)
    }
}
